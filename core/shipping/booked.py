"""What follows once a courier took a parcel: its label, its papers, the status of its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select

from core import outbox
from core.audit import record
from core.couriers.base import Can, Courier
from core.couriers.bookings import Booked
from core.fulfilment.models import parcels
from core.fulfilment.parcels import Parcel, load_parcel, step_parcel
from core.fulfilment.states import ParcelState
from core.orders.commands import head, head_of, release, set_status
from core.orders.search import add_word
from core.orders.states import Fulfilment, OrderStatus
from core.paper.commands import issue_label, put_job, tie_job
from core.paper.documents import CourierLabel, Document, Label
from core.rows import AnyRow
from core.shipping.ahead.commands import taken_over
from core.shipping.drawing_up import label_of, packing_slip_of, receipt_of, whole_order
from core.shipping.late_labels import is_in_hand
from core.shipping.models import shipments
from core.shipping.relabelling import comes_late, replaced_by
from core.shipping.routing import Place, place_of, place_of_parcel
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import LABEL, Shipment, cancel, shipment_with, step_shipment
from core.shipping.states import LIVE, ShipmentState
from core.shipping.tracking.promising import promise
from core.text import clean, inert
from core.transaction import Transaction


def said_of(booked: Booked) -> dict[str, Any]:
    """What a courier said when it took a parcel, as it is kept."""
    return {
        "reference": clean(booked.reference, 80),
        "sort_code": clean(booked.sort_code, 80),
        "tracking_url": clean(booked.tracking_url, 500),
        "fee": booked.fee,
        "answer": inert(booked.answer),
    }


def record_booked(
    tx: Transaction,
    settings: ShippingSettings,
    shipment: Shipment,
    booked: Booked,
    *,
    on_scan: bool = False,
) -> None:
    """The courier took it: waybill, the parcel's one label, its papers, the order's status.

    With `on_scan` the label prints when the box is scanned: nobody has it in hand. An order that
    was cancelled meanwhile beats the label: the booking is taken back instead.
    """
    said = said_of(booked)
    step_shipment(
        tx,
        shipment,
        ShipmentState.BOOKED,
        waybill=booked.waybill,
        booked_at=shipment.booked_at or tx.now,
        charged_g=_charged_g(settings.couriers.find(shipment.courier), shipment),
        **said,
    )
    booked_now = {"state": ShipmentState.BOOKED, "waybill": booked.waybill}
    booked_now |= {name: said[name] for name in ("reference", "sort_code")}
    shipment = shipment_with(shipment, booked_now)
    add_word(tx, shipment.order_id, shipment.waybill)
    promise(tx, shipment, booked)
    record(
        tx,
        "booked",
        order_id=shipment.order_id,
        parcel_id=shipment.parcel_id,
        courier=shipment.courier,
        waybill=shipment.waybill,
    )
    order = whole_order(tx, shipment.order_id, lock=True)
    if order.fulfilment == Fulfilment.CANCELLED:
        cancel(tx, shipment)
        return
    place = place_of_parcel(tx, shipment.parcel_id)
    boxes = tx.execute(_boxes, {"o": order.id}).all()
    courier = settings.couriers.get(shipment.courier)
    if Can.LABEL in courier.can:
        outbox.put(tx, LABEL, f"{LABEL}:{shipment.own_code}", {"shipment": shipment.id})
    else:
        ids = [box.id for box in boxes]
        _label(tx, settings, order, shipment, place, ids, on_scan=on_scan)
    _follow(tx, settings, order, place, boxes)


def _charged_g(courier: Courier | None, shipment: Shipment) -> int:
    """The weight that its courier charges: that of the scales or of the size."""
    if courier is None or courier.local:
        return shipment.weight_g
    sizes = (shipment.length_mm, shipment.width_mm, shipment.height_mm)
    return courier.limits.charged_g(shipment.weight_g, *sizes)


def label_of_ours(tx: Transaction, settings: ShippingSettings, shipment: Shipment) -> None:
    """The label that Kemas draws, where the courier draws none."""
    order = whole_order(tx, shipment.order_id, lock=True)
    place = place_of_parcel(tx, shipment.parcel_id)
    boxes = [box.id for box in tx.execute(_boxes, {"o": order.id})]
    _label(tx, settings, order, shipment, place, boxes)


def label_by_courier(
    tx: Transaction,
    settings: ShippingSettings,
    shipment: Shipment,
    label: CourierLabel,
    printer: str | None,
) -> None:
    """The label that the courier drew becomes the parcel's one label.

    Where it was printed ahead of packing, that paper is the one: no other comes out.
    """
    parcel = load_parcel(tx, shipment.parcel_id, lock=True)
    document = replace(label, parcel_code=parcel.code)
    job = taken_over(tx, shipment.order_id, shipment.reference)
    _issue(tx, settings, shipment, parcel, document, printer, printed=job)


def follow_order(tx: Transaction, settings: ShippingSettings, order_id: int) -> None:
    """An order that is packed and whose parcels all have a waybill: its status and its papers."""
    place = place_of(tx, tx.actor.station_id)
    order = whole_order(tx, order_id, lock=True)
    _follow(tx, settings, order, place, tx.execute(_boxes, {"o": order_id}).all())


def release_held(tx: Transaction, settings: ShippingSettings, order_id: int) -> Fulfilment:
    """End a hold; gives where the goods stand then.

    What was booked while the order was held counts now: nobody else brings its status after it.
    """
    then = release(tx, order_id)
    if then is Fulfilment.PACKED and head(tx, order_id).status is OrderStatus.PROCESSING:
        follow_order(tx, settings, order_id)
    return then


def _follow(
    tx: Transaction,
    settings: ShippingSettings,
    order: Any,
    place: Place,
    boxes: Sequence[AnyRow],
) -> None:
    if order.fulfilment == Fulfilment.PACKED and not any(box.unsent for box in boxes):
        set_status(tx, head_of(order), OrderStatus.SHIPPING)
        _order_papers(tx, settings, order, place)


def _label(
    tx: Transaction,
    settings: ShippingSettings,
    order: Any,
    shipment: Shipment,
    place: Place,
    boxes: Sequence[int],
    *,
    on_scan: bool = False,
) -> None:
    parcel = load_parcel(tx, shipment.parcel_id, lock=True)
    replaces, sort_code = replaced_by(tx, shipment), shipment.sort_code
    document = label_of(
        tx, settings, order, parcel, shipment, boxes, sort_code=sort_code, replaces=replaces
    )
    printer = settings.printer_for("label", place)
    _issue(tx, settings, shipment, parcel, document, printer, on_scan=on_scan)


def _issue(
    tx: Transaction,
    settings: ShippingSettings,
    shipment: Shipment,
    parcel: Parcel,
    document: Label | CourierLabel,
    printer: str | None,
    *,
    on_scan: bool = False,
    printed: int | None = None,
) -> None:
    """The parcel's one label is written down, and prints where somebody has the box in hand."""
    courier = settings.couriers.get(shipment.courier)
    label = issue_label(tx, parcel.id, document, shipment_id=shipment.id, order_id=parcel.order_id)
    # Who scanned the number of a pre-printed label has proved that label already.
    if courier.needs_waybill or not settings.verify_label:
        step_parcel(tx, parcel, ParcelState.CLOSED, through=ParcelState.LABELLED)
    else:
        step_parcel(tx, parcel, ParcelState.LABELLED)
    if printed is not None:
        tie_job(tx, printed, parcel_id=parcel.id, label_id=label.id)
        return
    if on_scan or comes_late(tx, shipment) or not is_in_hand(tx, shipment):
        return
    if courier.prints_label and "label" in settings.prints and printer is not None:
        put_job(
            tx,
            document,
            printer,
            warehouse_id=parcel.warehouse_id,
            order_id=parcel.order_id,
            parcel_id=parcel.id,
            label_id=label.id,
        )


def _order_papers(tx: Transaction, settings: ShippingSettings, order: Any, place: Place) -> None:
    """Receipt and packing slip, where the shop wants them and has a printer for them."""
    papers: list[Document] = []
    if "receipt" in settings.prints:
        papers.append(receipt_of(tx, settings, order))
    if "packing_slip" in settings.prints:
        papers.append(packing_slip_of(tx, settings, order))
    for paper in papers:
        printer = settings.printer_for(paper.role, place)
        if printer is not None:
            put_job(tx, paper, printer, order_id=order.id)


_boxes = (
    select(parcels.c.id, shipments.c.id.is_(None).label("unsent"))
    .outerjoin(
        shipments,
        (shipments.c.parcel_id == parcels.c.id)
        & shipments.c.state.in_(sorted(state.value for state in LIVE))
        & (shipments.c.waybill != ""),
    )
    .where(
        parcels.c.order_id == bindparam("o"),
        parcels.c.state != ParcelState.VOID.value,
    )
    .order_by(parcels.c.number)
)
"""An order's parcels by number, and whether they have no waybill yet."""
