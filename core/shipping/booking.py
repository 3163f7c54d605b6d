"""Books shipments that the outbox holds, and records what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from core import outbox
from core.audit import record
from core.couriers.bookings import Booked, Booking, Outcome, Rejected
from core.database import Database
from core.fulfilment.models import parcels
from core.fulfilment.parcels import load_parcel, step_parcel
from core.fulfilment.states import ParcelState
from core.orders.commands import head, head_of, release, set_status
from core.orders.search import add_word
from core.orders.states import Fulfilment, OrderStatus
from core.outbox import Intent, OutboxState
from core.paper.commands import issue_label, put_job
from core.paper.documents import Document
from core.rows import AnyRow
from core.shipping.drawing_up import label_of, packing_slip_of, receipt_of, whole_order
from core.shipping.models import shipments
from core.shipping.relabelling import comes_late, replaced_by
from core.shipping.routing import Place, place_of, place_of_parcel
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import (
    Shipment,
    cancel,
    load_shipment,
    named,
    shipment_with,
    step_shipment,
)
from core.shipping.states import LIVE, ShipmentState
from core.transaction import SYSTEM, Actor, Transaction, run


def book_due(
    database: Database,
    settings: ShippingSettings,
    *,
    only: int | None = None,
    actor: Actor = SYSTEM,
) -> bool:
    """Take one due booking off the outbox and carry it out; False when there is none.

    Three steps: lease it, call the courier outside any transaction, record the outcome.
    """
    intent = run(database, actor, lambda tx: outbox.take(tx, only=only))
    if intent is None:
        return False
    outcome = _carried_out(settings, intent, run(database, actor, lambda tx: _wanted(tx, intent)))
    run(database, actor, lambda tx: _record(tx, settings, intent, _wanted(tx, intent), outcome))
    return True


def book_here(tx: Transaction, settings: ShippingSettings, intent_id: int) -> bool:
    """Carry out a booking that calls nobody outside, whole or not at all.

    In one transaction, so that no crash leaves it half done. False where it is not due any more.
    """
    intent = outbox.take(tx, only=intent_id)
    if intent is None:
        return False
    shipment = _wanted(tx, intent)
    _record(tx, settings, intent, shipment, _carried_out(settings, intent, shipment))
    return True


def _wanted(tx: Transaction, intent: Intent) -> Shipment:
    """The shipment to book, locked until the transaction ends."""
    return load_shipment(tx, intent.payload["shipment"], lock=True)


def _carried_out(settings: ShippingSettings, intent: Intent, shipment: Shipment) -> Outcome:
    """What the courier says; a waybill that is known already needs no call."""
    given = str(intent.payload.get("waybill") or "")
    if given:
        return Booked(given)
    return settings.couriers.get(shipment.courier).book(
        Booking(
            own_code=shipment.own_code,
            service=shipment.service,
            currency=shipment.currency,
            cod=shipment.cod,
            insurance=shipment.insurance,
            fee_payer=shipment.fee_payer,
            weight_g=shipment.weight_g,
            length_mm=shipment.length_mm,
            width_mm=shipment.width_mm,
            height_mm=shipment.height_mm,
            note=shipment.note,
        )
    )


def _record(
    tx: Transaction,
    settings: ShippingSettings,
    intent: Intent,
    shipment: Shipment,
    outcome: Outcome,
) -> None:
    if shipment.state is ShipmentState.CANCELLING:
        _too_late(tx, intent, shipment, outcome)
        return
    if isinstance(outcome, Booked):
        if outbox.finish(tx, intent, OutboxState.DONE):
            record_booked(tx, settings, shipment, outcome)
        return
    state = ShipmentState.REJECTED if isinstance(outcome, Rejected) else ShipmentState.UNKNOWN
    ended = OutboxState.REJECTED if isinstance(outcome, Rejected) else OutboxState.UNKNOWN
    if outbox.finish(tx, intent, ended, error=outcome.reason):
        step_shipment(tx, shipment, state)
        record(
            tx,
            f"shipment_{state.value}",
            order_id=shipment.order_id,
            parcel_id=shipment.parcel_id,
            reason=outcome.reason,
        )


def _too_late(tx: Transaction, intent: Intent, shipment: Shipment, outcome: Outcome) -> None:
    """Nobody wants it any more: it is asked back under the number that it got meanwhile."""
    if not isinstance(outcome, Booked):
        outbox.finish(tx, intent, OutboxState.REJECTED, error="shipment_cancelled")
    elif outbox.finish(tx, intent, OutboxState.DONE):
        named(tx, shipment.id, outcome.waybill)
        record(
            tx,
            "booked",
            order_id=shipment.order_id,
            parcel_id=shipment.parcel_id,
            courier=shipment.courier,
            waybill=outcome.waybill,
        )


def record_booked(
    tx: Transaction, settings: ShippingSettings, shipment: Shipment, booked: Booked
) -> None:
    """The courier took it: waybill, the parcel's one label, its papers, the order's status.

    An order that was cancelled meanwhile beats the label: the booking is taken back instead.
    """
    step_shipment(
        tx,
        shipment,
        ShipmentState.BOOKED,
        waybill=booked.waybill,
        booked_at=tx.now,
        answer=booked.answer,
    )
    booked_now = {"state": ShipmentState.BOOKED, "waybill": booked.waybill}
    shipment = shipment_with(shipment, booked_now)
    add_word(tx, shipment.order_id, shipment.waybill)
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
    _label(tx, settings, order, shipment, booked.sort_code, place, [box.id for box in boxes])
    _follow(tx, settings, order, place, boxes)


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
    sort_code: str,
    place: Place,
    boxes: Sequence[int],
) -> None:
    parcel = load_parcel(tx, shipment.parcel_id, lock=True)
    courier = settings.couriers.get(shipment.courier)
    replaces = replaced_by(tx, shipment)
    document = label_of(
        tx, settings, order, parcel, shipment, boxes, sort_code=sort_code, replaces=replaces
    )
    label = issue_label(tx, parcel.id, document, shipment_id=shipment.id, order_id=parcel.order_id)
    # Who scanned the number of a pre-printed label has proved that label already.
    if courier.needs_waybill or not settings.verify_label:
        step_parcel(tx, parcel, ParcelState.CLOSED, through=ParcelState.LABELLED)
    else:
        step_parcel(tx, parcel, ParcelState.LABELLED)
    if comes_late(tx, shipment):
        return
    printer = settings.printer_for("label", place)
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
