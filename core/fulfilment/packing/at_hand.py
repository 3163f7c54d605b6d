"""The order that is open at a station, and what others did to it meanwhile."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from core.audit import events
from core.fulfilment import claims
from core.fulfilment.packing.opened import OpenOrder, load_order, missing_of
from core.fulfilment.packing.opening import close, still_needed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench, Work
from core.orders.commands import head, step
from core.orders.intake.channels import Meaning, stopped_by
from core.orders.states import Fulfilment
from core.people.models import operators, stations
from core.transaction import Transaction

FREED = "freed"
"""The name under which a station's work keeps what was taken from it."""


def at_hand(bench: Bench) -> tuple[OpenOrder | None, Answer | None]:
    """The order that is open at this station, and what happened to it elsewhere, if anything."""
    freed = freed_here(bench.work)
    if freed is not None:  # told once; what was open is gone from the table already
        bench.lay_aside(FREED, None)
        return None, freed
    if bench.work.order_id is None:
        return None, None
    order = load_order(bench.tx, bench.work.order_id)
    bench.about(order.id, order.order_no)
    bench.parcel_id, bench.parcel = bench.work.parcel_id, bench.work.parcel
    lost = _lost(bench, order)
    if lost is None and order.fence != bench.work.fence:  # it was just taken up again
        order = load_order(bench.tx, order.id)
    return order, lost


def freed_here(work: Work) -> Answer | None:
    """What a lead took from this station, and nobody here was told yet."""
    told = work.aside.get(FREED)
    if told is None:
        return None
    return Answer(Kind.TAKEN_OVER, "freed" if told["order"] else "freed_walk", told)


def what_happened(tx: Transaction, station_id: int, work: Work, order: OpenOrder) -> Answer | None:
    """A cancel, hold, change, take-over or end of the open order; None while it goes on here.

    It is told before the next scan and blocks that scan: both ask here.
    """
    params: dict[str, Any] = {"order": order.order_no, "packed": order.packed}
    was_changed = order.version != work.version
    match order.fulfilment:
        case Fulfilment.CANCELLED:
            return Answer(Kind.CANCELLED, "", params)
        case Fulfilment.HELD:
            return _held(order, params)
        case Fulfilment.SHORT:
            params |= {"missing": missing_of(tx, order)}
            if was_changed:
                return Answer(Kind.CHANGED, "short", params)
            return Answer(Kind.NOT_CLAIMABLE, "short", params)
        case Fulfilment.PACKED | Fulfilment.HANDED_OVER:
            row = tx.execute(_finished_by, {"o": order.id}).first()
            who, station = row if row else ("", "")
            return Answer(Kind.TAKEN_OVER, "finished", params | {"who": who, "station": station})
    if order.claimed_by not in {None, station_id}:
        holder = claims.holder(tx, order.id)
        if holder is not None:
            who, station = holder.operator, holder.station
            return Answer(Kind.TAKEN_OVER, "", params | {"who": who, "station": station})
    if was_changed:
        return Answer(Kind.CHANGED, "", params | still_needed(work, order))
    return None


def _held(order: OpenOrder, params: dict[str, Any]) -> Answer:
    """What is said of an order on hold: a person's reason, or what its channel said."""
    why = params | {"reason": order.hold_reason}
    match stopped_by(order.hold_reason):
        case Meaning.CANCEL_ASKED:
            return Answer(Kind.ON_HOLD, "wish", why)
        case Meaning.CANCELLED:
            return Answer(Kind.ON_HOLD, "cancelled", why)
    return Answer(Kind.ON_HOLD, "now", why)


def _lost(bench: Bench, order: OpenOrder) -> Answer | None:
    """What happened elsewhere beats whatever was scanned; the table is cleared where it ended."""
    told = what_happened(bench.tx, bench.station_id, bench.work, order)
    goes_on = told is None or (told.kind is Kind.CHANGED and told.detail == "")
    if not goes_on:
        claims.drop(bench.tx, order.id)
        close(bench)
        return told
    mine = order.claimed_by == bench.station_id and order.fence == bench.work.fence
    if not mine or order.fulfilment not in {Fulfilment.PICKING, Fulfilment.PACKING}:
        fence = None
        if order.claimed_by in {None, bench.station_id} and _taken_up_again(bench, order):
            fence = claims.claim(bench.tx, order.id, bench.rules.lease_ms)
        if fence is None:
            close(bench)
            params = {"order": order.order_no, "packed": order.packed, "who": "", "station": ""}
            return Answer(Kind.TAKEN_OVER, "", params)
        bench.change(fence=fence)
    if told is not None:
        bench.change(version=order.version, awaiting="changed")
    return told


def _taken_up_again(bench: Bench, order: OpenOrder) -> bool:
    """Whether an order that somebody else had meanwhile, and left, can go on here.

    One that was held and released, or taken over and given back, waits in the queue by now.
    """
    picking = bench.work.mode == "pick"
    then = Fulfilment.PICKING if picking else Fulfilment.PACKING
    if order.fulfilment is then:
        return True
    waiting = {Fulfilment.READY} if picking else {Fulfilment.READY, Fulfilment.PICKED}
    if order.fulfilment not in waiting:
        return False  # it was finished elsewhere
    step(bench.tx, head(bench.tx, order.id), then)
    return True


_finished_by = (
    select(operators.c.name, stations.c.name)
    .select_from(events)
    .join(operators, operators.c.id == events.c.operator_id)
    .join(stations, stations.c.id == events.c.station_id)
    .where(events.c.order_id == bindparam("o"), events.c.kind == "parcel_complete")
    .order_by(events.c.id.desc())
    .limit(1)
)
