"""Returns by scans and keys: the label, then each item, then where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.barcodes import Code, read, traced
from core.barcodes import Kind as CodeKind
from core.catalog.tracking import Tracking
from core.errors import Refusal
from core.fulfilment.packing.meaning import Box, Order, Product, find_products, meaning_of
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import find_parcel, load_parcel
from core.orders.entry.rules import EntryRules
from core.returns import commands, inspecting
from core.returns.queries import Return, by_code, find_code, lines_of, one_return, returns_of
from core.returns.settling import Settlement, settle
from core.returns.states import ReturnState, Wish
from core.stock.models import BinKind
from core.stock.places import find_bin
from core.stock.queries import levels_of
from core.text import clean

_HAND = "return"
_MOST_UNDONE = 30
"""Looks of an inspection that can be taken back one after the other."""


def scanned(raw: str) -> Deed:
    """Judge a code in the list of returns; what has no meaning there is packing's."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        code = read(raw)
        hand = bench.work.aside.get(_HAND)
        match code.kind:
            case CodeKind.COMMAND if hand and code.value == "UNDO":
                return _undo(bench, hand)
            case CodeKind.COMMAND if hand and code.value == "DONE":
                return _finish(bench, hand)
            case CodeKind.PARCEL:
                parcel = find_parcel(bench.tx, code.value)
                if parcel is not None:
                    return _begin(bench, parcel.order_id, parcel.id)
            case CodeKind.BIN:
                return _into(bench, code.value)
            case CodeKind.TEXT | CodeKind.GTIN:
                return _text(bench, code, raw)
        return as_usual(bench, raw)

    return do


def next_step(code: str) -> Deed:
    """What comes next for a return: it arrives, is inspected, and the inspection is closed."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        hand = bench.work.aside.get(_HAND)
        if hand and one_return(bench.tx, hand["id"]).state is ReturnState.ARRIVED:
            return _finish(bench, hand)
        if not code:
            raise Refusal("return_which")
        return _take(bench, by_code(bench.tx, code))

    return do


def goes_on(bench: Bench) -> Answer | None:
    """What the return that is in hand waits for; None where none is, or it is over."""
    hand = bench.work.aside.get(_HAND)
    if not hand:
        return None
    found = one_return(bench.tx, hand["id"])
    if found.state is not ReturnState.ARRIVED:
        return None
    bench.about(found.order_id, found.order_no)
    about = _about(found)
    if hand.get("product") is not None:
        held = {"sku": hand["sku"], "name": hand["name"], "units": hand["units"]}
        held |= {"bins": _lies_in(bench, hand["product"])}
        return Answer(Kind.INFO, "return_item_goes_on", about | held)
    if not found.rest:
        return Answer(Kind.INFO, "return_all_goes_on", about)
    return Answer(Kind.INFO, "return_goes_on", about | _rest(bench, found.id))


def undo() -> Deed:
    """Take the last look of the inspection back."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        hand = bench.work.aside.get(_HAND)
        return _undo(bench, hand) if hand else Answer(Kind.INFO, "nothing_to_undo")

    return do


def damaged(note: str) -> Deed:
    """Put the item in hand aside as damaged, with a note."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _into(bench, BinKind.DAMAGED.value.upper(), note)

    return do


def register(
    order_id: int,
    *,
    wanted: Mapping[int, int],
    reason: str,
    wish: Wish,
    undelivered: bool,
    arrived: bool,
) -> Deed:
    """Register a return that was filled in; one that is here is taken in hand."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = commands.register(
            bench.tx,
            order_id,
            wanted=wanted,
            reason=reason,
            wish=wish,
            undelivered=undelivered,
            arrived=arrived,
        )
        if arrived:
            return _in_hand(bench, made)
        bench.about(made.order_id, made.order_no)
        return Answer(Kind.INFO, "return_announced", _about(made))

    return do


def settle_return(rules: EntryRules, code: str, how: Settlement) -> Deed:
    """Pay back, exchange, or end a return."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_code(bench.tx, code)
        done = settle(bench.tx, rules, found.id, how)
        _let_go(bench, found)
        bench.about(found.order_id, found.order_no)
        params = _about(done.returned) | {
            "to_refund": done.refunded,
            "currency": found.currency,
            "new": done.exchange.order_no if done.exchange else "",
        }
        if done.exchange is None:
            return Answer(Kind.INFO, "return_settled", params)
        if done.exchange.missing:
            params |= {"count": done.exchange.missing}
            return Answer(Kind.INFO, "return_exchanged_short", params)
        return Answer(Kind.INFO, "return_exchanged", params)

    return do


def refuse(code: str, reason: str, *, goods_back: bool) -> Deed:
    """Refuse a return with a reason."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_code(bench.tx, code)
        came = found.good + found.damaged
        done = commands.refuse(bench.tx, found.id, reason, goods_back=goods_back)
        _let_go(bench, found)
        bench.about(found.order_id, found.order_no)
        stays = bool(came) and not goods_back
        return Answer(Kind.INFO, "return_refused_stay" if stays else "return_refused", _about(done))

    return do


