"""A manifest is signed: who took over what and when is kept, and printed the same again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.clock import local
from core.errors import Refusal
from core.paper.documents import Consignment, Manifest, dump, load
from core.paper.queries import Job
from core.people.permissions import Permission, require
from core.shipping.handover.models import manifests
from core.shipping.handover.queries import KeptManifest, manifest, scanned_on
from core.shipping.papers import print_document
from core.shipping.settings import ShippingSettings
from core.text import clean
from core.trail.sealing import head
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Signature:
    """Who took the parcels over; only the name is needed."""

    signed_by: str
    driver: str = ""
    vehicle: str = ""


def close(
    tx: Transaction, settings: ShippingSettings, manifest_id: int, signature: Signature
) -> KeptManifest:
    """Close a manifest with the name of who signed it; its paper is kept as it is now.

    Raises Refusal ``manifest_unsigned``, ``manifest_nothing`` for one without a parcel, and
    ``manifest_closed`` for one that is closed already.
    """
    require(tx, Permission.HAND_OVER)
    found = manifest(tx, manifest_id)
    signed_by = clean(signature.signed_by, 80)
    if found.state != "open":
        raise Refusal("manifest_closed", manifest=found.number)
    if not found.parcels:
        raise Refusal("manifest_nothing", manifest=found.number)
    if not signed_by:
        raise Refusal("manifest_unsigned", manifest=found.number)
    values = {
        "m": manifest_id,
        "driver": clean(signature.driver, 80) or signed_by,
        "vehicle": clean(signature.vehicle, 40),
        "signed_by": signed_by,
        "closed_at": tx.now,
        "closed_on": local(tx.now, settings.zone).date(),
        "closed_by": tx.actor.operator_id,
    }
    # First closed, then drawn: what another table scans meanwhile waits, or is on it.
    if tx.execute(_close, values).rowcount != 1:
        raise Refusal("manifest_closed", manifest=found.number)
    found = manifest(tx, manifest_id)
    tx.execute(_keep, {"m": manifest_id, "paper": dump(_drawn(tx, settings, found))})
    record(
        tx, "manifest_closed", manifest=found.number, courier=found.courier, parcels=found.parcels
    )
    return found


def paper_of(tx: Transaction, settings: ShippingSettings, manifest_id: int) -> Manifest:
    """The paper of a manifest: as it was signed, or as it stands while it is open.

    Raises NotFound ``manifest_unknown``, Refusal ``manifest_nothing``.
    """
    found = manifest(tx, manifest_id)
    kept = str(tx.execute(_paper, {"m": manifest_id}).scalar_one())
    if not kept:
        if not found.parcels:
            raise Refusal("manifest_nothing", manifest=found.number)
        return _drawn(tx, settings, found)
    paper = load(kept)
    assert isinstance(paper, Manifest)  # noqa: S101 - written by `close` alone
    return paper


def print_manifest(
    tx: Transaction, settings: ShippingSettings, manifest_id: int, printer: str | None = None
) -> Job:
    """Print a manifest; the same once more is a copy and says so."""
    return print_document(tx, settings, paper_of(tx, settings, manifest_id), printer)


def _drawn(tx: Transaction, settings: ShippingSettings, found: KeptManifest) -> Manifest:
    courier = settings.couriers.find(found.courier)
    day = local(found.closed_at or tx.now, settings.zone)
    return Manifest(
        language=settings.language,
        zone=settings.zone,
        shop=settings.sender,
        courier=courier.name if courier else found.courier,
        day=f"{day:%d/%m/%Y}",
        parcels=tuple(
            Consignment(
                waybill=one.waybill,
                order_no=one.order_no,
                parcel_code=one.parcel,
                city=one.city,
                currency=one.currency,
                cod=one.cod,
                weight_g=one.weight_g,
                handed_over=True,
            )
            for one in scanned_on(tx, found.id)
        ),
        printed_at=tx.now,
        station=tx.actor.station,
        operator=tx.actor.name,
        number=found.number,
        driver=" · ".join(part for part in (found.driver, found.vehicle) if part),
        signed_by=found.signed_by,
        taken_at=f"{day:%d/%m/%Y %H:%M}" if found.closed_at else "",
        seal=head(tx),
    )


_close = (
    update(manifests)
    .where(manifests.c.id == bindparam("m"), manifests.c.state == "open")
    .values(
        state="closed",
        driver=bindparam("driver"),
        vehicle=bindparam("vehicle"),
        signed_by=bindparam("signed_by"),
        closed_at=bindparam("closed_at"),
        closed_on=bindparam("closed_on"),
        closed_by=bindparam("closed_by"),
    )
)
_keep = (
    update(manifests).where(manifests.c.id == bindparam("m")).values(document=bindparam("paper"))
)
_paper = select(manifests.c.document).where(manifests.c.id == bindparam("m"))
