"""What the packing session asks of shipping, done with this shop's settings."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from core.fulfilment.models import parcels
from core.fulfilment.packing.ports import Completion
from core.fulfilment.parcels import Parcel, load_parcel
from core.fulfilment.states import ParcelState
from core.orders.commands import head, set_status
from core.orders.states import OrderStatus
from core.paper.commands import move_job, void_label
from core.paper.commands import reprint as reprint_job
from core.paper.models import print_jobs
from core.paper.states import JobState
from core.shipping.ahead.queries import order_of_label
from core.shipping.booked import follow_order
from core.shipping.late_labels import is_awaited, late_labels
from core.shipping.models import shipments
from core.shipping.papers import print_waiting_label
from core.shipping.relabelling import Step, is_old_label, old_labels, parcel_of_old_label
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import (
    cancel,
    cod_due,
    live_shipment,
    parcel_of_waybill,
    request,
    request_complete,
    shipment_of_parcel,
)
from core.shipping.states import ShipmentState
from core.shipping.stuck_boxes import stuck_box
from core.shipping.waybills import is_readable, is_taken
from core.transaction import Transaction


class PackingPort:
    """Shipping as the packing session sees it."""

    def __init__(self, settings: ShippingSettings) -> None:
        self._settings = settings

    def complete(self, tx: Transaction, parcel: Parcel, *, last: bool) -> Completion:
        """Plan the shipment with the defaults; request it unless its waybill must be scanned."""
        shipment, intent = request_complete(tx, self._settings, parcel, last=last)
        courier = self._settings.couriers.get(shipment.courier)
        if intent is None:
            return Completion(courier.name, needs_waybill=True)
        return Completion(
            courier.name, intent=intent if courier.local else None, late=not courier.local
        )

    def accept_waybill(self, tx: Transaction, parcel_id: int, waybill: str) -> str | int:
        """Book the shipment under the number of the pre-printed label."""
        if not is_readable(waybill):
            return "waybill_unreadable"
        if is_taken(tx, waybill):
            return "waybill_taken"
        return request(tx, shipment_of_parcel(tx, parcel_id), waybill=waybill)

    def waits_for_waybill(self, tx: Transaction, order_id: int) -> int | None:
        """A parcel that is complete while its shipment is still a draft."""
        found = tx.execute(_waiting, {"o": order_id}).scalar()
        return None if found is None else int(found)

    def void(self, tx: Transaction, parcel_id: int) -> None:
        """Cancel the shipment, void the label, take the order's status back."""
        shipment = live_shipment(tx, parcel_id)
        if shipment is not None:
            cancel(tx, shipment)
        void_label(tx, parcel_id, "undone")
        order = head(tx, load_parcel(tx, parcel_id).order_id)
        if order.status is OrderStatus.SHIPPING:
            set_status(tx, order, OrderStatus.PROCESSING)

    def complete_order(self, tx: Transaction, order_id: int) -> None:
        """Set the order's status and print its papers where all its parcels are booked."""
        follow_order(tx, self._settings, order_id)

    def is_owed(self, tx: Transaction, order_id: int) -> bool:
        """Whether some of the order's COD is on no parcel."""
        return cod_due(tx, order_id) > 0

    def reprint(self, tx: Transaction, parcel_id: int, printer: str | None) -> int | None:
        """One more copy of the label from what is stored.

        A label that still waits for another printer than the chosen one moves there instead.
        """
        names = [one.name for one in self._settings.printers]
        chosen = printer if printer in names else None
        first = print_waiting_label(tx, self._settings, parcel_id, printer=chosen)
        if first is not None:
            return first.copy
        job = tx.execute(
            select(print_jobs.c.id, print_jobs.c.state, print_jobs.c.printer, print_jobs.c.copy)
            .where(print_jobs.c.parcel_id == parcel_id, print_jobs.c.label_id.is_not(None))
            .order_by(print_jobs.c.id.desc())
            .limit(1)
        ).first()
        if job is None:
            return None
        if job.state == JobState.QUEUED and chosen not in {None, job.printer}:
            return move_job(tx, job.id, chosen or "").copy
        return reprint_job(tx, job.id, chosen).copy

    def print_waiting(self, tx: Transaction, parcel_id: int) -> bool:
        """Print the label of a box that came anew, where that is what it waits for."""
        parcel = load_parcel(tx, parcel_id)
        if parcel_id not in self.boxes_waiting(tx, parcel.order_id):
            return False
        return print_waiting_label(tx, self._settings, parcel_id) is not None

    def boxes_waiting(self, tx: Transaction, order_id: int) -> list[int]:
        """Parcels of an order whose new label prints once somebody has the box in hand."""
        waiting = old_labels(tx, self._settings, order_ids=[order_id])
        anew = [one.parcel_id for one in waiting if one.step is Step.SCAN]
        return anew + [one for one in late_labels(tx, order_id) if one not in anew]

    def label_comes(self, tx: Transaction, parcel_id: int) -> bool:
        """Whether a courier is still asked for the label of a box."""
        return is_awaited(tx, parcel_id)

    def not_booked(self, tx: Transaction, parcel_id: int) -> Mapping[str, object] | None:
        """Why a packed box stays unless a person does something."""
        box = stuck_box(tx, self._settings, parcel_id)
        if box is None:
            return None
        return {"courier": box.courier, "refused": box.is_refused, "reason": box.reason}

    def order_of_label(self, tx: Transaction, waybill: str) -> int | None:
        """The order whose label was printed ahead of packing."""
        return order_of_label(tx, waybill)

    def parcel_of_old_label(self, tx: Transaction, waybill: str) -> int | None:
        """The parcel in the house that an earlier label was made for."""
        return parcel_of_old_label(tx, waybill)

    def is_old_label(self, tx: Transaction, parcel_id: int, waybill: str) -> bool:
        """Whether an edit made this waybill of a parcel void."""
        return is_old_label(tx, parcel_id, waybill)

    def parcel_of_waybill(self, tx: Transaction, waybill: str) -> int | None:
        """The parcel that carries a waybill number."""
        return parcel_of_waybill(tx, waybill)


_waiting = (
    select(parcels.c.id)
    .join(shipments, shipments.c.parcel_id == parcels.c.id)
    .where(
        parcels.c.order_id == bindparam("o"),
        parcels.c.state == ParcelState.COMPLETE.value,
        shipments.c.state == ShipmentState.DRAFT.value,
    )
    .order_by(parcels.c.number)
    .limit(1)
)
