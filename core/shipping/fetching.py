"""Labels that couriers draw: asked for once a parcel is booked, checked, and printed as they are.

Where a courier draws none, or none that can be printed, the parcel gets a label of Kemas's own.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Protocol

from core import outbox
from core.audit import record
from core.couriers.bookings import Paper, Sent, Unknown
from core.couriers.quotes import NotOffered
from core.database import Database
from core.draining import Due, Payload, Recovery
from core.errors import Refusal
from core.outbox import Intent, OutboxState
from core.paper.documents import CourierLabel
from core.shipping.asking import sent_of
from core.shipping.booked import label_by_courier, label_of_ours
from core.shipping.courier_labels import A6_DOTS
from core.shipping.packers import packer_of
from core.shipping.routing import place_of_parcel
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import Shipment, load_shipment, parcel_of_waybill
from core.shipping.states import ShipmentState
from core.transaction import Actor, Transaction, run

logger = logging.getLogger(__name__)
_TRIES = 5
"""How often a courier is asked for a label that it does not give; 15 seconds in all."""
_LEASE_MS = 60_000


class Draws(Protocol):
    """What makes a label of a courier's paper, as it would come out of a printer."""

    def __call__(self, data: bytes, printer: str | None) -> CourierLabel:
        """Raises Refusal where it cannot be printed."""


@dataclass(frozen=True, slots=True)
class _Asked:
    intent: Intent
    shipment: Shipment
    sent: Sent
    printer: str | None


class Labels:
    """The handler of couriers' own labels."""

    def __init__(self, settings: ShippingSettings, draws: Draws) -> None:
        self._settings = settings
        self._draws = draws

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program, in the name and at the station of those who packed the parcel."""
        return packer_of(tx, payload["shipment"])

    def carry_out(self, database: Database, due: Due) -> None:
        """Ask for it, look at it, and only then write it down, each outside of the others."""
        asked = run(database, due.actor, lambda tx: self._take(tx, due))
        if asked is None:
            return
        label = self._label(asked)
        run(database, due.actor, lambda tx: self._record(tx, asked, label))

    def _take(self, tx: Transaction, due: Due) -> _Asked | None:
        intent = outbox.take(tx, only=due.intent)
        if intent is None:
            return None
        shipment = load_shipment(tx, due.payload["shipment"], lock=True)
        if shipment.state is not ShipmentState.BOOKED:
            outbox.finish(tx, intent, OutboxState.REJECTED, error=f"shipment_{shipment.state}")
            return None
        patience = self._settings.couriers.patience.get(shipment.courier, 0) * 1000
        outbox.hold(tx, intent, _LEASE_MS + 2 * patience)
        place = place_of_parcel(tx, shipment.parcel_id)
        printer = self._settings.printer_for(CourierLabel.role, place, dots=A6_DOTS)
        return _Asked(intent, shipment, sent_of(tx, shipment), printer)

    def _label(self, asked: _Asked) -> CourierLabel | NotOffered | Unknown | Refusal:
        courier = self._settings.couriers.get(asked.shipment.courier)
        said = courier.label(asked.sent)
        if not isinstance(said, Paper):
            return said
        try:
            label = self._draws(said.data, asked.printer)
        except Refusal as refusal:
            code, own = refusal.code, asked.shipment.own_code
            logger.warning("label of %s by %s cannot be printed: %s", own, courier.code, code)
            return refusal
        return replace(label, courier=courier.name, waybill=asked.shipment.waybill)

    def _record(
        self, tx: Transaction, asked: _Asked, label: CourierLabel | NotOffered | Unknown | Refusal
    ) -> None:
        shipment = load_shipment(tx, asked.shipment.id, lock=True)
        courier = self._settings.couriers.get(shipment.courier)
        patient = courier.own_label_only or asked.intent.attempts < _TRIES
        again = isinstance(label, Unknown) and patient
        at = tx.now + outbox.back_off(asked.intent.attempts) if again else None
        error = label.reason if isinstance(label, Unknown) else ""
        done = outbox.finish(tx, asked.intent, OutboxState.DONE, error=error, again_at=at)
        if not done or again or shipment.state is not ShipmentState.BOOKED:
            return
        if isinstance(label, CourierLabel) and not _is_of_another(tx, shipment, label):
            label_by_courier(tx, self._settings, shipment, label, asked.printer)
        elif courier.own_label_only:
            record(
                tx,
                "label_refused",
                order_id=shipment.order_id,
                parcel_id=shipment.parcel_id,
                courier=shipment.courier,
            )
        else:
            label_of_ours(tx, self._settings, shipment)

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Asking for a label changes nothing."""
        return Recovery(again=True, error="executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It is always asked again."""

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """The parcel goes out with a label of ours."""
        shipment = load_shipment(tx, payload["shipment"], lock=True)
        courier = self._settings.couriers.find(shipment.courier)
        if courier is not None and courier.own_label_only:
            return
        if shipment.state is ShipmentState.BOOKED:
            label_of_ours(tx, self._settings, shipment)


def _is_of_another(tx: Transaction, shipment: Shipment, label: CourierLabel) -> bool:
    """Whether a code on it is the waybill number of another parcel: it must not come out here."""
    for _kind, text in label.codes:
        parcel = parcel_of_waybill(tx, text)
        if parcel not in {None, shipment.parcel_id}:
            logger.error("label of %s is that of another parcel: %s", shipment.own_code, text)
            return True
    return False
