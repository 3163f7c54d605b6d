"""Prints the papers of an order on demand: pick list, packing slip, receipt, labels again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select

from core.errors import NotFound, Refusal
from core.fulfilment.parcels import Parcel, load_parcel, of_order_parcels
from core.orders.commands import head
from core.paper.commands import queue_job, reprint
from core.paper.documents import (
    AccountPaper,
    Document,
    InvoicePaper,
    Manifest,
    PackingSlip,
    PickList,
    PurchasePaper,
    Receipt,
    load,
)
from core.paper.models import labels, print_jobs
from core.paper.queries import Job, current_label, document, jobs
from core.paper.states import ON_PAPER
from core.people.permissions import Permission, require
from core.shipping.drawing_up import packing_slip_of, pick_list_of, receipt_of, whole_order
from core.shipping.routing import place_of
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import live_shipment
from core.transaction import Transaction

_DRAWN: dict[str, Any] = {
    PickList.kind: pick_list_of,
    PackingSlip.kind: packing_slip_of,
    Receipt.kind: receipt_of,
}
KINDS = (*_DRAWN, "label")
"""What can be printed of an order."""
_RECENT = 1_000  # jobs among which an earlier copy is looked for
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def paper_of(tx: Transaction, settings: ShippingSettings, order_id: int, kind: str) -> Document:
    """A paper of an order as it would be printed now; nothing is printed.

    For a label what is stored of the newest one. Raises Refusal ``paper_unknown`` or NotFound
    ``label_none``.
    """
    order = head(tx, order_id)
    if kind == "label":
        live = (current_label(tx, parcel.id) for parcel in of_order_parcels(tx, order_id))
        found = [label for label in live if label is not None]
        if not found:
            raise NotFound("label_none", order=order.order_no)
        return load(_label_text(tx, found[-1].id))
    if kind not in _DRAWN:
        raise Refusal("paper_unknown", kind=kind, known=", ".join(KINDS))
    drawn: Document = _DRAWN[kind](tx, settings, whole_order(tx, order_id))
    return drawn


def print_paper(
    tx: Transaction,
    settings: ShippingSettings,
    order_id: int,
    kind: str,
    *,
    printer: str | None = None,
) -> Job:
    """Print one paper of an order: on `printer`, else the station's choice, else the first.

    The same paper once more is a copy and says so; one that says something else by now is new.
    Raises Refusal ``paper_unknown``, ``printer_none``, or what `reprint` raises; for a label also
    NotFound ``label_none``.
    """
    require(tx, Permission.PRINT)
    if kind == "label":
        return print_labels(tx, settings, order_id, printer=printer)[-1]
    paper = paper_of(tx, settings, order_id, kind)
    target = printer_of(tx, settings, paper.role, printer)
    for known in jobs(tx, order_id=order_id, states=ON_PAPER):
        if known.kind == kind and _same(document(tx, known.id), paper):
            return reprint(tx, known.id, target)
    return queue_job(tx, paper, target, order_id=order_id)


def print_document(
    tx: Transaction, settings: ShippingSettings, paper: Document, printer: str | None = None
) -> Job:
    """Print a paper that is of no order.

    The same manifest, purchase order, invoice or account once more is a copy and says so: somebody
    may have signed the first one, or sent it.
    """
    require(tx, Permission.PRINT)
    target = printer_of(tx, settings, paper.role, printer)
    if isinstance(paper, Manifest | PurchasePaper | InvoicePaper | AccountPaper):
        for known in jobs(tx, states=ON_PAPER, limit=_RECENT):
            if known.kind == paper.kind and _same(document(tx, known.id), paper):
                return reprint(tx, known.id, target)
    return queue_job(tx, paper, target)


def print_labels(
    tx: Transaction, settings: ShippingSettings, order_id: int, *, printer: str | None = None
) -> list[Job]:
    """Print the live labels of an order from what is stored; no courier is asked.

    One that was on paper before is a copy. Raises NotFound ``label_none`` where there is none.
    """
    order = head(tx, order_id)
    made = []
    for parcel in of_order_parcels(tx, order_id):
        label = current_label(tx, parcel.id)
        if label is None:
            continue
        earlier = [job for job in jobs(tx, parcel_id=parcel.id) if job.label_id == label.id]
        chosen = printer_of(tx, settings, "label", printer) if printer or not earlier else None
        if earlier:
            made.append(reprint(tx, earlier[0].id, chosen))
            continue
        made.append(_first_job(tx, parcel, label.id, chosen or ""))
    if not made:
        raise NotFound("label_none", order=order.order_no)
    return made


def print_waiting_label(
    tx: Transaction, settings: ShippingSettings, parcel_id: int, *, printer: str | None = None
) -> Job | None:
    """Print a parcel's live label that no printer was given yet; None where there is none."""
    label = current_label(tx, parcel_id)
    if label is None or tx.execute(_job_of_label, {"label": label.id}).first() is not None:
        return None
    shipment = live_shipment(tx, parcel_id)
    courier = settings.couriers.find(shipment.courier) if shipment else None
    if courier is None or not courier.prints_label or "label" not in settings.prints:
        return None
    parcel = load_parcel(tx, parcel_id)
    return _first_job(tx, parcel, label.id, printer or printer_of(tx, settings, "label"))


def _first_job(tx: Transaction, parcel: Parcel, label_id: int, printer: str) -> Job:
    return queue_job(
        tx,
        load(_label_text(tx, label_id)),
        printer,
        warehouse_id=parcel.warehouse_id,
        order_id=parcel.order_id,
        parcel_id=parcel.id,
        label_id=label_id,
    )


def _label_text(tx: Transaction, label_id: int) -> str:
    return str(tx.execute(select(labels.c.document).where(labels.c.id == label_id)).scalar_one())


_job_of_label = select(print_jobs.c.id).where(print_jobs.c.label_id == bindparam("label")).limit(1)


def printer_of(
    tx: Transaction,
    settings: ShippingSettings,
    role: str,
    wanted: str | None = None,
    *,
    dots: int = 0,
) -> str:
    """The printer to use: the one named, else the station's choice, else the best of the role.

    Of equals the first whose paper is `dots` wide is the best.

    Raises NotFound ``printer_unknown`` or Refusal ``printer_none``.
    """
    names = {one.name.casefold(): one.name for one in settings.printers}
    if wanted:
        if wanted.casefold() not in names:
            known = ", ".join(names.values()) or "-"
            raise NotFound("printer_unknown", printer=wanted, known=known)
        return names[wanted.casefold()]
    found = settings.printer_for(role, place_of(tx, tx.actor.station_id), dots=dots)
    if found is None:
        raise Refusal("printer_none", role=role)
    return found


def _same(one: Document, other: Document) -> bool:
    """Whether two papers say the same; when, where and by whom they were printed aside."""
    return bool(_timeless(one) == _timeless(other))


def _timeless(paper: Document) -> Any:
    known = {"printed_at": _ANY_TIME, "station": "", "operator": ""}
    fields = type(paper).__dataclass_fields__
    return replace(paper, **{name: value for name, value in known.items() if name in fields})  # type: ignore[arg-type]
