"""Labels that couriers and marketplaces made as PDF: whose parcel each is for, and printing it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from core.errors import NotFound, Refusal
from core.fulfilment.parcels import Parcel, find_parcel, load_parcel
from core.paper.commands import issue_label, queue_job, reprint
from core.paper.documents import CourierLabel
from core.paper.models import print_jobs
from core.paper.queries import Job, current_label
from core.people.permissions import Permission, require
from core.shipping.papers import printer_of
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import live_shipment, parcel_of_waybill
from core.transaction import Transaction

_RECENT = 50_000  # jobs among which a label that was printed before is looked for


A6_DOTS = 800
"""How wide couriers draw their labels, at 203 dots an inch: paper that has it, shrinks nothing."""


def print_courier_label(
    tx: Transaction,
    settings: ShippingSettings,
    label: CourierLabel,
    *,
    printer: str | None = None,
    parcel: str | None = None,
) -> Job:
    """Print a courier's label; the same one once more is a copy and says so.

    It belongs to the parcel of the waybill that one of its codes carries, or to the one named.
    Where that parcel is booked and has no label yet, it becomes its label. Raises NotFound
    ``parcel_not_found`` and ``printer_unknown``, Refusal ``printer_none`` and, where its codes
    say that it is for another parcel, ``label_of_other_parcel``.
    """
    require(tx, Permission.PRINT)
    of = parcel_of(tx, label, parcel)
    target = printer_of(tx, settings, label.role, printer, dots=A6_DOTS)
    known = _earlier(tx, label)
    if known is not None:
        return reprint(tx, known, target)
    if of is None:
        return queue_job(tx, label, target)
    shipment = live_shipment(tx, of.id)
    label = replace(label, parcel_code=of.code)
    label_id = None
    if shipment is not None and shipment.waybill:
        courier = settings.couriers.find(shipment.courier)
        name = courier.name if courier else shipment.courier
        label = replace(label, waybill=shipment.waybill, courier=name)
        if current_label(tx, of.id) is None:
            label_id = issue_label(tx, of.id, label, shipment_id=shipment.id).id
    return queue_job(
        tx,
        label,
        target,
        warehouse_id=of.warehouse_id,
        order_id=of.order_id,
        parcel_id=of.id,
        label_id=label_id,
    )


def parcel_of(tx: Transaction, label: CourierLabel, named: str | None = None) -> Parcel | None:
    """The parcel that a label is for; None where neither a code nor a name tells."""
    behind = None
    for _kind, text in label.codes:
        parcel_id = parcel_of_waybill(tx, text)
        if parcel_id is not None:
            behind = load_parcel(tx, parcel_id)
            break
    if named is None:
        return behind
    found = find_parcel(tx, named)
    if found is None:
        raise NotFound("parcel_not_found", parcel=named)
    if behind is not None and behind.id != found.id:
        raise Refusal("label_of_other_parcel", parcel=found.code, other=behind.code)
    return found


def _earlier(tx: Transaction, label: CourierLabel) -> int | None:
    """The job that printed this very page before."""
    if not label.source:
        return None
    newest = tx.execute(select(func.max(print_jobs.c.id))).scalar() or 0
    found = tx.execute(
        select(print_jobs.c.id)
        .where(
            print_jobs.c.id > newest - _RECENT,
            print_jobs.c.kind == CourierLabel.kind,
            print_jobs.c.document.contains(f'"source": "{label.source}"', autoescape=True),
        )
        .order_by(print_jobs.c.id.desc())
        .limit(1)
    ).scalar()
    return None if found is None else int(found)
