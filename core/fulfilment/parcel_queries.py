"""Reading parcels: each with its contents, who packed it and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from core.catalog.models import products
from core.fulfilment.models import parcel_lines, parcels
from core.fulfilment.parcels import Parcel, any_parcel
from core.fulfilment.states import ParcelState
from core.orders.models import order_lines
from core.people.models import operators, stations
from core.rows import maker
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Content:
    """Units of one order line in a parcel."""

    line_no: int
    sku: str
    name: str
    lot: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ParcelInfo(Parcel):
    """A parcel as it was packed; times in UTC."""

    operator: str
    station: str
    opened_at: datetime
    completed_at: datetime | None
    handed_over_at: datetime | None
    contents: tuple[Content, ...]


def parcels_of(tx: Transaction, order_id: int) -> tuple[ParcelInfo, ...]:
    """All parcels of an order by number, also those that were given up."""
    inside: dict[int, list[Content]] = {}
    for parcel_id, *content in tx.execute(_contents, {"o": order_id}):
        inside.setdefault(parcel_id, []).append(Content(*content))
    rows = tx.execute(_parcels, {"o": order_id})
    return tuple(_info(row, tuple(inside.get(row.id, ()))) for row in rows)


_info = maker(ParcelInfo, state=ParcelState)
_parcels = (
    any_parcel.add_columns(
        operators.c.name,
        stations.c.name,
        parcels.c.opened_at,
        parcels.c.completed_at,
        parcels.c.handed_over_at,
    )
    .join(operators, operators.c.id == parcels.c.operator_id)
    .join(stations, stations.c.id == parcels.c.station_id)
    .where(parcels.c.order_id == bindparam("o"))
    .order_by(parcels.c.number)
)
_contents = (
    select(
        parcel_lines.c.parcel_id,
        order_lines.c.line_no,
        products.c.sku,
        products.c.name,
        parcel_lines.c.lot,
        parcel_lines.c.quantity,
    )
    .join(order_lines, order_lines.c.id == parcel_lines.c.order_line_id)
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id == bindparam("o"), parcel_lines.c.quantity > 0)
    .order_by(parcel_lines.c.parcel_id, order_lines.c.line_no)
)
