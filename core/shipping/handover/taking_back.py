"""A parcel that was scanned out by mistake comes off its manifest: it is in the house still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select

from core.audit import record
from core.couriers.states import Stage
from core.errors import Refusal
from core.fulfilment.leaving import stay
from core.fulfilment.parcels import load_parcel
from core.fulfilment.states import ParcelState
from core.orders.commands import head
from core.people.permissions import Permission, require
from core.shipping.handing_over import parcel_by_code
from core.shipping.handover.models import manifest_parcels
from core.shipping.handover.queries import KeptManifest, manifest
from core.shipping.handover.scanning import kept_open
from core.shipping.shipments import live_shipment, step_shipment
from core.shipping.states import ShipmentState
from core.shipping.tracking.models import tracks
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Stays:
    """A parcel that did not leave after all."""

    parcel: str
    order_no: str
    courier: str
    """By its code."""
    manifest: KeptManifest | None
    """The manifest that it was on."""


def take_back(tx: Transaction, code: str) -> Stays:
    """Take a parcel back that was scanned out by mistake, by a parcel code or waybill number.

    Raises NotFound ``parcel_not_found``, Refusal ``stay_not_out`` for one that did not leave,
    ``stay_signed`` where its manifest is signed, ``stay_told`` where its courier told of it since.
    """
    require(tx, Permission.HAND_OVER)
    parcel = parcel_by_code(tx, code)
    order = head(tx, parcel.order_id, lock=True)
    parcel = load_parcel(tx, parcel.id, lock=True)
    shipment = live_shipment(tx, parcel.id)
    if parcel.state is not ParcelState.HANDED_OVER:
        raise Refusal("stay_not_out", parcel=parcel.code)
    if shipment is None or shipment.state is not ShipmentState.IN_TRANSIT:
        raise Refusal("stay_told", parcel=parcel.code, order=order.order_no)
    if tx.execute(_told, {"s": shipment.id}).first() is not None:
        raise Refusal("stay_told", parcel=parcel.code, order=order.order_no)
    on: Any = tx.execute(_on, {"p": parcel.id}).scalar()
    found = None if on is None else manifest(tx, int(on))
    if found is not None and found.state != "open":
        raise Refusal(
            "stay_signed", parcel=parcel.code, manifest=found.number, signed_by=found.signed_by
        )
    if found is not None:
        kept_open(tx, found)
    tx.execute(_off, {"p": parcel.id})
    stay(tx, parcel.id)
    step_shipment(tx, shipment, ShipmentState.BOOKED)
    if found is not None:
        about = {"order_id": parcel.order_id, "parcel_id": parcel.id}
        record(tx, "manifest_without", **about, manifest=found.number, parcel=parcel.code)
        found = manifest(tx, found.id)
    return Stays(parcel.code, order.order_no, shipment.courier, found)


def last_on(tx: Transaction, manifest_id: int, station_id: int) -> str | None:
    """The code of the parcel that a station scanned out last onto a manifest."""
    row: Any = tx.execute(_last, {"m": manifest_id, "s": station_id}).first()
    return None if row is None else load_parcel(tx, row.parcel_id).code


_told = select(tracks.c.shipment_id).where(
    tracks.c.shipment_id == bindparam("s"),
    (tracks.c.stage.not_in(["", Stage.CREATED.value])) | (tracks.c.problem != ""),
)
_on = select(manifest_parcels.c.manifest_id).where(manifest_parcels.c.parcel_id == bindparam("p"))
_off = delete(manifest_parcels).where(manifest_parcels.c.parcel_id == bindparam("p"))
_last = (
    select(manifest_parcels.c.parcel_id)
    .where(
        manifest_parcels.c.manifest_id == bindparam("m"),
        manifest_parcels.c.station_id == bindparam("s"),
    )
    .order_by(manifest_parcels.c.scanned_at.desc(), manifest_parcels.c.parcel_id.desc())
    .limit(1)
)
