"""Carries out the bookings and recalls that the outbox holds; finds those left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import ColumnElement, update

from core import draining
from core.database import Database
from core.draining import TRIES, Due, Handlers, Payload, Recovery
from core.outbox import OutboxState, outbox, put_off
from core.shipping.booking import book_due, book_here, ended, finds_out
from core.shipping.fetching import Draws, Labels
from core.shipping.late_labels import Slips
from core.shipping.packers import packer_of
from core.shipping.recalling import Recalls
from core.shipping.resting import Resting
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import BOOK, LABEL, RECALL, SLIP, Shipment, load_shipment, note_down
from core.shipping.states import ShipmentState
from core.transaction import Actor, Transaction, reading, run

__all__ = ["TRIES", "Bookings", "drain", "inside", "outside"]


def drain(
    database: Database, settings: ShippingSettings, stop: Callable[[], bool] = lambda: False
) -> int:
    """Book and take back what is due, each in steps of its own; gives how many were in hand."""
    handlers: Handlers = {
        BOOK: Bookings(settings),
        RECALL: Recalls(settings),
        SLIP: Slips(settings),
    }
    return draining.drain(database, handlers, stop)


def outside(settings: ShippingSettings, draws: Draws) -> Handlers:
    """What may wait for a courier: carried out by threads that hold up nothing else."""
    return {
        BOOK: Bookings(settings),
        RECALL: Recalls(settings),
        LABEL: Labels(settings, draws),
    }


def inside(settings: ShippingSettings) -> Handlers:
    """What waits for nobody."""
    return {SLIP: Slips(settings)}


class Bookings:
    """The handler of bookings."""

    def __init__(self, settings: ShippingSettings) -> None:
        self._settings = settings
        self._resting = Resting(longest=settings.longest_rest)

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program, in the name and at the station of those who packed the parcel."""
        return packer_of(tx, payload["shipment"])

    def carry_out(self, database: Database, due: Due) -> None:
        """Withdraw it where nobody wants it any more, else book it: in one piece if possible.

        A courier that is busy with others of ours, or rests, is not asked now.
        """

        with reading(database) as tx:
            code = load_shipment(tx, due.payload["shipment"]).courier
        courier = self._settings.couriers.find(code)
        if courier is None or courier.local:
            run(database, due.actor, lambda tx: self._book_here(tx, due, code))
        elif self._resting.enter(code):
            try:
                self._ask(database, due, code)
            finally:
                self._resting.leave(code)

    def _book_here(self, tx: Transaction, due: Due, code: str) -> None:
        """In one piece; raises NotFound ``courier_unknown``."""
        if not _withdraw(tx, due.payload["shipment"]):
            self._settings.couriers.get(code)
            book_here(tx, self._settings, due.intent)

    def _ask(self, database: Database, due: Due, code: str) -> None:
        def settled(tx: Transaction) -> bool:
            left = self._resting.left(code)
            if left:
                put_off(tx, due.intent, tx.now + timedelta(seconds=left))
            return bool(left) or _withdraw(tx, due.payload["shipment"])

        if not run(database, due.actor, settled):
            done = book_due(database, self._settings, only=due.intent, actor=due.actor)
            self._resting.heard(code, done.outcome if done and done.asked else None)

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Ask again where that tells what became of it; else only a person can tell."""
        shipment = load_shipment(tx, payload["shipment"], lock=True)
        wanted = shipment.state in {ShipmentState.REQUESTED, ShipmentState.UNKNOWN}
        courier = self._settings.couriers.find(shipment.courier)
        if courier is None:
            return Recovery(again=False, error="courier_unknown")
        if shipment.asked_at is None and not courier.local:
            note_down(tx, shipment.id, asked_at=tx.now)  # it may have been asked all the same
        return Recovery(wanted and (courier.local or finds_out(courier)), "executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """The shipment is unknown, where it is still wanted."""
        shipment = load_shipment(tx, payload["shipment"], lock=True)
        if shipment.state is ShipmentState.REQUESTED:
            ended(tx, shipment, ShipmentState.UNKNOWN, error)

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """The shipment is rejected and can be created anew, unless its courier may have it."""
        shipment = load_shipment(tx, payload["shipment"], lock=True)
        lost = shipment.asked_at is None
        ended(tx, shipment, ShipmentState.REJECTED if lost else ShipmentState.UNKNOWN, error)


def _withdraw(tx: Transaction, shipment_id: int) -> bool:
    """Take a booking off the outbox whose shipment nobody wants any more; False where it stays."""
    shipment = load_shipment(tx, shipment_id, lock=True)
    if shipment.state in {ShipmentState.REQUESTED, ShipmentState.UNKNOWN}:
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
