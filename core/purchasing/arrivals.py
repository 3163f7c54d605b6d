"""Reading goods receipts: what is expected and where it goes, and what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from core.catalog.models import products
from core.errors import NotFound
from core.purchasing.models import purchase_orders, receipt_lines, receipts
from core.purchasing.queries import PurchaseLine, lines_of, one_purchase
from core.purchasing.rules import BuyingRules
from core.stock.models import bins
from core.stock.suggesting import suggested
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Receipt:
    """One delivery of a purchase order, as it was received by somebody."""

    id: int
    number: str
    key: str
    purchase_id: int
    purchase: str
    warehouse_id: int
    delivery_note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Units of a product that came and where they were put."""

    id: int
    receipt_id: int
    receipt: str
    key: str
    purchase_line_id: int
    product_id: int
    sku: str
    quantity: int
    bin_id: int
    bin: str
    lot: str
    expires_on: date | None
    damaged: bool
    note: str
    takes_back: int | None
    """The line whose goods went back by this one."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Expected:
    """A line of which units are still to come, and the bin that is suggested for them."""

    line: PurchaseLine
    bin: str


def expected(tx: Transaction, rules: BuyingRules, purchase_id: int) -> list[Expected]:
    """What of a purchase order is still to come, line by line."""
    found = one_purchase(tx, purchase_id)
    left = [line for line in lines_of(tx, purchase_id) if line.left]
    places = suggested(tx, found.warehouse_id, [line.product_id for line in left])
    return [Expected(line, places.get(line.product_id, rules.receiving_bin)) for line in left]


def one_receipt(tx: Transaction, receipt_id: int) -> Receipt:
    """A receipt; raises NotFound ``receipt_unknown``."""
    row = tx.execute(_by_id, {"r": receipt_id}).first()
    if row is None:
        raise NotFound("receipt_unknown", receipt=receipt_id)
    return Receipt(*row)


def find_receipt(tx: Transaction, key: str) -> Receipt | None:
    """The receipt that was begun with this key, or None."""
    row = tx.execute(_by_key, {"key": key}).first()
    return None if row is None else Receipt(*row)


def receipts_of(tx: Transaction, purchase_id: int) -> list[Receipt]:
    """The receipts of a purchase order, the oldest first."""
    return [Receipt(*row) for row in tx.execute(_of_purchase, {"p": purchase_id})]


def came_with(tx: Transaction, receipt_id: int) -> list[ReceiptLine]:
    """The lines of a receipt in the order they were received."""
    return [ReceiptLine(*row) for row in tx.execute(_lines_of, {"r": receipt_id})]


def line_by_key(tx: Transaction, key: str) -> ReceiptLine | None:
    """The line that was received with this key, or None."""
    row = tx.execute(_line_by_key, {"key": key}).first()
    return None if row is None else ReceiptLine(*row)


def last_line(tx: Transaction, receipt_id: int) -> ReceiptLine | None:
    """The last line of a receipt that counts still."""
    lines = came_with(tx, receipt_id)
    gone = {line.takes_back for line in lines}
    kept = [line for line in lines if line.takes_back is None and line.id not in gone]
    return kept[-1] if kept else None


_receipt = (
    select(
        receipts.c.id,
        receipts.c.number,
        receipts.c.key,
        receipts.c.purchase_id,
        purchase_orders.c.number.label("purchase"),
        purchase_orders.c.warehouse_id,
        receipts.c.delivery_note,
        receipts.c.created_at,
    )
    .select_from(receipts)
    .join(purchase_orders, purchase_orders.c.id == receipts.c.purchase_id)
)
_by_id = _receipt.where(receipts.c.id == bindparam("r"))
_by_key = _receipt.where(receipts.c.key == bindparam("key"))
_of_purchase = _receipt.where(receipts.c.purchase_id == bindparam("p")).order_by(receipts.c.id)
_line = (
    select(
        receipt_lines.c.id,
        receipt_lines.c.receipt_id,
        receipts.c.number,
        receipt_lines.c.key,
        receipt_lines.c.purchase_line_id,
        receipt_lines.c.product_id,
        products.c.sku,
        receipt_lines.c.quantity,
        receipt_lines.c.bin_id,
        bins.c.code,
        receipt_lines.c.lot,
        receipt_lines.c.expires_on,
        receipt_lines.c.damaged,
        receipt_lines.c.note,
        receipt_lines.c.takes_back,
        receipt_lines.c.at,
    )
    .select_from(receipt_lines)
    .join(receipts, receipts.c.id == receipt_lines.c.receipt_id)
    .join(products, products.c.id == receipt_lines.c.product_id)
    .join(bins, bins.c.id == receipt_lines.c.bin_id)
)
_lines_of = _line.where(receipt_lines.c.receipt_id == bindparam("r")).order_by(receipt_lines.c.id)
_line_by_key = _line.where(receipt_lines.c.key == bindparam("key"))
