"""Goods receipt at the station: an order is taken in hand, then goods and bins are scanned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.barcodes import PREFIX, Code, read
from core.barcodes import Kind as CodeKind
from core.errors import NotFound, Refusal
from core.fulfilment.packing.arriving import (
    names_only_bin,
    number_used,
    promised_now,
    with_goods_named,
    with_number,
)
from core.fulfilment.packing.meaning import Box, Order, meaning_of
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.purchasing import receiving, scanning
from core.purchasing.arrivals import expected, last_line, one_receipt
from core.purchasing.queries import Purchase, by_number, one_purchase
from core.purchasing.receiving import Arrival, Took
from core.purchasing.rules import BuyingRules
from core.purchasing.scanning import Hand
from core.stock.models import BinKind

HAND = "receive"
"""What is in hand of it, beside the packing."""
_OWN = frozenset({CodeKind.BIN, CodeKind.TEXT, CodeKind.GTIN, CodeKind.UNREADABLE})
_COMMANDS = frozenset({"UNDO", "DONE", "WHY"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a person tells of the goods that are scanned next."""

    lot: str = ""
    expires_on: date | None = None
    damaged: str = ""
    """What is wrong with them."""
    over: bool = False
    """More than was ordered is right."""


def scanned(rules: BuyingRules, raw: str) -> Deed:
    """Judge a code of a delivery; what has no meaning there is packing's."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        code = read(raw)
        if code.kind is CodeKind.TEXT and (found := _purchase(bench, code)) is not None:
            return _in_hand(bench, rules, found)
        hand = bench.work.aside.get(HAND)
        own = code.kind in _OWN or (code.kind is CodeKind.COMMAND and code.value in _COMMANDS)
        if hand is not None and hand.get("asks", {}).get("asks") == "expired":
            own = own or (code.kind is CodeKind.COMMAND and code.value == "OK")
        if not own:
            return as_usual(bench, raw)
        asked = hand is not None and hand.get("asks")  # what comes now is a lot or a day
        if code.kind is CodeKind.TEXT and not asked and _is_of_a_buyer(bench, code):
            return as_usual(bench, raw)
        if hand is None:
            if code.kind is CodeKind.COMMAND:
                raise Refusal("receive_none_in_hand")
            return Answer(Kind.NEEDS_CONFIRMATION, "receive_first")
        if code.kind is CodeKind.TEXT and names_only_bin(bench, code):
            raw_bin = f"{PREFIX}BIN:{code.value}"
            return _judge(bench, rules, hand, read(raw_bin), raw_bin)
        return _judge(bench, rules, hand, code, raw)

    return do


def begin(rules: BuyingRules, number: str) -> Deed:
    """Take a purchase order in hand: its goods are here."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _in_hand(bench, rules, by_number(bench.tx, number))

    return do


def all_the_same(rules: BuyingRules) -> Deed:
    """It is right: the goods in question have expired, or more than was ordered comes next."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        hand = bench.work.aside.get(HAND) or {}
        if hand.get("asks", {}).get("asks") == "expired":
            return scanned(rules, f"{PREFIX}OK")(bench, order)
        return tell(Told(over=True))(bench, order)

    return do


def tell(told: Told) -> Deed:
    """Say something of the goods that are scanned next."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        hand = _held(bench)
        day = told.expires_on.isoformat() if told.expires_on else ""
        said = {"lot": told.lot, "day": day, "damaged": told.damaged, "over": told.over}
        bench.lay_aside(HAND, hand | {"told": said})
        if told.damaged:
            return Answer(Kind.INFO, "receive_told_damaged", said)
        return Answer(Kind.INFO, "receive_told_over" if told.over else "receive_told", said)

    return do


