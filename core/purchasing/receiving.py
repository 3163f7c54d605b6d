"""Goods of suppliers come in: counted against their purchase order, put into a bin, costed.

Whoever receives locks the order first, so that of two who do so at once both count and never more
comes in than is allowed. Then products and levels are locked, in that order, by everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.audit import record
from core.catalog.tracking import Tracking
from core.clock import local
from core.errors import NotFound, Refusal
from core.files import values
from core.fulfilment.freeing import free_up
from core.numbering import draw
from core.people.permissions import Permission, require
from core.purchasing import costs
from core.purchasing.arrivals import (
    Receipt,
    ReceiptLine,
    find_receipt,
    line_by_key,
    one_receipt,
)
from core.purchasing.commands import move_on
from core.purchasing.models import purchase_lines, receipt_lines, receipts
from core.purchasing.queries import Purchase, PurchaseLine, lines_of, one_purchase
from core.purchasing.rules import BuyingRules
from core.purchasing.states import TAKES, PurchaseState
from core.purchasing.suppliers import MOST_UNITS
from core.stock import lots
from core.stock.commands import Move, post
from core.stock.models import BinKind
from core.stock.places import Bin, shelf, special_bin
from core.stock.put_away import goods_bin
from core.stock.suggesting import suggested
from core.text import clean
from core.transaction import Transaction

REASON = "receipt"
"""The reason of moves from suppliers into the house."""
KEY_LIMIT = 60
"""Characters of a receipt's key; those of its lines begin with it."""
TAKEN_BACK = "receipt_back"
"""The reason of moves that take such a move back."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Units of a product that came; without a `bin` they go where the product lies already.

    Damaged ones go to the place for them, with a note.
    """

    product_id: int
    quantity: int
    bin: str = ""
    lot: str = ""
    expires_on: date | None = None
    damaged: bool = False
    note: str = ""
    expired: bool = False
    """Whether it is right that goods come in that have expired; nobody is promised them."""


@dataclass(frozen=True, slots=True)
class Took:
    """What was received by one line, and where its purchase order stands now."""

    purchase: Purchase
    line: PurchaseLine
    came: ReceiptLine
    replayed: bool = False
    """Whether it was received before, by the same key."""


def begin(tx: Transaction, purchase_id: int, key: str, delivery_note: str = "") -> Receipt:
    """A receipt for a delivery, the same for the same key of at most `KEY_LIMIT` characters.

    Raises Refusal ``receipt_key_used``, ``purchase_takes_nothing`` and ``text_too_long``.
    """
    require(tx, Permission.RECEIVE)
    if len(key) > KEY_LIMIT:
        raise Refusal("text_too_long", length=len(key), limit=KEY_LIMIT)
    found = one_purchase(tx, purchase_id, lock=True)
    known = find_receipt(tx, key)
    if known is not None:
        if known.purchase_id != purchase_id:
            raise Refusal("receipt_key_used", key=clean(key, 40))
        return known
    _check_open(found)
    row = {
        "number": f"G{draw(tx, 'receipt'):06d}",
        "key": key,
        "purchase_id": purchase_id,
        "delivery_note": values.text(delivery_note, 80),
        "created_at": tx.now,
        "operator_id": tx.actor.operator_id,
    }
    return one_receipt(tx, int(tx.execute(_insert_receipt, row).scalar_one()))


