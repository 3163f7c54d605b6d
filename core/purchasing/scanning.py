"""Goods receipt by scans: each code is judged against one purchase order, and counts at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.barcodes import Code, read, traced
from core.barcodes import Kind as CodeKind
from core.catalog.tracking import Tracking
from core.errors import NotAllowed, Refusal
from core.fulfilment.packing.meaning import Product, find_products
from core.fulfilment.packing.verdict import Answer, Kind
from core.purchasing import receiving
from core.purchasing.arrivals import Receipt, expected, last_line, line_by_key
from core.purchasing.queries import lines_of, one_purchase
from core.purchasing.receiving import Arrival, Took
from core.purchasing.rules import BuyingRules
from core.purchasing.states import PurchaseState
from core.stock import lots
from core.stock.models import BinKind
from core.stock.put_away import goods_bin
from core.text import clean
from core.transaction import Transaction

_KINDS = {
    "receipt_over": Kind.OVER_QUANTITY,
    "receipt_not_ordered": Kind.WRONG_ITEM,
    "receipt_lot_needed": Kind.NEEDS_LOT,
    "lot_day_needed": Kind.NEEDS_LOT,
    "lot_day_unreadable": Kind.NEEDS_LOT,
    "serial_twice": Kind.OVER_QUANTITY,
    "receipt_serial_units": Kind.OVER_QUANTITY,
    "receipt_expired": Kind.NEEDS_CONFIRMATION,
    "receipt_note_needed": Kind.NEEDS_CONFIRMATION,
    "purchase_takes_nothing": Kind.CANCELLED,
    "bin_unknown": Kind.UNKNOWN_CODE,
}
"""What a refusal is as a verdict; any other is `not_allowed`."""

BAD = frozenset({Kind.WRONG_ITEM, Kind.UNKNOWN_CODE, Kind.AMBIGUOUS_CODE})
"""Answers after which something still has to be done with the goods in hand."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What holds from one scan to the next: where goods go, and what is wrong with damaged ones."""

    bin: str = ""
    note: str = ""
    over: bool = False
    """Whether more than was ordered is confirmed."""
    lot: str = ""
    """Of goods whose code does not tell it, and until when they keep."""
    expires_on: date | None = None
    asks: str = ""
    """What is asked about goods that were scanned: their lot, the day of it, or whether it is right
    that they have expired; ``lot``, ``day`` or ``expired``."""
    asked: str = ""
    """The code of those goods."""
    asked_lot: str = ""
    asked_day: date | None = None

    @property
    def settled(self) -> Hand:
        """The same with nothing asked."""
        return replace(self, asks="", asked="", asked_lot="", asked_day=None)


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer to a scan, what it received, and what holds for the next one."""

    answer: Answer
    hand: Hand
    took: Took | None = None
    done: bool = False
    """Whether the receipt was closed by ``KEMAS:DONE``."""


def scan(
    tx: Transaction, rules: BuyingRules, receipt: Receipt, hand: Hand, raw: str, key: str
) -> Judged:
    """Judge one code; a good one is received. Raises Refusal: nothing may then be kept.

    Products and cases count their units, ``6*`` before them so many; ``KEMAS:BIN:…`` says where
    all that follows goes, ``KEMAS:UNDO`` takes the last one back, ``KEMAS:WHY`` says what is
    still to come, ``KEMAS:DONE`` ends it.
    """
    code = read(raw)
    match code.kind:
        case CodeKind.COMMAND if code.value == "UNDO":
            return _undo(tx, rules, receipt, hand, key)
        case CodeKind.COMMAND if code.value in {"DONE", "WHY"}:
            left = _left(tx, rules, receipt)
            told = Answer(Kind.INFO, "purchase_left" if left["units"] else "purchase_whole", left)
            return Judged(told, hand, done=code.value == "DONE")
        case CodeKind.COMMAND if code.value == "OK" and hand.asks == "expired":
            return _goods(tx, rules, receipt, hand, read(hand.asked), key, expired=True)
        case CodeKind.BIN:
            place = goods_bin(tx, receipt.warehouse_id, code.value)
            damaged = place.kind is BinKind.DAMAGED
            told = Answer(
                Kind.INFO, "receive_damaged" if damaged else "receive_into", {"bin": place.code}
            )
            return Judged(told, replace(hand, bin=place.code))
        case CodeKind.TEXT | CodeKind.GTIN if hand.asks in {"lot", "day"}:
            return _asked(tx, rules, receipt, hand, code, key)
        case CodeKind.TEXT | CodeKind.GTIN:
            return _goods(tx, rules, receipt, hand.settled, code, key)
        case CodeKind.UNREADABLE:
            return Judged(Answer(Kind.UNKNOWN_CODE, "receive_unreadable"), hand)
    return Judged(Answer(Kind.UNKNOWN_CODE, "receive_no_meaning"), hand)


def refused(refusal: Refusal) -> Kind:
    """The kind of verdict that a refusal is."""
    if isinstance(refusal, NotAllowed):
        return Kind.NOT_ALLOWED
    return _KINDS.get(refusal.code, Kind.NOT_ALLOWED)


def _goods(
    tx: Transaction,
    rules: BuyingRules,
    receipt: Receipt,
    hand: Hand,
    code: Code,
    key: str,
    *,
    expired: bool = False,
) -> Judged:
    ordered = {line.product_id for line in lines_of(tx, receipt.purchase_id)}
    known = find_products(tx, code)
    if not known:
        return Judged(Answer(Kind.UNKNOWN_CODE, "receive_unknown"), hand)
    # A code that two products carry means the one that was ordered.
    mine = [one for one in known if one.product_id in ordered]
    if not mine:
        params = {"sku": known[0].sku, "name": known[0].name, "purchase": receipt.purchase}
        return Judged(Answer(Kind.WRONG_ITEM, "receive_not_ordered", params), hand)
    if len(mine) > 1:
        skus = ", ".join(one.sku for one in mine)
        return Judged(Answer(Kind.AMBIGUOUS_CODE, "receive_which", {"skus": skus}), hand)
    product: Product = mine[0]
    lot = product.unit_lot or hand.asked_lot or hand.lot
    day = code.expiry or hand.asked_day or hand.expires_on
    what = Arrival(
        product.product_id,
        product.units,
        bin=hand.bin,
        lot=lot,
        expires_on=day,
        damaged=hand.bin == BinKind.DAMAGED.value.upper(),
        note=hand.note,
        expired=expired,
    )
    asks, day = _asks(tx, product, what)
    if asks and line_by_key(tx, key) is None:
        waits = replace(hand, asks=asks, asked=code.raw, asked_lot=lot, asked_day=day)
        return Judged(_question(product, asks, lot, day), waits)
    took = receiving.take(tx, rules, receipt.id, key, what, over=hand.over)
    return Judged(_counted(took), hand.settled, took)


def _asks(tx: Transaction, product: Product, what: Arrival) -> tuple[str, date | None]:
    """What has to be said of goods before they can come in, and when they expire."""
    tracked = product.tracking != Tracking.NONE
    if tracked and not what.lot:
        return "lot", what.expires_on
    known = lots.find_exactly(tx, product.product_id, what.lot) if what.lot else None
    day = what.expires_on or (known.expires_on if known else None)
    if product.tracking == Tracking.EXPIRY and day is None:
        return "day", None
    is_over = tracked and day is not None and day < tx.today
    return ("expired" if is_over and not what.damaged and not what.expired else ""), day


def _question(product: Product, asks: str, lot: str, day: date | None) -> Answer:
    about: dict[str, Any] = {"sku": product.sku, "name": product.name, "units": product.units}
    about |= {"lot": clean(lot, lots.LIMIT), "day": day.isoformat() if day else ""}
    if asks == "expired":
        return Answer(Kind.NEEDS_CONFIRMATION, "receive_expired", about)
    if asks == "day":
        return Answer(Kind.NEEDS_LOT, "receive_day", about)
    serial = product.tracking == Tracking.SERIAL
    return Answer(Kind.NEEDS_LOT, "receive_serial" if serial else "receive_lot", about)


def _asked(
    tx: Transaction, rules: BuyingRules, receipt: Receipt, hand: Hand, code: Code, key: str
) -> Judged:
    """The lot of goods that were scanned before, or its day; other goods end the question."""
    alone = traced(code.raw)
    if alone is None and find_products(tx, code):
        return _goods(tx, rules, receipt, hand.settled, code, key)
    if alone is not None:
        lot = alone.serial or alone.lot
        told = replace(hand, asked_lot=lot, asked_day=alone.expiry or hand.asked_day)
    elif hand.asks == "day":
        told = replace(hand, asked_day=lots.day_of(code.value, tx.today))
    else:
        told = replace(hand, asked_lot=lots.lot_text(code.raw))
    return _goods(tx, rules, receipt, told, read(hand.asked), key)


def _undo(tx: Transaction, rules: BuyingRules, receipt: Receipt, hand: Hand, key: str) -> Judged:
    before = line_by_key(tx, key)  # the same undo once more
    last = last_line(tx, receipt.id) if before is None else None
    if before is not None and before.takes_back is not None:
        line = next(
            one for one in lines_of(tx, receipt.purchase_id) if one.id == before.purchase_line_id
        )
        took = Took(one_purchase(tx, receipt.purchase_id), line, before, replayed=True)
    elif last is None:
        return Judged(Answer(Kind.INFO, "receive_nothing_to_undo"), hand)
    else:
        took = receiving.take_back(tx, rules, last, key)
    return Judged(Answer(Kind.UNDONE, "receive_undone", _params(took)), hand, took)


def _counted(took: Took) -> Answer:
    kind = Kind.OK if took.line.left else Kind.OK_LINE_DONE
    if took.purchase.state is PurchaseState.RECEIVED:
        kind = Kind.ORDER_COMPLETE
    return Answer(kind, "received", _params(took))


def _params(took: Took) -> dict[str, Any]:
    return {
        "sku": took.line.sku,
        "name": took.line.name,
        "units": took.came.quantity,
        "bin": took.came.bin,
        "received": took.line.received,
        "ordered": took.line.quantity,
        "left": took.line.left,
        "purchase": took.purchase.number,
    }


def _left(tx: Transaction, rules: BuyingRules, receipt: Receipt) -> dict[str, Any]:
    left = expected(tx, rules, receipt.purchase_id)
    return {
        "purchase": receipt.purchase,
        "units": sum(one.line.left for one in left),
        "goods": [(one.line.left, one.line.sku, one.bin) for one in left],
    }
