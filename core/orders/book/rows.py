"""One order as the book shows it: its head, and its goods in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, select

from core.bulk import as_rows, given_rows
from core.catalog.models import products
from core.money import Money
from core.orders.book.filters import Paid, paid_of
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment, OrderStatus, Source
from core.stock.models import warehouses
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of an order, in the words of the catalogue."""

    sku: str
    name: str
    quantity: int
    discount: Money | None = None
    """Off all its units together, where it gives something."""


@dataclass(frozen=True, slots=True)
class BookRow:
    """One order; times are in UTC."""

    id: int
    order_no: str
    channel: str
    source: Source
    status: OrderStatus
    raw_status: str
    """The channel's own word for it."""
    fulfilment: Fulfilment
    customer: str
    phone: str
    city: str
    ordered_at: datetime
    ship_by: datetime | None
    total: Money
    paid: Money
    credited: Money
    """What settled returns took off what is owed."""
    cod: Money
    courier: str
    warehouse: str
    """Its code."""
    note: str
    must_read: bool
    hold_reason: str
    goods: tuple[Goods, ...]

    @property
    def balance(self) -> Money:
        """What is still due; below zero: credit of the buyer."""
        return self.total - self.credited - self.paid

    @property
    def money(self) -> Paid:
        """How its money stands."""
        if self.to_refund.minor:
            return Paid.REFUND
        sums = (self.total.minor, self.paid.minor, self.cod.minor, self.credited.minor)
        return paid_of(*sums)

    @property
    def to_refund(self) -> Money:
        """What was paid for an order that is cancelled, and has not gone back."""
        gone = self.status is OrderStatus.CANCELLED
        return Money(max(0, self.paid.minor) if gone else 0, self.paid.currency)


def rows_of(tx: Transaction, order_ids: Sequence[int]) -> tuple[BookRow, ...]:
    """The rows of these orders, in the order given; those that do not exist are left out."""
    if not order_ids:
        return ()
    wanted = {"wanted": as_rows((one,) for one in order_ids)}
    goods: dict[int, list[Goods]] = {}
    for order_id, sku, name, quantity, off, currency in tx.execute(_goods, wanted):
        one = Goods(sku, name, quantity, Money(off, currency) if off else None)
        goods.setdefault(order_id, []).append(one)
    found = {row.id: _row(row, goods.get(row.id, ())) for row in tx.execute(_heads, wanted)}
    return tuple(found[one] for one in order_ids if one in found)


def _row(row: Any, goods: Sequence[Goods]) -> BookRow:
    values = dict(row._mapping)
    currency = values.pop("currency")
    for name in ("total", "paid", "credited", "cod"):
        values[name] = Money(values[name], currency)
    values["source"] = Source(values["source"])
    values["status"] = OrderStatus(values["status"])
    values["fulfilment"] = Fulfilment(values["fulfilment"])
    return BookRow(**values, goods=tuple(goods))


_wanted = given_rows("wanted", id=BigInteger())
_PLAIN = [name for name in BookRow.__dataclass_fields__ if name not in {"goods", "warehouse"}]
_heads = (
    select(
        *(orders.c[name] for name in _PLAIN),
        orders.c.currency,
        warehouses.c.code.label("warehouse"),
    )
    .join(warehouses, warehouses.c.id == orders.c.warehouse_id)
    .join(_wanted, _wanted.c.id == orders.c.id)
)
_goods = (
    select(
        order_lines.c.order_id,
        products.c.sku,
        products.c.name,
        order_lines.c.quantity,
        order_lines.c.discount,
        orders.c.currency,
    )
    .join(products, products.c.id == order_lines.c.product_id)
    .join(_wanted, _wanted.c.id == order_lines.c.order_id)
    .join(orders, orders.c.id == order_lines.c.order_id)
    .order_by(order_lines.c.order_id, order_lines.c.line_no)
)
