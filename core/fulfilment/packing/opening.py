"""Opening an order at a station: claim, switch, next in the queue, the single-item lane."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core.audit import record
from core.fulfilment import claims
from core.fulfilment.models import parcels
from core.fulfilment.next_order import next_orders, next_singles
from core.fulfilment.packing.boxes import ask_for_waybill, label_anew
from core.fulfilment.packing.opened import OpenOrder, Place, load_order, missing_of
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench, Work
from core.fulfilment.parcels import empty_parcels
from core.fulfilment.states import ParcelState
from core.fulfilment.unpacking import void_parcel
from core.fulfilment.walks.membership import leave
from core.orders.commands import step
from core.orders.intake.channels import Meaning, stopped_by
from core.orders.states import CONFIRMED, PACKABLE, Fulfilment
from core.people.permissions import Permission, may, require
from core.stock.queries import bin_codes
from core.transaction import Transaction

_LOOKED_AT = 5
"""Orders that NEXT tries at a time: others may take the first of them meanwhile."""
_ROUNDS = 10
"""How often it looks again where others were quicker with all of these."""
_GONE = frozenset({Kind.NOT_CLAIMABLE, Kind.CANCELLED, Kind.ON_HOLD})
_MOST_PASSED = 50


def open_order(bench: Bench, order_id: int, *, take_over: bool = False) -> Answer:
    """Open an order at this station, or say why not."""
    first = unfinished(bench)
    if first is not None:
        return first
    order = load_order(bench.tx, order_id)
    picking = _is_picked_first(bench, order.fulfilment)
    require(bench.tx, Permission.PICK if picking else Permission.PACK)
    work = bench.work
    if work.order_id is not None and work.order_id != order_id:
        current = load_order(bench.tx, work.order_id)
        if current.claimed_by == bench.station_id and (current.packed or work.tote_id):
            bench.about(current.id, current.order_no)
            return Answer(
                Kind.OTHER_ORDER_OPEN,
                params={
                    "open": current.order_no,
                    "order": order.order_no,
                    "packed": current.packed,
                    "units": current.units,
                },
            )
    bench.about(order.id, order.order_no)
    refusal = _not_packable(bench, order)
    if refusal is not None:
        return refusal
    again = work.order_id == order_id
    fence = claims.claim(bench.tx, order_id, bench.rules.lease_ms, take_over=take_over)
    if fence is None:
        held_by = claims.holder(bench.tx, order_id)
        bench.ask("take_over", {"order": order_id})
        return Answer(
            Kind.NOT_CLAIMABLE,
            "claimed",
            {
                "order": order.order_no,
                "who": held_by.operator if held_by else "",
                "station": held_by.station if held_by else "",
                "since": held_by.since.isoformat() if held_by else "",
            },
        )
    if work.order_id is not None and not again:
        put_back(bench, load_order(bench.tx, work.order_id))
    leave(bench.tx, order_id, "taken")
    return _opened(bench, order, fence, again=again)


def _opened(bench: Bench, order: OpenOrder, fence: int, *, again: bool) -> Answer:
    picking = _is_picked_first(bench, order.fulfilment)
    then = Fulfilment.PICKING if picking else Fulfilment.PACKING
    if order.fulfilment is not then:
        if picking or order.fulfilment is not Fulfilment.PICKING:
            step(bench.tx, order.head, then)
        else:  # picked half-way and now packed from the shelf
            back = step(bench.tx, order.head, Fulfilment.READY)
            step(bench.tx, back, then)
    if not again:
        record(bench.tx, "opened", order_id=order.id, to="pick" if picking else "pack")
    mode = "pick" if picking else "pack"
    again = again and mode == bench.work.mode
    must_read = bench.work.awaiting == "note" if again else order.must_read
    if again:  # what was asked about the order is still asked, and the tote is still the tote
        if bench.work.awaiting == "short":
            bench.change(awaiting="", asked={})
        bench.change(fence=fence)
    else:
        _lay_out(bench, order, fence, mode)
    if ask_for_waybill(bench, order):
        return Answer(Kind.NEEDS_WAYBILL, "", {"order": order.order_no})
    return Answer(
        Kind.ORDER_OPEN,
        "again" if again else ("pick" if picking else ""),
        {
            "order": order.order_no,
            "customer": order.customer,
            "lines": len(order.lines),
            "units": order.units,
            "packed": order.packed,
            "note": order.note,
            "must_read": must_read,
            "gift": order.gift,
            "fragile": order.fragile,
            **needed(bench, order),
        },
    )


def _is_picked_first(bench: Bench, fulfilment: Fulfilment) -> bool:
    return bench.rules.pick_first and fulfilment in {Fulfilment.READY, Fulfilment.PICKING}


def _mine(bench: Bench) -> tuple[Fulfilment, ...]:
    """The orders of which states NEXT may choose here; none named means all."""
    if not bench.rules.pick_first:
        return ()
    to_pick = (Fulfilment.READY, Fulfilment.PICKING) if may(bench.tx, Permission.PICK) else ()
    to_pack = (Fulfilment.PICKED, Fulfilment.PACKING) if may(bench.tx, Permission.PACK) else ()
    return to_pick + to_pack or (Fulfilment.READY,)  # who may do neither is told so when opening


def _lay_out(bench: Bench, order: OpenOrder, fence: int, mode: str) -> None:
    """Begin a new piece of work at the table."""
    row = bench.tx.execute(_open_parcel, {"o": order.id}).first()
    bench.work = Work(
        order_id=order.id,
        order_no=order.order_no,
        mode=mode,
        version=order.version,
        fence=fence,
        parcel_id=row.id if row else None,
        parcel=row.code if row else "",
        awaiting="note" if order.must_read else "",
        last_parcel_id=bench.work.last_parcel_id,
        last_order_no=bench.work.last_order_no,
        passed=bench.work.passed,
        quantity=bench.work.quantity,
        aside=bench.work.aside,
    )


def _not_packable(bench: Bench, order: OpenOrder) -> Answer | None:
    params: dict[str, object] = {"order": order.order_no}
    if order.fulfilment is Fulfilment.CANCELLED:
        return Answer(Kind.CANCELLED, "before", params)
    if order.status not in CONFIRMED and order.fulfilment in PACKABLE | {Fulfilment.SHORT}:
        return Answer(Kind.NOT_CLAIMABLE, "unconfirmed", params | {"status": order.status.value})
    match order.fulfilment:
        case Fulfilment.HELD:
            return _held(order, params)
        case Fulfilment.SHORT:
            missing = missing_of(bench.tx, order)
            return Answer(Kind.NOT_CLAIMABLE, "short", params | {"missing": missing})
        case Fulfilment.PACKED if ask_for_waybill(bench, order):
            return Answer(Kind.NEEDS_WAYBILL, "", params)
        case Fulfilment.PACKED if (anew := label_anew(bench, order)) is not None:
            return anew
        case Fulfilment.PACKED | Fulfilment.HANDED_OVER:
            return Answer(Kind.NOT_CLAIMABLE, order.fulfilment.value, params)
        case _:
            return None


def _held(order: OpenOrder, params: dict[str, object]) -> Answer:
    """What is said of an order on hold: a person's reason, or what its channel said."""
    why = params | {"reason": order.hold_reason}
    match stopped_by(order.hold_reason):
        case Meaning.CANCEL_ASKED:
            return Answer(Kind.ON_HOLD, "wish_before", why)
        case Meaning.CANCELLED:
            return Answer(Kind.ON_HOLD, "cancelled_before", why)
    return Answer(Kind.ON_HOLD, "", why)


