"""Packed boxes that their courier does not take, or of which nobody knows whether it has them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, text

from core import outbox
from core.fulfilment.models import IN_HOUSE_SQL, parcels
from core.fulfilment.states import ParcelState
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.rows import AnyRow
from core.shipping.models import shipments
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import BOOK
from core.shipping.states import ShipmentState
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StuckBox:
    """A box that nothing happens to any more unless a person does something."""

    parcel_id: int
    parcel: str
    order_no: str
    courier: str
    """Its name."""
    is_refused: bool
    """The courier does not take it; else nobody knows."""
    reason: str
    """As it is kept; empty where nobody knows that either."""


def stuck_boxes(
    tx: Transaction, settings: ShippingSettings, warehouse_id: int, station_id: int
) -> tuple[StuckBox, ...]:
    """Those that were packed at a station, the first few; only reads."""
    rows = tx.execute(_of_station, {"w": warehouse_id, "s": station_id})
    return tuple(_box(tx, settings, row) for row in rows)


def stuck_box(tx: Transaction, settings: ShippingSettings, parcel_id: int) -> StuckBox | None:
    """One box; None where it is none of these."""
    row = tx.execute(_one, {"p": parcel_id}).first()
    return None if row is None else _box(tx, settings, row)


def _box(tx: Transaction, settings: ShippingSettings, row: AnyRow) -> StuckBox:
    known = settings.couriers.find(row.courier)
    tried = outbox.latest(tx, [f"{BOOK}:{row.own_code}"])
    return StuckBox(
        row.id,
        row.code,
        row.order_no,
        known.name if known else row.courier,
        row.state == ShipmentState.REJECTED,
        tried.error if tried else "",
    )


_FEW = 5
_later = shipments.alias("later")
_stuck = (
    select(
        parcels.c.id,
        parcels.c.code,
        orders.c.order_no,
        shipments.c.courier,
        shipments.c.state,
        shipments.c.own_code,
    )
    .select_from(parcels)
    .join(orders, orders.c.id == parcels.c.order_id)
    .join(shipments, shipments.c.parcel_id == parcels.c.id)
    .where(
        text(f"parcels.{IN_HOUSE_SQL}"),
        parcels.c.state == ParcelState.COMPLETE.value,
        orders.c.fulfilment.in_([Fulfilment.PACKING.value, Fulfilment.PACKED.value]),
        shipments.c.state.in_([ShipmentState.REJECTED.value, ShipmentState.UNKNOWN.value]),
        shipments.c.attempt
        == select(func.max(_later.c.attempt))
        .where(_later.c.parcel_id == parcels.c.id)
        .correlate(parcels)
        .scalar_subquery(),
    )
)
_one = _stuck.where(parcels.c.id == bindparam("p"))
_of_station = (
    _stuck.where(parcels.c.warehouse_id == bindparam("w"), parcels.c.station_id == bindparam("s"))
    .order_by(parcels.c.id)
    .limit(_FEW)
)
