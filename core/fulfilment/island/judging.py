"""A scan at a station without its database, judged by what it holds and by the same rules."""

from __future__ import annotations

from dataclasses import dataclass

from core import barcodes
from core.barcodes import Code
from core.barcodes import Kind as CodeKind
from core.catalog.tracking import Tracking
from core.fulfilment.island.held import Held
from core.fulfilment.packing.awaiting import RISKY
from core.fulfilment.packing.choosing_lots import ASKING
from core.fulfilment.packing.judging import judge as judge_goods
from core.fulfilment.packing.judging import packed_now, units_meant
from core.fulfilment.packing.meaning import Product, Several, one_of
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.opening import still_needed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Work
from core.people.permissions import Permission
from core.text import clean

_NAMES = frozenset({CodeKind.TEXT, CodeKind.GTIN})
_BEFORE_GOODS = frozenset({"note", "changed", "resume"})
LATER = {
    "NEXT": "next",
    "DONE": "done",
    "HOLD": "hold",
    "SHORT": "short",
    "PARCEL": "parcel",
    "REPRINT": "label",
    "PRINTER": "label",
    "SIGNOUT": "sign_out",
}
"""Commands that need the database -> the sentence that says what waits and what to do."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was answered, and what is held after it."""

    answer: Answer
    held: Held


def judge(held: Held, raw: str) -> Judged:
    """Judge one code. What changes the work is told later, under its number."""
    code = barcodes.read(raw)
    if held.operator_id is None:
        return Judged(Answer(Kind.NOT_ALLOWED, "not_signed_in"), held)
    match code.kind:
        case CodeKind.UNREADABLE:
            return Judged(Answer(Kind.UNKNOWN_CODE, "unreadable", _needed(held)), held)
        case CodeKind.UNKNOWN_COMMAND:
            about = {"command": clean(code.value, 40)}
            return Judged(Answer(Kind.UNKNOWN_CODE, "command", about), held)
        case CodeKind.COMMAND:
            return _command(held, code)
        case CodeKind.QUANTITY if held.work.order_id is None:
            return Judged(later("next", held), held)
        case CodeKind.QUANTITY:
            after = _no(held).working(quantity=code.quantity)
            return Judged(Answer(Kind.INFO, "quantity", {"quantity": code.quantity}), after)
        case CodeKind.STATION:
            return Judged(Answer(Kind.INFO, "station", {"station": held.station}), held)
        case CodeKind.OPERATOR:
            return Judged(later("sign_in", held), held)
        case CodeKind.TEXT | CodeKind.GTIN:
            return _goods(held, code)
        case _:
            return Judged(later("place", held), held)


def later(what: str, held: Held) -> Answer:
    """What cannot be done now, and what is to be done instead."""
    params: dict[str, object] = {"order": held.work.order_no or held.work.last_order_no}
    return Answer(Kind.NOT_SAVED, f"island_{what}", params | _needed(held))


def _needed(held: Held) -> dict[str, object]:
    return still_needed(held.work, held.order) if held.order is not None else {}


def _no(held: Held) -> Held:
    """Anything but OK means no to a question whose yes cannot be taken back."""
    if held.work.awaiting not in RISKY:
        return held
    before, asked = held.work.asked.get("before", ("", {}))
    return held.working(awaiting=before, asked=asked)


def _goods(held: Held, code: Code) -> Judged:
    order = held.order if held.work.order_id is not None else None
    awaiting = held.work.awaiting
    if awaiting in {"waybill", "label"}:
        return Judged(later("waybill", held), held)
    if order is None:
        return Judged(later("next", held), held)
    if clean(code.raw).casefold() == order.order_no.casefold():
        about = {"order": order.order_no, "lines": len(order.lines), "units": order.units}
        about["packed"] = order.packed
        return Judged(Answer(Kind.ORDER_OPEN, "again", about | _needed(held)), held)
    found = held.goods(code)
    if not found:
        return Judged(Answer(Kind.WRONG_ITEM, "island", _needed(held)), held)
    product = one_of(found)
    if isinstance(product, Several):
        names = {"names": ", ".join(product.names)}
        return Judged(Answer(Kind.AMBIGUOUS_CODE, "", names | _needed(held)), held)
    held = _no(held)
    awaiting = held.work.awaiting
    if awaiting in _BEFORE_GOODS:
        about = {"order": order.order_no, "note": ""}
        if awaiting == "note":
            return Judged(Answer(Kind.NEEDS_CONFIRMATION, "island_note", about), held)
        return Judged(Answer(Kind.NEEDS_CONFIRMATION, awaiting, about), held)
    if product.tracking != Tracking.NONE or awaiting in ASKING:
        return Judged(later("lot", held), held)
    if awaiting == "short":
        return Judged(later("short", held), held)
    if held.work.mode != "pack" or Permission.PACK.value not in held.permissions:
        return Judged(later("pick", held), held)
    return _pack(held, order, product)


def _pack(held: Held, order: OpenOrder, product: Product) -> Judged:
    units = units_meant(held.work, product)
    held = held.working(quantity=None)
    found = judge_goods(order, held.work, product, units)
    if isinstance(found, Answer):
        return Judged(found, held)
    counts = tuple((count.line_id, count.quantity) for count in found.counts)
    for line_id, quantity in counts:
        order = order.with_packed(line_id, quantity)
    held = held.with_(order=order, counted=(*held.counted, counts))
    about, answer = packed_now(order, held.work, found.counts, found.about)
    if answer is not None:
        return Judged(answer, held)
    about |= {"order": order.order_no, "parcel": held.parcel}
    rest = Work(last_order_no=order.order_no, last_parcel_id=held.work.parcel_id)
    return Judged(Answer(Kind.ORDER_COMPLETE, "island", about), held.with_(work=rest))


def _command(held: Held, code: Code) -> Judged:
    match code.value:
        case "OK" if held.work.awaiting in {"waybill", "label"}:
            return Judged(later("waybill", held), held)
        case "OK" if held.work.awaiting in RISKY | ASKING:
            return Judged(later("yes", held), held)
        case "OK":
            after = held.working(awaiting="", asked={})
            if held.work.order_id is None:
                return Judged(Answer(Kind.INFO, "acknowledged_idle"), after)
            return Judged(Answer(Kind.INFO, "acknowledged", _needed(after)), after)
        case "UNDO":
            return _undo(_no(held))
        case "WHY":
            about = {"order": held.work.order_no or held.work.last_order_no}
            return Judged(Answer(Kind.INFO, "island_why", about | _needed(held)), held)
        case name:
            what = LATER.get(name, "box" if name.startswith("BOX") else "other")
            return Judged(later(what, held), _no(held))


def _undo(held: Held) -> Judged:
    """Take back what was counted last since the line was lost; what was before it waits."""
    if held.order is None or not held.counted or held.work.order_id is None:
        return Judged(later("undo", held), held)
    *before, last = held.counted
    order, lines = held.order, {line.id: line for line in held.order.lines}
    for line_id, quantity in last:
        order = order.with_packed(line_id, -quantity)
    held = held.with_(order=order, counted=tuple(before))
    about = {
        "sku": lines[last[0][0]].sku,
        "name": lines[last[0][0]].name,
        "units": sum(quantity for _line, quantity in last),
        "order_packed": order.packed,
        "order_units": order.units,
    }
    return Judged(Answer(Kind.UNDONE, "", about | _needed(held)), held)