def take(
    tx: Transaction,
    rules: BuyingRules,
    receipt_id: int,
    key: str,
    what: Arrival,
    *,
    over: bool = False,
) -> Took:
    """Receive units; the same `key` once more changes nothing and gives what it gave.

    More than was ordered is taken within the rules' share, or where somebody says `over`. Raises
    NotFound ``receipt_not_ordered``, ``bin_unknown``; Refusal ``purchase_takes_nothing``,
    ``receipt_over``, ``receipt_key_used``, ``receipt_note_needed``, ``receipt_expired``,
    ``receipt_lot_expiry``, ``receipt_lot_needed``, ``receipt_serial_units``,
    ``bin_not_for_goods``, ``purchase_quantity``, and those of `lots.check_arrivals`.
    """
    require(tx, Permission.RECEIVE)
    receipt = one_receipt(tx, receipt_id)
    found = one_purchase(tx, receipt.purchase_id, lock=True)
    lines = {line.product_id: line for line in lines_of(tx, found.id)}
    known = line_by_key(tx, key)
    if known is not None:
        same = (known.product_id, known.quantity, known.damaged) == (
            what.product_id,
            what.quantity,
            what.damaged,
        )
        if known.receipt_id != receipt_id or not same:
            raise Refusal("receipt_key_used", key=clean(key, 40))
        return Took(found, lines[known.product_id], known, replayed=True)
    _check_open(found)
    line = lines.get(what.product_id)
    if line is None:
        raise NotFound("receipt_not_ordered", purchase=found.number)
    if not 1 <= what.quantity <= MOST_UNITS:
        raise Refusal("purchase_quantity", sku=line.sku, quantity=what.quantity, most=MOST_UNITS)
    allowed = _allowed(rules, found, line, what.quantity, over=over)
    lot, day = _lot(tx, rules, line, what)
    place = _place(tx, rules, found.warehouse_id, what)
    note = values.text(what.note, 200)
    if place.kind is BinKind.DAMAGED and not note:
        raise Refusal("receipt_note_needed", sku=line.sku)
    damaged = what.quantity if place.kind is BinKind.DAMAGED else 0
    if lines_changed(tx, line, what.quantity, damaged, allowed) != 1:
        raise Refusal("purchase_moved", purchase=found.number)
    costs.lock_product(tx, line.product_id)
    row = {
        "receipt_id": receipt_id,
        "key": key,
        "purchase_line_id": line.id,
        "product_id": line.product_id,
        "bin_id": place.id,
        "lot": lot,
        "expires_on": day,
        "quantity": what.quantity,
        "damaged": bool(damaged),
        "note": note,
    }
    made = _write(tx, row)
    price = costs.unit_cost(found, line.unit_price, rules.currency)
    costs.came_in(tx, line.product_id, made, what.quantity, price, rules.currency)
    supplier = special_bin(tx, found.warehouse_id, BinKind.SUPPLIER)
    goods = [Move(line.product_id, supplier, place.id, what.quantity, lot)]
    post(tx, found.warehouse_id, goods, reason=REASON, reference=receipt.number)
    told: dict[str, Any] = {"lot": lot} if lot else {}
    if line.received + what.quantity > line.quantity:
        told["over"] = line.received + what.quantity - line.quantity
    record(
        tx,
        "goods_received",
        purchase=found.number,
        receipt=receipt.number,
        sku=line.sku,
        units=what.quantity,
        bin=place.code,
        **told,
    )
    return _after(tx, found, line.id, key)


def take_back(tx: Transaction, rules: BuyingRules, receipt_line: ReceiptLine, key: str) -> Took:
    """What was received by mistake was not: it leaves the bin, the order and the average again.

    Orders to which it was promised wait again, unless somebody works on them. Raises Refusal
    ``receipt_taken_back``, ``purchase_takes_nothing``, and ``stock_not_enough`` where the goods
    are worked on or gone by now.
    """
    require(tx, Permission.RECEIVE)
    receipt = one_receipt(tx, receipt_line.receipt_id)
    found = one_purchase(tx, receipt.purchase_id, lock=True)
    line = next(each for each in lines_of(tx, found.id) if each.id == receipt_line.purchase_line_id)
    known = line_by_key(tx, key)
    if known is not None and known.takes_back == receipt_line.id:
        return Took(found, line, known, replayed=True)
    gone = tx.execute(_taken_back, {"line": receipt_line.id}).first() is not None
    if gone or receipt_line.takes_back is not None:
        raise Refusal("receipt_taken_back", sku=line.sku, receipt=receipt.number)
    _check_open(found)
    units = receipt_line.quantity
    damaged = units if receipt_line.damaged else 0
    allowed = max(line.quantity, line.received - units)
    if lines_changed(tx, line, -units, -damaged, allowed) != 1:
        raise Refusal("purchase_moved", purchase=found.number)
    costs.lock_product(tx, line.product_id)
    row = {
        "receipt_id": receipt.id,
        "key": key,
        "purchase_line_id": line.id,
        "product_id": line.product_id,
        "bin_id": receipt_line.bin_id,
        "lot": receipt_line.lot,
        "expires_on": receipt_line.expires_on,
        "quantity": units,
        "damaged": receipt_line.damaged,
        "note": "",
        "takes_back": receipt_line.id,
    }
    made = _write(tx, row)
    price = costs.unit_cost(found, line.unit_price, rules.currency)
    costs.came_in(tx, line.product_id, made, -units, price, rules.currency)
    supplier = special_bin(tx, found.warehouse_id, BinKind.SUPPLIER)
    place = (line.product_id, receipt_line.bin_id, receipt_line.lot)
    free_up(tx, *place, units, "promise_gone", receipt=receipt.number)
    goods = [Move(line.product_id, receipt_line.bin_id, supplier, units, receipt_line.lot)]
    post(tx, found.warehouse_id, goods, reason=TAKEN_BACK, reference=receipt.number)
    record(
        tx,
        "receipt_taken_back",
        purchase=found.number,
        receipt=receipt.number,
        sku=line.sku,
        units=units,
    )
    return _after(tx, found, line.id, key)


