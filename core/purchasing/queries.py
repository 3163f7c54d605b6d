"""Reading purchase orders: heads with their sums, lines, lists, and what is on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, cast, func, or_, select

from core.catalog.models import products
from core.errors import NotFound
from core.money import Money
from core.purchasing.models import purchase_lines, purchase_orders, suppliers
from core.purchasing.states import COMING, PurchaseState
from core.rows import maker
from core.stock.models import warehouses
from core.text import clean, fold
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase order; `total` and `came` in its currency, times in UTC, units in pieces."""

    id: int
    number: str
    state: PurchaseState
    supplier_id: int
    supplier: str
    supplier_name: str
    warehouse_id: int
    warehouse: str
    currency: str
    rate: str
    """What one unit of its currency costs in the shop's; empty where nobody said."""
    note: str
    reason: str
    created_at: datetime
    ordered_at: datetime | None
    expected_on: date | None
    ended_at: datetime | None
    lines: int
    ordered: int
    received: int
    total: Money
    came: Money
    """What the received units cost."""


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """A product of a purchase order; `damaged` is a part of what was `received`."""

    id: int
    purchase_id: int
    line_no: int
    product_id: int
    sku: str
    name: str
    supplier_sku: str
    quantity: int
    unit_price: int
    received: int
    damaged: int
    allowed: int

    @property
    def left(self) -> int:
        """Units that are still to come."""
        return max(0, self.quantity - self.received)

    @property
    def total(self) -> int:
        """What the line costs, in minor units."""
        return self.quantity * self.unit_price


def one_purchase(tx: Transaction, purchase_id: int, *, lock: bool = False) -> Purchase:
    """A purchase order; raises NotFound ``purchase_unknown``."""
    if lock:
        tx.execute(_lock, {"p": purchase_id})
    row = tx.execute(_by_id, {"p": purchase_id}).first()
    if row is None:
        raise NotFound("purchase_unknown", purchase=purchase_id)
    return _purchase(row)


def by_number(tx: Transaction, number: str) -> Purchase:
    """The purchase order of a number in any case; raises NotFound ``purchase_unknown``."""
    row = tx.execute(_by_number, {"number": clean(number, 40).upper()}).first()
    if row is None:
        raise NotFound("purchase_unknown", purchase=clean(number, 40))
    return _purchase(row)


def lines_of(tx: Transaction, purchase_id: int) -> list[PurchaseLine]:
    """The lines of a purchase order."""
    return [PurchaseLine(*row) for row in tx.execute(_lines, {"p": purchase_id})]


def page(
    tx: Transaction,
    *,
    states: Sequence[PurchaseState] = (),
    supplier_id: int | None = None,
    warehouse: int | None = None,
    text: str = "",
    offset: int = 0,
    limit: int = 100,
) -> list[Purchase]:
    """Purchase orders, the newest first; `text` is in the number, the supplier or a product."""
    query = _narrowed(_any, states, supplier_id, text)
    if warehouse is not None:
        query = query.where(purchase_orders.c.warehouse_id == warehouse)
    rows = tx.execute(query.order_by(purchase_orders.c.id.desc()).limit(limit).offset(offset))
    return [_purchase(row) for row in rows]


def count(tx: Transaction, *, states: Sequence[PurchaseState] = (), text: str = "") -> int:
    """How many purchase orders `page` would give in all."""
    query = _narrowed(_heads, states, None, text)
    return int(tx.execute(query).scalar_one())


def coming(
    tx: Transaction, warehouse: int, *, drafts: bool = False, product_ids: Sequence[int] = ()
) -> dict[int, int]:
    """Units by product that are ordered and did not come; of `drafts` too, if wanted."""
    states = [*COMING, PurchaseState.DRAFT] if drafts else COMING
    left = purchase_lines.c.quantity - purchase_lines.c.received
    query = (
        select(purchase_lines.c.product_id, cast(func.sum(left), BigInteger))
        .join(purchase_orders, purchase_orders.c.id == purchase_lines.c.purchase_id)
        .where(
            purchase_orders.c.warehouse_id == warehouse,
            purchase_orders.c.state.in_([state.value for state in states]),
            left > 0,
        )
        .group_by(purchase_lines.c.product_id)
    )
    if product_ids:
        query = query.where(purchase_lines.c.product_id.in_(list(product_ids)))
    return {product: int(units) for product, units in tx.execute(query)}


