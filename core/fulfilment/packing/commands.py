"""Command barcodes: what each of them does at the table."""

from __future__ import annotations

from collections.abc import Callable

from core.audit import record
from core.fulfilment import claims
from core.fulfilment.packing.asking import why
from core.fulfilment.packing.choosing_lots import insist
from core.fulfilment.packing.counting import (
    finish_order,
    finish_parcel,
    leave_label,
    scan_product,
)
from core.fulfilment.packing.opened import OpenOrder, load_order
from core.fulfilment.packing.opening import (
    close,
    needed,
    open_next,
    open_order,
    put_back,
    unfinished,
)
from core.fulfilment.packing.shorting import short, waive
from core.fulfilment.packing.undoing import ask_to_reopen, undo, undo_confirmed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import is_empty, of_order_parcels, open_parcel, set_box
from core.fulfilment.states import ParcelState
from core.orders.commands import head, step
from core.orders.states import Fulfilment
from core.people.commands import sign_out
from core.people.permissions import Permission, require
from core.text import clean

Command = Callable[[Bench, OpenOrder | None, str], Answer]


def run_command(bench: Bench, order: OpenOrder | None, name: str, argument: str) -> Answer:
    """Do a command barcode or the key that stands for it."""
    if name.startswith("BOX"):
        return _box(bench, order, int(name[3:]))
    return _COMMANDS[name](bench, order, argument)


