"""Open questions at the table: what a code means while something is awaited."""

from __future__ import annotations

from typing import Any

from core import barcodes
from core.barcodes import Code
from core.barcodes import Kind as CodeKind
from core.fulfilment.packing import shorting
from core.fulfilment.packing.choosing_lots import product_asked
from core.fulfilment.packing.counting import give_waybill, prove_label, scan_product
from core.fulfilment.packing.meaning import (
    Nothing,
    Order,
    Product,
    Several,
    find_products,
    meaning_of,
)
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench, Work
from core.fulfilment.parcels import find_parcel, load_parcel
from core.fulfilment.states import ParcelState
from core.stock import lots
from core.text import clean
from core.transaction import Transaction

_NAMES = frozenset({CodeKind.TEXT, CodeKind.GTIN})
_OF_A_BOX = frozenset({"waybill", "label"})
RISKY = frozenset({"undo", "take_over"})
"""Open questions whose yes cannot be taken back; anything but OK means no."""


def awaited(bench: Bench, order: OpenOrder | None, code: Code) -> Answer | None:
    """What an open question makes of the code; None lets it mean what it always means."""
    gone = _box_gone(bench)
    if gone is not None:
        return gone
    awaiting = bench.work.awaiting
    ours = code.kind in {CodeKind.COMMAND, CodeKind.OPERATOR, CodeKind.UNKNOWN_COMMAND}
    if not awaiting or ours:
        if awaiting in RISKY and code.value != "OK":
            said_no(bench)
        return None
    match awaiting:
        case "waybill" if code.kind in {CodeKind.TEXT, CodeKind.GTIN}:
            known = meaning_of(bench, code, order)
            if isinstance(known, Order | Product | Several):
                number = bench.work.last_order_no
                return Answer(
                    Kind.NEEDS_WAYBILL, "not_a_waybill", {"order": number, "code": bench.scanned}
                )
            return give_waybill(bench, clean(code.candidates[-1] if code.candidates else code.raw))
        case "waybill":
            return Answer(Kind.NEEDS_WAYBILL, "", {"order": bench.work.last_order_no})
        case "label" if code.kind in {CodeKind.TEXT, CodeKind.GTIN}:
            return prove_label(bench, bench.shipping.parcel_of_waybill(bench.tx, code.value))
        case "label" if code.kind is CodeKind.PARCEL:
            parcel = find_parcel(bench.tx, code.value)
            return prove_label(bench, parcel.id if parcel else None)
        case "note" | "changed" | "resume" if counts_goods(bench, order, code):
            params: dict[str, Any] = {"order": order.order_no, "note": order.note} if order else {}
            return Answer(Kind.NEEDS_CONFIRMATION, awaiting, params)
        case "lot" | "later_lot" if order is not None and code.kind in _NAMES:
            answer = _lot(bench, order, code)
            if answer is not None:
                return answer
            bench.change(awaiting="", asked={})
        case "short" if order is not None and code.kind in {CodeKind.TEXT, CodeKind.GTIN}:
            known = meaning_of(bench, code, order)
            if isinstance(known, Product):
                return shorting.choose_line(bench, order, known.product_id)
    if awaiting in RISKY:
        said_no(bench)
        return awaited(bench, order, code)
    return None


def _lot(bench: Bench, order: OpenOrder, code: Code) -> Answer | None:
    """The lot of what was scanned before; None where the code is something else."""
    product = bench.work.asked["product"]
    alone = barcodes.traced(code.raw)
    if alone is not None:
        if any(one.product_id != product for one in find_products(bench.tx, code)):
            return None  # it names goods of its own
        return scan_product(bench, order, product_asked(bench, alone.serial or alone.lot))
    for text in dict.fromkeys((clean(code.raw), code.value, *code.candidates)):
        known = lots.find(bench.tx, product, text)
        if known is not None:
            return scan_product(bench, order, product_asked(bench, known.lot))
    if bench.work.awaiting == "lot" and isinstance(meaning_of(bench, code, order), Nothing):
        return scan_product(bench, order, product_asked(bench, clean(code.value, lots.LIMIT)))
    return None


def said_no(bench: Bench) -> None:
    """Anything but OK means no; what was asked before is asked again."""
    before, asked = bench.work.asked.get("before", ("", {}))
    bench.change(awaiting=before, asked=asked)


def box_lost(tx: Transaction, work: Work) -> Answer | None:
    """What happened elsewhere to the box that a question is about: cancelled, or open again."""
    if work.awaiting not in _OF_A_BOX:
        return None
    params = {"order": work.last_order_no, "packed": 0}
    match load_parcel(tx, work.asked["parcel"]).state:
        case ParcelState.VOID:
            return Answer(Kind.CANCELLED, "", params)
        case ParcelState.OPEN:
            return Answer(Kind.CHANGED, "box", params)
        case _:
            return None


def _box_gone(bench: Bench) -> Answer | None:
    """Drop the question about a box that was cancelled or dealt with elsewhere meanwhile."""
    awaiting, asked = bench.work.awaiting, bench.work.asked
    if awaiting not in _OF_A_BOX:
        return None
    lost = box_lost(bench.tx, bench.work)
    parcel = load_parcel(bench.tx, asked["parcel"])
    waits = {ParcelState.COMPLETE} | ({ParcelState.LABELLED} if awaiting == "label" else set())
    if parcel.state not in waits:
        bench.change(awaiting="", asked={})
    if lost is not None:
        bench.about(asked["order"], bench.work.last_order_no)
        return lost
    if bench.work.order_id is None:
        bench.about(asked["order"], bench.work.last_order_no)
        bench.parcel_id, bench.parcel = parcel.id, parcel.code
    return None


def counts_goods(bench: Bench, order: OpenOrder | None, code: Code) -> bool:
    """Whether a code is that of goods, so that its scan would count them."""
    if code.kind not in {CodeKind.TEXT, CodeKind.GTIN}:
        return False
    return isinstance(meaning_of(bench, code, order), Product)