def take_expected(rules: BuyingRules, product_id: int | None) -> Deed:
    """All that is still expected of a product came, or of all of them."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        hand = _held(bench)
        receipt = one_receipt(bench.tx, hand["receipt"])
        left = expected(bench.tx, rules, receipt.purchase_id)
        wanted = [one for one in left if product_id in {None, one.line.product_id}]
        if not wanted:
            return Answer(Kind.INFO, "purchase_whole", {"purchase": receipt.purchase})
        took = [
            receiving.take(
                bench.tx,
                rules,
                receipt.id,
                f"{receipt.key}:{bench.seq}:{one.line.line_no}",
                Arrival(one.line.product_id, one.line.left, hand["bin"], *_lot(hand)),
            )
            for one in sorted(wanted, key=lambda one: one.line.product_id)
        ]
        return _received(bench, hand, took)

    return do


def undo(rules: BuyingRules) -> Deed:
    """Take back what was received last."""
    return scanned(rules, "KEMAS:UNDO")


def done(rules: BuyingRules) -> Deed:
    """The delivery is over."""
    return scanned(rules, "KEMAS:DONE")


def goes_on(bench: Bench) -> Answer | None:
    """The delivery that is in hand; None where none is."""
    hand = bench.work.aside.get(HAND)
    if hand is None:
        return None
    receipt = one_receipt(bench.tx, hand["receipt"])
    return Answer(Kind.INFO, "receive_goes_on", {"purchase": receipt.purchase})


def _is_of_a_buyer(bench: Bench, code: Code) -> bool:
    """Whether a code is an order or a waybill, which mean here what they mean everywhere."""
    return isinstance(meaning_of(bench, code, None), Order | Box)


def _held(bench: Bench) -> dict[str, Any]:
    hand: dict[str, Any] | None = bench.work.aside.get(HAND)
    if hand is None:
        raise Refusal("receive_none_in_hand")
    return hand


def _purchase(bench: Bench, code: Code) -> Purchase | None:
    try:
        found = by_number(bench.tx, code.value)
    except NotFound:
        return None
    return found if found.warehouse_id == bench.warehouse_id else None


def _in_hand(bench: Bench, rules: BuyingRules, found: Purchase) -> Answer:
    if found.warehouse_id != bench.warehouse_id:
        raise Refusal("receive_elsewhere", purchase=found.number, warehouse=found.warehouse)
    hand = bench.work.aside.get(HAND)
    if hand is None or one_receipt(bench.tx, hand["receipt"]).purchase_id != found.id:
        receipt = receiving.begin(bench.tx, found.id, f"{bench.station_id}-{bench.seq}")
        bench.lay_aside(HAND, {"receipt": receipt.id, "bin": ""})
    left = expected(bench.tx, rules, found.id)
    about = {"purchase": found.number, "supplier": found.supplier_name}
    if not left:
        return Answer(Kind.INFO, "receive_all_here", about)
    units = sum(one.line.left for one in left)
    return Answer(Kind.INFO, "receive_begun", about | {"left": units})


def _judge(bench: Bench, rules: BuyingRules, hand: dict[str, Any], code: Code, raw: str) -> Answer:
    receipt = one_receipt(bench.tx, hand["receipt"])
    told = hand.get("told", {})
    place = BinKind.DAMAGED.value.upper() if told.get("damaged") else hand["bin"]
    asks = hand.get("asks", {})
    day = asks.get("asked_day")
    question = asks | {"asked_day": date.fromisoformat(day)} if day else asks
    note, over = told.get("damaged", ""), bool(told.get("over"))
    holding = Hand(place, note, over, *_lot(hand), **question)
    raw = with_number(bench, code, raw)
    key = f"{receipt.key}:{bench.seq}"
    try:
        judged = scanning.scan(bench.tx, rules, receipt, holding, raw, key)
    except Refusal as refusal:  # both are raised before anything was written
        if refusal.code == "receipt_over":
            return Answer(Kind.OVER_QUANTITY, "receipt_over", dict(refusal.params))
        if refusal.code == "purchase_takes_nothing":
            bench.lay_aside(HAND, None)
            about = {"purchase": receipt.purchase}
            return Answer(Kind.NEEDS_CONFIRMATION, "receive_over_now", about)
        raise
    number_used(bench, code)
    answer = judged.answer
    hand = hand | {"asks": _question(judged.hand)}
    if not judged.done:
        bench.lay_aside(HAND, hand)
    if judged.done:
        bench.lay_aside(HAND, None)
    elif code.kind is CodeKind.BIN:
        bench.lay_aside(HAND, hand | {"bin": judged.hand.bin})
    elif judged.took is not None and answer.kind is not Kind.UNDONE:
        return _received(bench, hand, [judged.took])
    params = with_goods_named(answer.params)
    if judged.done and answer.detail == "purchase_left":
        return Answer(Kind.INFO, "receive_ended_short", params)
    if judged.done and answer.detail == "purchase_whole":
        return Answer(Kind.INFO, "receive_ended", params)
    return Answer(answer.kind, answer.detail, params)


def _question(hand: Hand) -> dict[str, str | None]:
    """What is asked of goods that were scanned, as it is kept until the next scan."""
    if not hand.asks:
        return {}
    day = hand.asked_day.isoformat() if hand.asked_day else None
    return {
        "asks": hand.asks,
        "asked": hand.asked,
        "asked_lot": hand.asked_lot,
        "asked_day": day,
    }


def _lot(hand: dict[str, Any]) -> tuple[str, date | None]:
    told = hand.get("told", {})
    day = told.get("day", "")
    return told.get("lot", ""), date.fromisoformat(day) if day else None


def _received(bench: Bench, hand: dict[str, Any], took: list[Took]) -> Answer:
    """What came in, and which orders wait no longer for it."""
    kept = {name: value for name, value in hand.items() if name not in {"told", "asks"}}
    bench.lay_aside(HAND, kept)
    last = took[-1]
    ready = promised_now(bench, (one.line.product_id for one in took))
    found = one_purchase(bench.tx, last.purchase.id)
    about = {
        "sku": last.line.sku,
        "name": last.line.name,
        "units": last.came.quantity,
        "bin": last.came.bin,
        "received": last.line.received,
        "ordered": last.line.quantity,
        "left": last.line.left,
        "purchase": found.number,
        "can_go": ready,
    }
    if found.received >= found.ordered:
        return Answer(Kind.OK_LINE_DONE, "received_all", about)
    if len(took) > 1:
        return Answer(Kind.OK_LINE_DONE, "received_lines", about | {"count": len(took)})
    return Answer(Kind.OK if last.line.left else Kind.OK_LINE_DONE, "received", about)


def last_received(bench: Bench) -> int | None:
    """The product that was received last of the delivery in hand."""
    hand = bench.work.aside.get(HAND)
    line = None if hand is None else last_line(bench.tx, hand["receipt"])
    return None if line is None else line.product_id