def _text(bench: Bench, code: Code, raw: str) -> Answer:
    known = find_code(bench.tx, code.value)
    if known is not None:
        return _take(bench, known)
    place = find_bin(bench.tx, bench.warehouse_id, clean(code.value, 40))
    if place is not None:
        return _into(bench, place.code)
    hand = bench.work.aside.get(_HAND)
    if hand and hand.get("asks"):
        answer = _lot(bench, hand, code)
        if answer is not None:
            return answer
    if hand:  # the goods of the return in hand come before anything else that has this code
        expected = {line.product_id for line in lines_of(bench.tx, hand["id"])}
        mine = [one for one in find_products(bench.tx, code) if one.product_id in expected]
        if len(mine) == 1:
            return _product(bench, hand, mine[0])
    match meaning_of(bench, code, None):
        case Order(order_id):
            return _begin(bench, order_id, None)
        case Box(parcel_id):
            return _begin(bench, load_parcel(bench.tx, parcel_id).order_id, parcel_id)
        case Product() as product:
            if hand is None:
                about = {"sku": product.sku, "name": product.name}
                return Answer(Kind.NEEDS_CONFIRMATION, "return_first", about)
            return _product(bench, hand, product)
        case _:
            return as_usual(bench, raw)


def _lot(bench: Bench, hand: dict[str, Any], code: Code) -> Answer | None:
    """The lot of an item that was scanned before; None where other goods were scanned."""
    product, sku, name, units, tracking = hand["asks"]
    alone = traced(code.raw)
    if alone is None and find_products(bench.tx, code):
        return None
    lot = (alone.serial or alone.lot) if alone else clean(code.value, 40)
    about = Product(product, sku, name, units, typed=True, tracking=tracking, lot=lot, serial=lot)
    return _product(bench, hand, about)


def _begin(bench: Bench, order_id: int, parcel_id: int | None) -> Answer:
    """The label or the number of an order: its return is here."""
    here = {ReturnState.ANNOUNCED, ReturnState.ARRIVED}
    for known in returns_of(bench.tx, order_id):
        if known.state in here:
            return _take(bench, known)
    made = commands.register(bench.tx, order_id, parcel_id=parcel_id, arrived=True)
    return _in_hand(bench, made, new=True)


def _take(bench: Bench, found: Return) -> Answer:
    """Go on with a return that is announced or here; what is inspected waits to be settled."""
    bench.about(found.order_id, found.order_no)
    if found.state is ReturnState.ANNOUNCED:
        return _in_hand(bench, commands.arrive(bench.tx, found.id))
    if found.state is ReturnState.ARRIVED:
        return _in_hand(bench, found)
    if found.state is ReturnState.INSPECTED:
        return Answer(Kind.INFO, "return_to_settle", _about(found))
    raise Refusal("return_over", returned=found.code, state=found.state.value)


def _in_hand(bench: Bench, found: Return, *, new: bool = False) -> Answer:
    bench.about(found.order_id, found.order_no)
    hand = bench.work.aside.get(_HAND)
    if hand is None or hand["id"] != found.id:
        bench.lay_aside(_HAND, {"id": found.id, "code": found.code, "log": []})
    params = _about(found) | _rest(bench, found.id)
    return Answer(Kind.INFO, "return_new" if new else "return_open", params)


def _product(bench: Bench, hand: dict[str, Any], product: Product) -> Answer:
    found = inspecting.here(bench.tx, hand["id"])
    bench.about(found.order_id, found.order_no)
    before = 1 if product.typed else bench.work.quantity or 1
    bench.change(quantity=None)
    units = before * product.units
    about: dict[str, Any] = {"sku": product.sku, "name": product.name} | _about(found)
    held = hand.get("product")
    if held == product.product_id and product.unit_lot not in {"", hand.get("lot", "")}:
        held = -1  # units of another lot go to their bin by themselves
    if held is not None and held != product.product_id:
        params = {"sku": hand["sku"], "name": hand["name"], "units": hand["units"]}
        return Answer(Kind.NEEDS_CONFIRMATION, "return_bin", params | {"other": product.sku})
    mine = [one for one in lines_of(bench.tx, found.id) if one.product_id == product.product_id]
    if not mine:
        return Answer(Kind.WRONG_ITEM, "return", about | _rest(bench, found.id))
    if held is not None:
        units += hand["units"]
    lot = hand.get("lot", "") if held is not None else product.unit_lot
    if product.tracking != Tracking.NONE:
        try:
            lot = inspecting.lot_of(bench.tx, found, product.product_id, product.sku, lot)
        except Refusal as refusal:
            asks = [product.product_id, product.sku, product.name, units, product.tracking]
            _remember(bench, hand, asks=asks)
            about |= {"sent": str(refusal.params["lots"]), "lot": lot}
            return Answer(Kind.NEEDS_LOT, "return_lot_not_sent" if lot else "return_lot", about)
    room = sum(one.rest for one in mine)
    if units > room:
        return Answer(Kind.OVER_QUANTITY, "return", about | {"units": units, "room": room})
    goods = {"product": product.product_id, "sku": product.sku, "name": product.name}
    _remember(bench, hand, **goods, units=units, lot=lot)
    bins = _lies_in(bench, product.product_id)
    return Answer(Kind.OK, "return_item", about | {"units": units, "bins": bins})


