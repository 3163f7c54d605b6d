"""Parcels scanned out to a courier: each goes onto the open manifest of its courier, or is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.barcodes import Kind, read
from core.errors import Refusal
from core.fulfilment.parcels import Parcel, find_parcel, load_parcel
from core.fulfilment.states import ParcelState
from core.numbering import draw
from core.orders.commands import head
from core.orders.states import Fulfilment
from core.people.permissions import Permission, require
from core.shipping.handing_over import hand_over_parcel, parcel_by_code
from core.shipping.handover.models import manifest_parcels, manifests
from core.shipping.handover.queries import KeptManifest, manifest, open_manifest
from core.shipping.models import shipments
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import Shipment, live_shipment, load_shipment
from core.shipping.states import VAIN, ShipmentState
from core.text import clean
from core.transaction import Transaction
from core.upsert import Upsert


class Out(StrEnum):
    """What became of a parcel that was scanned out."""

    TAKEN = "taken"
    ADDED = "added"
    """It counted as gone without a manifest: now it is on one."""
    AGAIN = "again"
    """It is on a manifest already: nothing happens twice."""
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    HELD = "held"
    OLD_LABEL = "old_label"
    """The number of a label that counts no more."""
    OTHER_COURIER = "other_courier"
    ELSEWHERE = "elsewhere"
    """It was packed in another warehouse."""
    GONE = "gone"
    """It left before, and is not with its courier any more."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """The answer to one scan; only what was *taken* or *added* changed anything."""

    out: Out
    code: str
    parcel: str = ""
    order_no: str = ""
    courier: str = ""
    """Whose parcel it is, by its code."""
    manifest: KeptManifest | None = None
    """The manifest that the parcel is on, or that is in hand."""


def begin(
    tx: Transaction, settings: ShippingSettings, warehouse_id: int, courier: str
) -> KeptManifest:
    """The open manifest of a courier in a warehouse, made on first need.

    Raises NotFound ``courier_unknown``.
    """
    require(tx, Permission.HAND_OVER)
    return _opened(tx, warehouse_id, settings.couriers.get(courier).code)


def _opened(tx: Transaction, warehouse_id: int, code: str) -> KeptManifest:
    found = open_manifest(tx, warehouse_id, code)
    if found is None:
        row = {
            "number": f"HO-{draw(tx, 'manifest'):06d}",
            "warehouse_id": warehouse_id,
            "courier": code,
            "state": "open",
            "opened_at": tx.now,
            "opened_by": tx.actor.operator_id,
        }
        tx.execute(_open(tx), row)  # two tables at once: the later one finds what the other made
        found = open_manifest(tx, warehouse_id, code)
        if found is None:
            raise Refusal("manifest_busy", courier=code)
    return found


def scan_out(
    tx: Transaction,
    warehouse_id: int,
    code: str,
    in_hand: int | None = None,
) -> Scanned:
    """Hand one parcel to its courier by a parcel code or waybill number, and say what came of it.

    With a manifest `in_hand` only parcels of its courier are taken. Raises what
    `hand_over_parcel` raises for a box that is not ready: ``hand_over_not_ready`` and
    ``hand_over_unlabelled``.
    """
    require(tx, Permission.HAND_OVER)
    wanted, parcel, shipment = _meant(tx, code)
    held = manifest(tx, in_hand) if in_hand is not None else None
    if held is not None and held.state != "open":
        held = None
    if parcel is None:
        return Scanned(Out.UNKNOWN, wanted, manifest=held)
    order = head(tx, parcel.order_id)
    courier = shipment.courier if shipment else ""

    def said(out: Out, on: KeptManifest | None = None) -> Scanned:
        return Scanned(out, wanted, parcel.code, order.order_no, courier, on or held)

    known = tx.execute(_on, {"p": parcel.id}).scalar()
    if known is not None:
        return said(Out.AGAIN, manifest(tx, int(known)))
    if order.fulfilment is Fulfilment.CANCELLED:
        return said(Out.CANCELLED)
    if order.fulfilment is Fulfilment.HELD:
        return said(Out.HELD)
    gone = parcel.state is ParcelState.HANDED_OVER
    if gone and (shipment is None or shipment.state not in _WITH_COURIER):
        return said(Out.GONE)
    if parcel.warehouse_id != warehouse_id:
        return said(Out.ELSEWHERE)
    if shipment is None:
        raise Refusal("hand_over_unlabelled", parcel=parcel.code)
    if shipment.state in VAIN:
        return said(Out.OLD_LABEL)
    if held is not None and held.courier != shipment.courier:
        return said(Out.OTHER_COURIER)
    if gone:  # as its courier told of it before the driver was here
        return said(Out.ADDED, _put_on(tx, parcel, shipment))
    hand_over_parcel(tx, parcel.id)
    return said(Out.TAKEN, _put_on(tx, parcel, shipment))


def hand_out(tx: Transaction, code: str) -> Parcel:
    """Hand one parcel over by its code, whoever its courier is, and put it onto the manifest.

    Raises NotFound ``parcel_not_found`` and what `hand_over_parcel` raises.
    """
    parcel = parcel_by_code(tx, code)
    shipment = live_shipment(tx, parcel.id)
    done = hand_over_parcel(tx, parcel.id)
    if shipment is not None:
        _put_on(tx, parcel, shipment)
    return done


def _put_on(tx: Transaction, parcel: Parcel, shipment: Shipment) -> KeptManifest:
    """Write a parcel onto the open manifest of its courier."""
    onto = kept_open(tx, _opened(tx, parcel.warehouse_id, shipment.courier))
    tx.execute(
        _put,
        {
            "manifest_id": onto.id,
            "parcel_id": parcel.id,
            "shipment_id": shipment.id,
            "scanned_at": tx.now,
            "operator_id": tx.actor.operator_id,
            "station_id": tx.actor.station_id,
        },
    )
    return manifest(tx, onto.id)


def kept_open(tx: Transaction, found: KeptManifest) -> KeptManifest:
    """A manifest that nobody closes meanwhile; raises Refusal ``manifest_busy``."""
    touched = tx.execute(_touch, {"m": found.id})
    if touched.rowcount != 1:
        raise Refusal("manifest_busy", courier=found.courier)
    return found


def _meant(tx: Transaction, code: str) -> tuple[str, Parcel | None, Shipment | None]:
    """The parcel of a code, and the shipment whose number it is, also where that counts no more."""
    scanned = read(code)
    wanted = clean(scanned.value if scanned.kind is Kind.PARCEL else code, 80)
    parcel = find_parcel(tx, wanted)
    if parcel is not None:
        newest = tx.execute(_newest, {"p": parcel.id}).scalar()
        return wanted, parcel, None if newest is None else load_shipment(tx, int(newest))
    row: Any = tx.execute(_by_waybill, {"w": wanted}).first() if wanted else None
    if row is None:
        return wanted, None, None
    return wanted, load_parcel(tx, row.parcel_id), load_shipment(tx, row.id)


_WITH_COURIER = frozenset({ShipmentState.IN_TRANSIT, ShipmentState.FAILED, ShipmentState.DELIVERED})
_vain = sorted(state.value for state in VAIN)
_newest = (
    select(shipments.c.id)
    .where(shipments.c.parcel_id == bindparam("p"))
    .order_by(shipments.c.attempt.desc())
    .limit(1)
)
_by_waybill = (
    select(shipments.c.id, shipments.c.parcel_id)
    .where(shipments.c.waybill == bindparam("w"))
    .order_by(shipments.c.state.in_(_vain), shipments.c.id.desc())
    .limit(1)
)
_on = select(manifest_parcels.c.manifest_id).where(manifest_parcels.c.parcel_id == bindparam("p"))
_open = Upsert(lambda insert_: insert_(manifests).on_conflict_do_nothing())
_put = insert(manifest_parcels)
_touch = (
    update(manifests)
    .where(manifests.c.id == bindparam("m"), manifests.c.state == "open")
    .values(state="open")
)