def lines_changed(
    tx: Transaction, line: PurchaseLine, units: int, damaged: int, allowed: int
) -> int:
    """Count units of a line as received; gives 0 where somebody else changed it meanwhile."""
    row = {
        "line": line.id,
        "before": line.received,
        "received": line.received + units,
        "damaged": line.damaged + damaged,
        "allowed": allowed,
    }
    return tx.execute(_count, row).rowcount


def _check_open(found: Purchase) -> None:
    if found.state not in TAKES:
        raise Refusal("purchase_takes_nothing", purchase=found.number, state=found.state.value)


def _allowed(
    rules: BuyingRules, found: Purchase, line: PurchaseLine, units: int, *, over: bool
) -> int:
    """What may be received of a line at most from now on."""
    limit = max(line.allowed, line.quantity + line.quantity * rules.over_percent // 100)
    then = line.received + units
    if then > limit and not over:
        raise Refusal(
            "receipt_over",
            purchase=found.number,
            sku=line.sku,
            units=units,
            left=max(0, limit - line.received),
            ordered=line.quantity,
            came=line.received,
        )
    return max(line.allowed, then)


def _lot(
    tx: Transaction, rules: BuyingRules, line: PurchaseLine, what: Arrival
) -> tuple[str, date | None]:
    """The lot of what came, and its day: one for all of a lot; what is over goes to no shelf."""
    lot = lots.lot_text(what.lot)
    tracking = lots.tracking_of(tx, line.product_id)
    if not lot:
        if what.expires_on is not None or tracking is not Tracking.NONE:
            raise Refusal("receipt_lot_needed", sku=line.sku)
        return "", None
    if tracking is Tracking.SERIAL and what.quantity > 1:
        raise Refusal("receipt_serial_units", sku=line.sku, lot=lot, units=what.quantity)
    known = lots.find_exactly(tx, line.product_id, lot)
    day = what.expires_on or (known.expires_on if known else None)
    if known is not None and known.expires_on not in {None, day}:
        raise Refusal(
            "receipt_lot_expiry",
            sku=line.sku,
            lot=lot,
            day=what.expires_on,
            known=known.expires_on,
        )
    is_over = day is not None and day < local(tx.now, rules.zone).date()
    if day is not None and is_over and not what.damaged and not what.expired:
        raise Refusal("receipt_expired", sku=line.sku, lot=lot, day=day.isoformat())
    lots.learn(tx, line.product_id, lot, day)
    return lot, day


def _place(tx: Transaction, rules: BuyingRules, warehouse: int, what: Arrival) -> Bin:
    """The bin that the goods go to."""
    if what.damaged:
        code = BinKind.DAMAGED.value.upper()
    else:
        code = what.bin or suggested(tx, warehouse, [what.product_id]).get(what.product_id, "")
    if not code or (code == rules.receiving_bin and not what.damaged):
        shelf(tx, warehouse, rules.receiving_bin)
        code = rules.receiving_bin
    return goods_bin(tx, warehouse, code)


def _write(tx: Transaction, row: dict[str, Any]) -> int:
    stamp = {
        "at": tx.now,
        "operator_id": tx.actor.operator_id,
        "station_id": tx.actor.station_id,
    }
    return int(tx.execute(_insert_line, {"takes_back": None} | row | stamp).scalar_one())


def _after(tx: Transaction, before: Purchase, line_id: int, key: str) -> Took:
    """Let the state follow what came, and say where everything stands."""
    lines = lines_of(tx, before.id)
    then = PurchaseState.ORDERED
    if all(line.left == 0 for line in lines):
        then = PurchaseState.RECEIVED
    elif any(line.received for line in lines):
        then = PurchaseState.PART_RECEIVED
    if then is not before.state:
        move_on(tx, before, then)
        record(tx, "purchase_state", purchase=before.number, state=then.value)
    came = line_by_key(tx, key)
    if came is None:
        raise NotFound("receipt_unknown", receipt=key)
    line = next(each for each in lines if each.id == line_id)
    return Took(one_purchase(tx, before.id), line, came)


_insert_receipt = insert(receipts).returning(receipts.c.id)
_insert_line = insert(receipt_lines).returning(receipt_lines.c.id)
_count = update(purchase_lines).where(
    purchase_lines.c.id == bindparam("line"), purchase_lines.c.received == bindparam("before")
)
_taken_back = select(receipt_lines.c.id).where(receipt_lines.c.takes_back == bindparam("line"))