def put_back(bench: Bench, order: OpenOrder) -> None:
    """Leave an order on which nothing was packed: it waits in the queue again."""
    if order.claimed_by == bench.station_id:
        wait_again(bench.tx, order)
        claims.drop(bench.tx, order.id)
    close(bench)
    before = [passed for passed in bench.work.passed if passed != order.id]
    bench.change(passed=[*before, order.id][-_MOST_PASSED:])


def wait_again(tx: Transaction, order: OpenOrder) -> None:
    """An order on which nothing was packed goes back to where it was before it was opened."""
    if order.fulfilment in {Fulfilment.PACKING, Fulfilment.PICKING}:
        everything = all(line.to_pick <= 0 for line in order.lines)
        picked = everything and any(line.picked for line in order.lines)
        step(tx, order.head, Fulfilment.PICKED if picked else Fulfilment.READY)


def drop_empty(bench: Bench, order_id: int) -> None:
    """Give up parcels that were begun and hold nothing: no box goes out for them."""
    for parcel in empty_parcels(bench.tx, order_id):
        bench.shipping.void(bench.tx, parcel.id)
        void_parcel(bench.tx, parcel.id)
        if bench.work.parcel_id == parcel.id:
            bench.change(parcel_id=None, parcel="")


def close(bench: Bench) -> None:
    """Clear the table: no order is open here any more."""
    bench.work = Work(
        last_parcel_id=bench.work.last_parcel_id,
        last_order_no=bench.work.last_order_no,
        passed=bench.work.passed,
        said=bench.work.said,
        aside=bench.work.aside,
    )


