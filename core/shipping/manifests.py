"""Hand-over manifests: what one courier takes over on one day, from what shipments know."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from core.clock import local
from core.errors import NotFound
from core.fulfilment.models import parcels
from core.fulfilment.states import ParcelState
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.paper.documents import Consignment, Manifest
from core.shipping.models import shipments
from core.shipping.settings import ShippingSettings
from core.shipping.states import VAIN, ShipmentState
from core.trail.sealing import head
from core.transaction import Transaction

_STOPPED = (Fulfilment.CANCELLED.value, Fulfilment.HELD.value)


def today(tx: Transaction, settings: ShippingSettings) -> date:
    """The day that it is on the shop's clock."""
    return local(tx.now, settings.zone).date()


def manifest_of(
    tx: Transaction,
    settings: ShippingSettings,
    warehouse_id: int,
    courier: str,
    day: date | None = None,
) -> Manifest:
    """What a courier took over from a warehouse on a day; today also what stands ready for it.

    In the order of handing over, then of packing. Raises NotFound ``courier_unknown`` or
    ``manifest_empty``.
    """
    named = settings.couriers.get(courier)
    now = today(tx, settings)
    day = day or now
    start, end = _bounds(day, settings.zone)
    of = {"w": warehouse_id, "c": named.code}
    rows = list(tx.execute(_taken, of | {"start": start, "end": end}))
    if day == now:
        rows += tx.execute(_ready, of)
    if not rows:
        raise NotFound("manifest_empty", courier=named.name, day=f"{day:%d/%m/%Y}")
    return Manifest(
        language=settings.language,
        zone=settings.zone,
        shop=settings.sender,
        courier=named.name,
        day=f"{day:%d/%m/%Y}",
        parcels=tuple(
            Consignment(
                waybill=row.waybill,
                order_no=row.order_no,
                parcel_code=row.code,
                city=row.city,
                currency=row.currency,
                cod=row.cod,
                weight_g=row.weight_g or row.packed_g,
                handed_over=row.handed_over_at is not None,
            )
            for row in rows
        ),
        printed_at=tx.now,
        station=tx.actor.station,
        operator=tx.actor.name,
        seal=head(tx),
    )


def _bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first moment of a day on the wall clock and that of the next one, in UTC."""
    there = ZoneInfo(zone)
    first = datetime.combine(day, time(), there)
    after = datetime.combine(day + timedelta(days=1), time(), there)
    return first.astimezone(UTC), after.astimezone(UTC)


_all = (
    select(
        shipments.c.waybill,
        shipments.c.currency,
        shipments.c.cod,
        shipments.c.weight_g,
        parcels.c.weight_g.label("packed_g"),
        parcels.c.code,
        parcels.c.handed_over_at,
        orders.c.order_no,
        orders.c.city,
    )
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .join(orders, orders.c.id == shipments.c.order_id)
    .where(parcels.c.warehouse_id == bindparam("w"), shipments.c.courier == bindparam("c"))
)
_OVER = [ShipmentState.DRAFT, *sorted(VAIN)]
_taken = _all.where(
    parcels.c.state == ParcelState.HANDED_OVER.value,
    parcels.c.handed_over_at >= bindparam("start"),
    parcels.c.handed_over_at < bindparam("end"),
    shipments.c.state.not_in([state.value for state in _OVER]),
).order_by(parcels.c.handed_over_at, parcels.c.id)
_ready = _all.where(
    parcels.c.state == ParcelState.CLOSED.value,
    shipments.c.state == ShipmentState.BOOKED.value,
    orders.c.fulfilment.not_in(_STOPPED),
).order_by(parcels.c.completed_at, parcels.c.id)
