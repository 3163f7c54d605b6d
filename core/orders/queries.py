"""Reading orders: heads, lines, lists and the history of what happened to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from core.audit import events
from core.catalog.models import products
from core.errors import NotFound
from core.money import Money
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment, OrderStatus, Source
from core.people.models import operators, stations
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class OrderInfo:
    """An order without its lines; times in UTC."""

    id: int
    warehouse_id: int
    channel: str
    order_no: str
    source: Source
    raw_status: str
    """The channel's own word for the status, as it came."""
    status: OrderStatus
    fulfilment: Fulfilment
    version: int
    ordered_at: datetime
    ship_by: datetime | None
    due_at: datetime
    """The last courier cut-off that is in time."""
    customer_id: int | None
    customer: str
    phone: str
    email: str
    address: str
    district: str
    city: str
    province: str
    postcode: str
    country: str
    goods: Money
    """Before any discount."""
    discount: Money
    """All of it: that of the lines and of the order."""
    shipping_fee: Money
    total: Money
    paid: Money
    credited: Money
    """What settled returns took off what is owed."""
    cod: Money
    courier: str
    service: str
    courier_wish: str
    """What the buyer asked for, where that courier is not configured; else empty."""
    service_wish: str
    note: str
    must_read: bool
    gift: bool
    fragile: bool
    hold_reason: str
    confirmed_at: datetime | None
    """Since when it may be worked on."""
    delivered_at: datetime | None
    units: int
    line_count: int
    created_at: datetime
    updated_at: datetime

    @property
    def balance(self) -> Money:
        """What is still due; below zero: credit of the buyer."""
        return self.total - self.credited - self.paid


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line with what became of its units."""

    id: int
    line_no: int
    product_id: int
    sku: str
    name: str
    quantity: int
    unit_price: Money
    discount: Money
    """Off all its units together; the order's own discount is beside it."""
    bundle: str
    """The SKU of the bundle that these goods are part of."""
    picked: int
    packed: int
    boxed: int
    """Units in complete parcels."""
    short: int
    """Units that were looked for and not found."""
    excepted: int
    """Units that the order is sent without, on record."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened: what, when, by whom and where; names are empty for the program."""

    at: datetime
    kind: str
    operator: str
    station: str
    parcel_id: int | None
    data: Mapping[str, Any]


def order(tx: Transaction, order_id: int) -> OrderInfo:
    """One order; raises NotFound ``order_not_found``."""
    row = tx.execute(_orders.where(orders.c.id == order_id)).first()
    if row is None:
        raise NotFound("order_not_found", order=order_id)
    return _info(row)


def orders_of(tx: Transaction, order_ids: Sequence[int]) -> tuple[OrderInfo, ...]:
    """Orders by id, in the order given; those that do not exist are left out."""
    query = _orders.where(orders.c.id.in_(bindparam("wanted", expanding=True)))
    found = {row.id: _info(row) for row in tx.execute(query, {"wanted": list(order_ids)})}
    return tuple(found[one] for one in order_ids if one in found)


def lines_of(tx: Transaction, order_id: int) -> tuple[OrderLine, ...]:
    """The lines of an order, in their order."""
    return tuple(_line(row) for row in tx.execute(_lines, {"o": order_id}))


def history_of(tx: Transaction, order_id: int) -> tuple[HistoryEntry, ...]:
    """All that happened to an order, oldest first."""
    rows = tx.execute(_history, {"o": order_id})
    return tuple(
        HistoryEntry(
            row.at, row.kind, row.operator or "", row.station or "", row.parcel_id, row.data
        )
        for row in rows
    )


_MONEY = ("goods", "discount", "shipping_fee", "total", "paid", "credited", "cod")
_PLAIN = [name for name in OrderInfo.__dataclass_fields__ if name != "line_count"]
_orders = select(
    *(orders.c[name] for name in _PLAIN), orders.c.lines.label("line_count"), orders.c.currency
)
_lines = (
    select(
        order_lines.c.id,
        order_lines.c.line_no,
        order_lines.c.product_id,
        products.c.sku,
        products.c.name,
        order_lines.c.quantity,
        order_lines.c.unit_price,
        order_lines.c.discount,
        order_lines.c.bundle,
        order_lines.c.picked,
        order_lines.c.packed,
        order_lines.c.boxed,
        order_lines.c.short,
        order_lines.c.excepted,
        orders.c.currency,
    )
    .join(orders, orders.c.id == order_lines.c.order_id)
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id == bindparam("o"))
    .order_by(order_lines.c.line_no)
)
_history = (
    select(
        events.c.at,
        events.c.kind,
        operators.c.name.label("operator"),
        stations.c.name.label("station"),
        events.c.parcel_id,
        events.c.data,
    )
    .select_from(events)
    .outerjoin(operators, operators.c.id == events.c.operator_id)
    .outerjoin(stations, stations.c.id == events.c.station_id)
    .where(events.c.order_id == bindparam("o"))
    .order_by(events.c.id)
)


def _info(row: Row[Any]) -> OrderInfo:
    values = dict(row._mapping)
    currency = values.pop("currency")
    values |= {name: Money(values[name], currency) for name in _MONEY}
    values["source"] = Source(values["source"])
    values["status"] = OrderStatus(values["status"])
    values["fulfilment"] = Fulfilment(values["fulfilment"])
    return OrderInfo(**values)


def _line(row: Row[Any]) -> OrderLine:
    values = dict(row._mapping)
    currency = values.pop("currency")
    values |= {name: Money(values[name], currency) for name in ("unit_price", "discount")}
    return OrderLine(**values)
