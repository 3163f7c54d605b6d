"""A courier is asked to come for parcels that are booked with it: once for each parcel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from core.audit import events, record
from core.couriers.base import Can, Courier
from core.couriers.bookings import Booked, Rejected, Sent, Unknown
from core.database import Database
from core.errors import Refusal
from core.fulfilment.models import parcels
from core.fulfilment.states import ParcelState
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.people.permissions import Permission, require
from core.shipping.asking import sent_of
from core.shipping.models import shipments
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import load_shipment
from core.shipping.states import ShipmentState
from core.text import clean
from core.transaction import Actor, Transaction, run

ASKED, COMES, REFUSED, UNKNOWN = "pickup_asked", "pickup_booked", "pickup_refused", "pickup_unknown"
"""What the trail of a parcel says of it, in the order in which it comes about."""


@dataclass(frozen=True, slots=True)
class Pickup:
    """What a courier said that was asked to come."""

    courier: str
    parcels: tuple[str, ...]
    said: Booked | Rejected | Unknown
    """The waybill of `Booked` is the number of the pick-up."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    order_id: int
    parcel_id: int
    code: str
    sent: Sent


def ask_pickup(
    database: Database,
    settings: ShippingSettings,
    actor: Actor,
    *,
    warehouse_id: int,
    courier: str,
    wanted: datetime,
    again: bool = False,
) -> Pickup:
    """Ask a courier to come for all that waits for it in a warehouse; `wanted` with its zone.

    That it is asked stands in the trail before it is called: parcels that it may come for already
    are left out, unless `again`. Raises NotFound ``courier_unknown``, Refusal
    ``pickup_not_offered``, ``pickup_none``, ``pickup_past``.
    """
    named, waiting = run(
        database,
        actor,
        lambda tx: _ask(tx, settings, warehouse_id, courier, wanted, again=again),
    )
    said = named.pickup([one.sent for one in waiting], wanted)
    run(database, actor, lambda tx: _answered(tx, named, waiting, said))
    return Pickup(named.code, tuple(one.code for one in waiting), said)


def _ask(
    tx: Transaction,
    settings: ShippingSettings,
    warehouse_id: int,
    courier: str,
    wanted: datetime,
    *,
    again: bool,
) -> tuple[Courier, list[_Waiting]]:
    require(tx, Permission.HAND_OVER)
    named = settings.couriers.get(courier)
    if Can.PICKUP not in named.can:
        raise Refusal("pickup_not_offered", courier=named.name)
    if wanted <= tx.now:
        raise Refusal("pickup_past", courier=named.name)
    rows = tx.execute(_ready, {"w": warehouse_id, "c": named.code}).all()
    last: dict[int, str] = {}
    for parcel_id, kind in tx.execute(_trail, {"orders": sorted({row[0] for row in rows})}):
        last[parcel_id] = kind
    waiting = [
        _Waiting(order_id, parcel_id, code, sent_of(tx, load_shipment(tx, shipment_id)))
        for order_id, parcel_id, code, shipment_id in rows
        if again or last.get(parcel_id, REFUSED) == REFUSED
    ]
    if not waiting:
        raise Refusal("pickup_none", courier=named.name)
    _write(tx, waiting, ASKED, courier=named.code)
    return named, waiting


def _answered(
    tx: Transaction,
    courier: Courier,
    waiting: Sequence[_Waiting],
    said: Booked | Rejected | Unknown,
) -> None:
    match said:
        case Booked(waybill=number):
            _write(tx, waiting, COMES, courier=courier.code, number=clean(number, 60))
        case Rejected(reason=reason):
            _write(tx, waiting, REFUSED, courier=courier.code, reason=clean(reason, 200))
        case Unknown(reason=reason):
            _write(tx, waiting, UNKNOWN, courier=courier.code, reason=clean(reason, 200))


def _write(tx: Transaction, waiting: Sequence[_Waiting], kind: str, **about: str) -> None:
    for one in waiting:
        record(tx, kind, order_id=one.order_id, parcel_id=one.parcel_id, **about)


_ready = (
    select(shipments.c.order_id, shipments.c.parcel_id, parcels.c.code, shipments.c.id)
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .join(orders, orders.c.id == shipments.c.order_id)
    .where(
        shipments.c.courier == bindparam("c"),
        shipments.c.state == ShipmentState.BOOKED.value,
        parcels.c.warehouse_id == bindparam("w"),
        parcels.c.state != ParcelState.HANDED_OVER.value,
        orders.c.fulfilment.not_in([Fulfilment.CANCELLED.value, Fulfilment.HELD.value]),
    )
    .order_by(shipments.c.id)
)
_trail = (
    select(events.c.parcel_id, events.c.kind)
    .where(
        events.c.order_id.in_(bindparam("orders", expanding=True)),
        events.c.kind.in_([ASKED, COMES, REFUSED, UNKNOWN]),
    )
    .order_by(events.c.id)
)