def unfinished(bench: Bench) -> Answer | None:
    """The parcel on the table that still waits for its waybill or its label comes first."""
    params = {"order": bench.work.last_order_no, "parcel": bench.parcel}
    match bench.work.awaiting:
        case "waybill":
            return Answer(Kind.NEEDS_WAYBILL, "", params)
        case "label":
            return Answer(Kind.WRONG_LABEL, "", params)
        case _:
            return None


def open_next(bench: Bench) -> Answer:
    """Claim the most urgent order that nobody works on, and that was not just put back here."""
    first = unfinished(bench)
    if first is not None:
        return first
    if bench.work.order_id is not None:
        current = load_order(bench.tx, bench.work.order_id)
        if current.packed or bench.work.tote_id:
            bench.about(current.id, current.order_no)
            return Answer(
                Kind.OTHER_ORDER_OPEN,
                params={
                    "open": current.order_no,
                    "order": "",
                    "packed": current.packed,
                    "units": current.units,
                },
            )
        put_back(bench, current)
    passed = bench.work.passed
    tried: set[int] = set()
    for _round in range(_ROUNDS):
        many = _LOOKED_AT + len(passed) + len(tried)
        found = next_orders(bench.tx, bench.warehouse_id, many, states=_mine(bench))
        waiting = [order_id for order_id in found if order_id not in tried]
        if not waiting:
            break
        tried.update(waiting)
        fresh = [order_id for order_id in waiting if order_id not in passed]
        # Once all were put back, the round begins anew; the one put back last comes last.
        seen = sorted((one for one in waiting if one in passed), key=lambda one: one == passed[-1])
        for order_id in [*fresh, *seen]:
            answer = open_order(bench, order_id)
            if answer.kind in _GONE:  # somebody else was quicker: nobody here asked for that one
                continue
            if order_id in passed:
                bench.change(passed=[])
                params = {**answer.params, "round": "only" if order_id == passed[-1] else "again"}
                return Answer(answer.kind, answer.detail, params)
            return answer
    bench.change(awaiting="", asked={})
    return Answer(Kind.INFO, "queue_empty")


def open_single(bench: Bench, product_id: int) -> int | None:
    """In the lane: claim the most urgent order of exactly one unit of a product; gives its id."""
    tried: set[int] = set()
    for _round in range(_ROUNDS):
        many = _LOOKED_AT + len(tried)
        found = next_singles(bench.tx, bench.warehouse_id, product_id, many)
        waiting = [order_id for order_id in found if order_id not in tried]
        if not waiting:
            break
        tried.update(waiting)
        for order_id in waiting:
            if open_order(bench, order_id).kind is Kind.ORDER_OPEN:
                return order_id
    if tried:  # others were quicker: nobody here asked to take those over
        bench.change(awaiting="", asked={})
    return None


def needed(bench: Bench, order: OpenOrder) -> dict[str, object]:
    """What is still needed and where the first of it lies, for the words of a verdict."""
    return still_needed(bench.work, order)


def still_needed(work: Work, order: OpenOrder) -> dict[str, object]:
    """The same, outside a scan."""
    picking = work.mode == "pick"
    open_lines = [line for line in order.lines if (line.to_pick if picking else line.open) > 0]
    where = {p.line_id: p for p in reversed(order.places) if _counts(p, work)}
    open_lines.sort(key=lambda line: where[line.id].bin if line.id in where else "~")
    rest = [
        {
            "sku": line.sku,
            "name": line.name,
            "quantity": line.to_pick if picking else line.open,
            "bin": where[line.id].bin if line.id in where else "",
            **_lot_of(where.get(line.id), line.packed == 0 or picking),
        }
        for line in open_lines[:3]
    ]
    return {
        "rest": rest,
        "rest_lines": len(open_lines),
        "rest_units": sum(line.to_pick if picking else line.open for line in open_lines),
        "short": order.short,
    }


def _lot_of(place: Place | None, known: bool) -> dict[str, str]:
    """The lot that is to be taken first; once units were packed, the scan says which are left."""
    return {"lot": place.lot} if place is not None and place.lot and known else {}


def _counts(place: Place, work: Work) -> bool:
    """While picking, what is in the tote already is no place to go to."""
    return work.mode != "pick" or place.bin_id != work.tote_id


def code_of_bin(tx: Transaction, bin_id: int) -> str:
    """A bin's code."""
    return bin_codes(tx, [bin_id])[bin_id]


_open_parcel = (
    select(parcels.c.id, parcels.c.code)
    .where(parcels.c.order_id == bindparam("o"), parcels.c.state == ParcelState.OPEN.value)
    .order_by(parcels.c.number.desc())
    .limit(1)
)