def _into(bench: Bench, bin_code: str, note: str = "") -> Answer:
    hand = bench.work.aside.get(_HAND)
    if hand is None or hand.get("product") is None:
        return Answer(Kind.NEEDS_CONFIRMATION, "return_item_first", {"bin": clean(bin_code, 40)})
    goods = (hand["product"], hand["units"])
    lot = hand.get("lot", "")
    done = inspecting.inspect(bench.tx, hand["id"], *goods, bin_code, note, lot)
    found = one_return(bench.tx, hand["id"])
    bench.about(found.order_id, found.order_no)
    log = [*hand["log"], [[list(one) for one in done.counts], done.bin, done.lot]]
    _remember(bench, hand, log=log[-_MOST_UNDONE:], product=None, lot="")
    params = _about(found) | {"sku": done.sku, "name": done.name, "units": done.units}
    params |= {"bin": done.bin, "left": done.rest} | _rest(bench, found.id)
    if done.rest == 0:
        return Answer(
            Kind.OK_LINE_DONE, "return_all_damaged" if done.damaged else "return_all", params
        )
    return Answer(Kind.OK, "return_damaged" if done.damaged else "return_good", params)


def _undo(bench: Bench, hand: dict[str, Any]) -> Answer:
    if hand.get("product") is not None:
        _remember(bench, hand, product=None, lot="")
        about = {"sku": hand["sku"], "name": hand["name"], "units": hand["units"]}
        return Answer(Kind.UNDONE, "return_item", about)
    if not hand["log"]:
        return Answer(Kind.INFO, "nothing_to_undo")
    *log, (counts, place, *lot) = hand["log"]
    pairs = [(line, units) for line, units in counts]
    line = inspecting.take_back(bench.tx, hand["id"], pairs, place, *lot)
    _remember(bench, hand, log=log)
    units = sum(n for _line, n in pairs)
    return Answer(
        Kind.UNDONE,
        "return",
        {"sku": line.sku, "name": line.name, "units": units, "bin": place},
    )


def _finish(bench: Bench, hand: dict[str, Any]) -> Answer:
    """Close the inspection; what did not come is asked about first."""
    if hand.get("product") is not None:
        about = {"sku": hand["sku"], "name": hand["name"], "units": hand["units"]}
        return Answer(Kind.NEEDS_CONFIRMATION, "return_bin_first", about)
    found = inspecting.here(bench.tx, hand["id"])
    bench.about(found.order_id, found.order_no)
    if found.rest and found.good + found.damaged and not hand.get("sure"):
        _remember(bench, hand, sure=True)
        params = _about(found) | _rest(bench, found.id)
        return Answer(Kind.NEEDS_CONFIRMATION, "return_less", params)
    done = inspecting.finish(bench.tx, found.id, sure=True)
    bench.lay_aside(_HAND, None)
    return Answer(Kind.OK_LINE_DONE, "return_inspected", _about(done))


def _remember(bench: Bench, hand: dict[str, Any], **changes: Any) -> None:
    """What is in hand now; whoever goes on after a question answers it with no."""
    kept = {name: value for name, value in hand.items() if name != "asks"}
    bench.lay_aside(_HAND, kept | {"sure": False} | changes)


def _let_go(bench: Bench, found: Return) -> None:
    hand = bench.work.aside.get(_HAND)
    if hand and hand["id"] == found.id:
        bench.lay_aside(_HAND, None)


def _lies_in(bench: Bench, product_id: int) -> str:
    levels = levels_of(bench.tx, bench.warehouse_id, [product_id])
    return ", ".join(one.bin for one in levels if one.kind is BinKind.SHELF)


def _about(found: Return) -> dict[str, Any]:
    return {
        "code": found.code,
        "order": found.order_no,
        "expected": found.expected,
        "good": found.good,
        "damaged": found.damaged,
    }


def _rest(bench: Bench, return_id: int) -> dict[str, Any]:
    """What is still to be inspected, as the words of a verdict name what is needed."""
    lines = [one for one in lines_of(bench.tx, return_id) if one.rest]
    rest = [{"sku": one.sku, "name": one.name, "quantity": one.rest} for one in lines[:3]]
    return {
        "rest": rest,
        "rest_lines": len(lines),
        "rest_units": sum(one.rest for one in lines),
    }