def _next(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    return open_next(bench)


def _done(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    """Finish the order; what is short is then sent without, by those who may."""
    if order is None:
        return Answer(Kind.INFO, "nothing_open")
    require(bench.tx, Permission.PACK)
    if order.remaining or bench.work.mode == "pick":
        return Answer(
            Kind.NEEDS_CONFIRMATION,
            "not_all_packed",
            {"order": order.order_no} | needed(bench, order),
        )
    asked = unfinished(bench) or _owed(bench, order)
    if asked is not None:
        return asked
    if order.packed == 0:
        return Answer(Kind.SHORT, "nothing_packed", {"order": order.order_no})
    waived = waive(bench, order) if order.short else 0
    return finish_order(bench, order, {"waived": waived, "order": order.order_no})


def _owed(bench: Bench, order: OpenOrder) -> Answer | None:
    """No parcel is left to collect the COD: the last one has to be opened for it again."""
    begun = bench.work.parcel_id
    if order.packed == 0 or (begun is not None and not is_empty(bench.tx, begun)):
        return None
    if not bench.shipping.is_owed(bench.tx, order.id):
        return None
    sent = [p for p in of_order_parcels(bench.tx, order.id) if p.state in _CAN_OPEN]
    return ask_to_reopen(bench, order, sent[-1]) if sent else None


def _hold(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    """Put the open order aside; one that is short waits for stock unless a reason is named."""
    if bench.work.awaiting == "waybill" and order is None:
        number = bench.work.last_order_no
        close(bench)
        return Answer(Kind.INFO, "waits_for_waybill", {"order": number})
    if order is None:
        return Answer(Kind.INFO, "nothing_open")
    require(bench.tx, Permission.ORDER_HOLD)
    reason = clean(argument, 200) or "packing"
    params = {"order": order.order_no, "reason": reason, "packed": order.packed}
    now = head(bench.tx, order.id)
    waits = bool(order.short) and not argument.strip()
    if waits:
        step(bench.tx, now, Fulfilment.SHORT)
        record(bench.tx, "waits_for_stock", order_id=order.id, units=order.short)
    else:
        step(bench.tx, now, Fulfilment.HELD, hold_reason=reason)
        record(bench.tx, "held", order_id=order.id, reason=reason)
    claims.drop(bench.tx, order.id)
    close(bench)
    return Answer(Kind.INFO, "waits_for_stock" if waits else "held", params)


def _parcel(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    if order is None:
        return Answer(Kind.INFO, "nothing_open")
    require(bench.tx, Permission.PACK)
    return unfinished(bench) or finish_parcel(bench, order)


def _box(bench: Bench, order: OpenOrder | None, number: int) -> Answer:
    """Say which box the open parcel is in."""
    if order is None:
        return Answer(Kind.INFO, "nothing_open")
    require(bench.tx, Permission.PACK)
    if number > len(bench.rules.boxes):
        names = ", ".join(
            f"BOX{at} {box.name}" for at, box in enumerate(bench.rules.boxes, start=1)
        )
        return Answer(Kind.UNKNOWN_CODE, "box", {"box": number, "allowed": names or "-"})
    box = bench.rules.boxes[number - 1]
    if bench.work.parcel_id is None:
        parcel = open_parcel(bench.tx, order.warehouse_id, order.id)
        bench.change(parcel_id=parcel.id, parcel=parcel.code)
    set_box(
        bench.tx,
        bench.work.parcel_id or 0,
        box=box.name,
        length=box.length_mm,
        width=box.width_mm,
        height=box.height_mm,
        weight=0,
    )
    return Answer(Kind.INFO, "box", {"box": box.name} | needed(bench, order))


def _reprint(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    require(bench.tx, Permission.REPRINT)
    parcel_id = bench.work.last_parcel_id
    if parcel_id is None:
        return Answer(Kind.INFO, "nothing_to_reprint")
    copy = bench.shipping.reprint(bench.tx, parcel_id, bench.printers.get("label"))
    if copy is None:
        return Answer(Kind.INFO, "no_label_yet", {"order": bench.work.last_order_no})
    return Answer(Kind.INFO, "reprint", {"order": bench.work.last_order_no, "copy": copy})


def _ok(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    """Acknowledge: a note, a change, a resumed station, or simply the last refusal."""
    awaiting, asked = bench.work.awaiting, bench.work.asked
    match awaiting:
        case "undo":
            return undo_confirmed(bench)
        case "take_over":
            bench.change(awaiting="", asked={})
            return open_order(bench, asked["order"], take_over=True)
        case "waybill":
            return Answer(Kind.NEEDS_WAYBILL, "", {"order": bench.work.last_order_no})
        case "label":
            return leave_label(bench)
        case "later_lot" if order is not None and argument.strip():
            product = insist(bench, order, argument)
            return scan_product(bench, order, product, insists=True)
        case _:
            bench.change(awaiting="", asked={}, said={})
    if order is None:
        return Answer(Kind.INFO, "acknowledged_idle")
    if awaiting == "note":
        record(bench.tx, "note_read", order_id=order.id)
        if bench.lane and order.units == 1 and order.packed == 0:
            return Answer(Kind.INFO, "acknowledged", needed(bench, order))
    return Answer(Kind.INFO, "acknowledged", needed(bench, order))


def _printer(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    """From now on this station's labels come out of another printer."""
    wanted = argument.strip().casefold()
    name = next((p for p in bench.rules.printers if p.casefold() == wanted), None)
    if name is None:
        return Answer(
            Kind.UNKNOWN_CODE,
            "printer",
            {"printer": clean(argument, 40), "allowed": ", ".join(bench.rules.printers) or "-"},
        )
    bench.printers["label"] = name
    return Answer(Kind.INFO, "printer", {"printer": name})


def _lane(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    """Switch the single-item lane on or off."""
    if order is not None and order.packed and not bench.lane:
        return Answer(
            Kind.OTHER_ORDER_OPEN,
            params={
                "open": order.order_no,
                "order": "",
                "packed": order.packed,
                "units": order.units,
            },
        )
    if order is not None and not order.packed and not bench.lane:
        put_back(bench, order)  # else the products of the lane would be wrong items
    bench.lane = not bench.lane
    return Answer(Kind.INFO, "lane_on" if bench.lane else "lane_off")


def _sign_out(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    """Leave the station; an order with nothing packed goes back to the queue."""
    if order is not None and not order.packed:
        put_back(bench, load_order(bench.tx, order.id))
    bench.change(passed=[])
    name = bench.tx.actor.name
    sign_out(bench.tx, bench.station_id)
    idle = argument == "IDLE"
    return Answer(Kind.INFO, "signed_out_idle" if idle else "signed_out", {"who": name})


def _lead(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    """Call a lead, or need one no more."""
    # Imported late: calls are packing's guests, and know it.
    from core.fulfilment.calls.deeds import call_back, call_lead

    deed = call_back() if argument.strip().upper() == "BACK" else call_lead()
    return deed(bench, order)


def _undo(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    return undo(bench, order)


def _why(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    return why(bench, order)


_CAN_OPEN = {ParcelState.COMPLETE, ParcelState.LABELLED, ParcelState.CLOSED}
_COMMANDS: dict[str, Command] = {
    "NEXT": _next,
    "DONE": _done,
    "HOLD": _hold,
    "SHORT": short,
    "UNDO": _undo,
    "REPRINT": _reprint,
    "PARCEL": _parcel,
    "WHY": _why,
    "OK": _ok,
    "PRINTER": _printer,
    "LANE": _lane,
    "SIGNOUT": _sign_out,
    "LEAD": _lead,
}