def _narrowed(
    query: Select[Any], states: Sequence[PurchaseState], supplier_id: int | None, text: str
) -> Select[Any]:
    if states:
        query = query.where(purchase_orders.c.state.in_([state.value for state in states]))
    if supplier_id is not None:
        query = query.where(purchase_orders.c.supplier_id == supplier_id)
    wanted = clean(text)
    if wanted:
        named = (
            select(purchase_lines.c.purchase_id)
            .join(products, products.c.id == purchase_lines.c.product_id)
            .where(products.c.search.contains(fold(wanted), autoescape=True))
        )
        query = query.where(
            or_(
                purchase_orders.c.number.startswith(wanted.upper(), autoescape=True),
                suppliers.c.search.contains(fold(wanted), autoescape=True),
                purchase_orders.c.id.in_(named),
            )
        )
    return query


def _purchase(row: Any) -> Purchase:
    *head, total, came = row
    return _make(head, Money(total, row.currency), Money(came, row.currency))


def _whole(total: Any) -> Any:
    # PostgreSQL sums whole numbers into decimals.
    return cast(func.coalesce(total, 0), BigInteger)


def _sum(column: Any) -> Any:
    return (
        select(_whole(func.sum(column)))
        .where(purchase_lines.c.purchase_id == purchase_orders.c.id)
        .correlate(purchase_orders)
        .scalar_subquery()
    )


_count = (
    select(func.count(purchase_lines.c.id))
    .where(purchase_lines.c.purchase_id == purchase_orders.c.id)
    .correlate(purchase_orders)
    .scalar_subquery()
)
_any = (
    select(
        purchase_orders.c.id,
        purchase_orders.c.number,
        purchase_orders.c.state,
        purchase_orders.c.supplier_id,
        suppliers.c.code,
        suppliers.c.name,
        purchase_orders.c.warehouse_id,
        warehouses.c.code.label("warehouse"),
        purchase_orders.c.currency,
        purchase_orders.c.rate,
        purchase_orders.c.note,
        purchase_orders.c.reason,
        purchase_orders.c.created_at,
        purchase_orders.c.ordered_at,
        purchase_orders.c.expected_on,
        purchase_orders.c.ended_at,
        _count.label("lines"),
        _sum(purchase_lines.c.quantity).label("ordered"),
        _sum(purchase_lines.c.received).label("received"),
        _sum(purchase_lines.c.quantity * purchase_lines.c.unit_price).label("total"),
        _sum(purchase_lines.c.received * purchase_lines.c.unit_price).label("came"),
    )
    .select_from(purchase_orders)
    .join(suppliers, suppliers.c.id == purchase_orders.c.supplier_id)
    .join(warehouses, warehouses.c.id == purchase_orders.c.warehouse_id)
)
_heads = (
    select(func.count())
    .select_from(purchase_orders)
    .join(suppliers, suppliers.c.id == purchase_orders.c.supplier_id)
)
_make = maker(Purchase, state=PurchaseState)
_by_id = _any.where(purchase_orders.c.id == bindparam("p"))
_by_number = _any.where(purchase_orders.c.number == bindparam("number"))
_lock = select(purchase_orders.c.id).where(purchase_orders.c.id == bindparam("p")).with_for_update()
_lines = (
    select(
        purchase_lines.c.id,
        purchase_lines.c.purchase_id,
        purchase_lines.c.line_no,
        purchase_lines.c.product_id,
        products.c.sku,
        products.c.name,
        purchase_lines.c.supplier_sku,
        purchase_lines.c.quantity,
        purchase_lines.c.unit_price,
        purchase_lines.c.received,
        purchase_lines.c.damaged,
        purchase_lines.c.allowed,
    )
    .join(products, products.c.id == purchase_lines.c.product_id)
    .where(purchase_lines.c.purchase_id == bindparam("p"))
    .order_by(purchase_lines.c.line_no, purchase_lines.c.id)
)
