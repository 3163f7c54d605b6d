"""What is to be collected for a parcel that is booked: its courier agrees first, then its label."""

from __future__ import annotations

from core import outbox
from core.audit import record
from core.couriers.base import Can, Courier
from core.couriers.bookings import Cancelled, Recall, Sent
from core.database import Database
from core.errors import Refusal
from core.fulfilment.parcels import load_parcel, step_parcel
from core.fulfilment.states import ParcelState
from core.paper.commands import void_label
from core.people.permissions import Permission, require
from core.shipping.asking import sent_of
from core.shipping.booked import label_of_ours
from core.shipping.offering import check_offered
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import (
    LABEL,
    Shipment,
    note_down,
    shipment_of_parcel,
    shipment_with,
)
from core.shipping.states import ShipmentState
from core.transaction import Actor, Transaction, run

_COLLECTS = frozenset({ShipmentState.BOOKED, ShipmentState.IN_TRANSIT, ShipmentState.FAILED})
"""Shipments whose courier can still be told what to collect."""


def change_cod(
    database: Database, settings: ShippingSettings, actor: Actor, parcel_id: int, cod: int
) -> Recall:
    """Have another amount collected, in minor units; gives what the courier says.

    Where it agrees the amount is kept, and a box in the house gets a new label: its old one says
    something else. An answer that nobody knows changes nothing here; asking again is safe. Raises
    NotFound ``shipment_none``, Refusal ``cod_too_late``, ``cod_fixed_there``, ``shipment_value``,
    what `check_offered` raises.
    """
    shipment, courier, sent = run(database, actor, lambda tx: _asked(tx, settings, parcel_id, cod))
    said = courier.update(sent, cod)
    run(database, actor, lambda tx: _answered(tx, settings, shipment, cod, said))
    return said


def _asked(
    tx: Transaction, settings: ShippingSettings, parcel_id: int, cod: int
) -> tuple[Shipment, Courier, Sent]:
    require(tx, Permission.SHIPMENT_CREATE)
    shipment = shipment_of_parcel(tx, parcel_id)
    parcel = load_parcel(tx, parcel_id)
    courier = settings.couriers.get(shipment.courier)
    if not 0 <= cod <= 10**15:
        raise Refusal("shipment_value", field="cod", value=cod, low=0, high=10**15)
    if shipment.state not in _COLLECTS:
        raise Refusal("cod_too_late", parcel=parcel.code, shipment=shipment.state.value)
    if Can.UPDATE not in courier.can:
        raise Refusal("cod_fixed_there", parcel=parcel.code, courier=courier.name)
    check_offered(courier, shipment_with(shipment, {"cod": cod}))
    record(
        tx,
        "cod_asked",
        order_id=shipment.order_id,
        parcel_id=parcel_id,
        courier=courier.code,
    )
    return shipment, courier, sent_of(tx, shipment)


def _answered(
    tx: Transaction, settings: ShippingSettings, before: Shipment, cod: int, said: Recall
) -> None:
    about = {"order_id": before.order_id, "parcel_id": before.parcel_id}
    if not isinstance(said, Cancelled):
        record(tx, "cod_refused", **about, courier=before.courier, reason=said.reason)
        return
    note_down(tx, before.id, cod=cod, cod_fixed=True)
    record(tx, "cod_changed", **about, courier=before.courier)
    parcel = load_parcel(tx, before.parcel_id, lock=True)
    if parcel.state in {ParcelState.LABELLED, ParcelState.CLOSED}:
        void_label(tx, parcel.id, "cod_changed")
        step_parcel(tx, parcel, ParcelState.COMPLETE)
        shipment = shipment_with(before, {"cod": cod})
        if Can.LABEL in settings.couriers.get(before.courier).can:
            key = f"{LABEL}:{before.own_code}:{tx.now:%y%m%d%H%M%S%f}"
            outbox.put(tx, LABEL, key, {"shipment": before.id})
        else:
            label_of_ours(tx, settings, shipment)
