"""Carries out the bookings and recalls that the outbox holds; finds those left behind."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, update

from core import draining
from core.audit import record
from core.database import Database
from core.draining import TRIES, Due, Handlers, Payload, Recovery
from core.outbox import OutboxState, outbox
from core.shipping.booking import book_due, book_here
from core.shipping.packers import packer_of
from core.shipping.recalling import Recalls
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import BOOK, RECALL, Shipment, load_shipment, step_shipment
from core.shipping.states import ShipmentState
from core.transaction import Actor, Transaction, run

__all__ = ["TRIES", "Bookings", "drain"]


def drain(
    database: Database, settings: ShippingSettings, stop: Callable[[], bool] = lambda: False
) -> int:
    """Book and take back what is due, each in steps of its own; gives how many were in hand."""
    handlers: Handlers = {BOOK: Bookings(settings), RECALL: Recalls(settings)}
    return draining.drain(database, handlers, stop)


class Bookings:
    """The handler of bookings."""

    def __init__(self, settings: ShippingSettings) -> None:
        self._settings = settings

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program, in the name and at the station of those who packed the parcel."""
        return packer_of(tx, payload["shipment"])

    def carry_out(self, database: Database, due: Due) -> None:
        """Withdraw it where nobody wants it any more, else book it: in one piece if possible."""

        def here(tx: Transaction) -> bool:
            if _withdraw(tx, due.payload["shipment"]):
                return True
            shipment = load_shipment(tx, due.payload["shipment"])
            courier = self._settings.couriers.get(shipment.courier)
            if courier.local:
                book_here(tx, self._settings, due.intent)
            return courier.local

        if not run(database, due.actor, here):
            book_due(database, self._settings, only=due.intent, actor=due.actor)

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Ask again where the courier never books a key twice; else only a person can tell."""
        shipment = load_shipment(tx, payload["shipment"], lock=True)
        wanted = shipment.state is ShipmentState.REQUESTED
        courier = self._settings.couriers.find(shipment.courier)
        safe = courier is not None and courier.repeat_is_safe and attempts < TRIES
        error = "courier_unknown" if courier is None else "executor_gone"
        return Recovery(wanted and safe, error)

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """The shipment is unknown, where it is still wanted."""
        shipment = load_shipment(tx, payload["shipment"], lock=True)
        if shipment.state is ShipmentState.REQUESTED:
            _ended(tx, shipment, ShipmentState.UNKNOWN, error)

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """The shipment is rejected: it can be created anew."""
        shipment = load_shipment(tx, payload["shipment"], lock=True)
        _ended(tx, shipment, ShipmentState.REJECTED, error)


def _ended(tx: Transaction, shipment: Shipment, state: ShipmentState, error: str) -> None:
    step_shipment(tx, shipment, state)
    record(
        tx,
        f"shipment_{state.value}",
        order_id=shipment.order_id,
        parcel_id=shipment.parcel_id,
        reason=error,
    )


def _withdraw(tx: Transaction, shipment_id: int) -> bool:
    """Take a booking off the outbox whose shipment nobody wants any more; False where it stays."""
    shipment = load_shipment(tx, shipment_id, lock=True)
    if shipment.state is ShipmentState.REQUESTED:
        return False
    tx.execute(
        update(outbox)
        .where(_of(shipment), outbox.c.state == OutboxState.PENDING)
        .values(
            state=OutboxState.REJECTED, error=f"shipment_{shipment.state.value}", done_at=tx.now
        )
    )
    return True


def _of(shipment: Shipment) -> ColumnElement[bool]:
    return outbox.c.key == f"{BOOK}:{shipment.own_code}"
