"""Bookings that nobody wants any more: their couriers are asked to forget them, and what they say.

A courier that refuses, or of which nobody knows what it did, leaves the shipment *cancelling*: a
person asks once more, or tells it by hand and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select

from core import outbox
from core.audit import record
from core.couriers.bookings import Cancelled, Recall, Rejected, Sent, Unknown
from core.database import Database
from core.draining import TRIES, Due, Payload, Recovery
from core.errors import NotFound, Refusal
from core.fulfilment.parcels import Parcel
from core.outbox import Intent, Known, OutboxState
from core.people.permissions import Permission, require
from core.shipping.asking import sent_of
from core.shipping.models import shipments
from core.shipping.packers import packer_of
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import (
    BOOK,
    Shipment,
    ask_back,
    load_shipment,
    recall_key,
    step_shipment,
)
from core.shipping.states import ShipmentState
from core.transaction import SYSTEM, Actor, Transaction, run

_MOST = 20
"""How often one courier is asked to forget one booking, each time because a person wants it."""
_WAIT = timedelta(seconds=2)
"""Until a booking that is being made has its answer."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """How it stands with a courier that is to forget a booking."""

    state: OutboxState
    """*rejected*: it refused; *unknown*: nobody knows what it did; else it will be asked."""
    reason: str
    """In the courier's words, or why nobody knows."""

    @property
    def needs_person(self) -> bool:
        """Whether nothing happens any more unless a person does something."""
        return self.state in {OutboxState.REJECTED, OutboxState.UNKNOWN}


def recall_of(tx: Transaction, own_code: str, state: ShipmentState) -> Recalled | None:
    """How it stands with the courier of a shipment that is being cancelled; else None."""
    known = _last(tx, own_code) if state is ShipmentState.CANCELLING else None
    return Recalled(known.state, known.error) if known is not None else None


def recall_due(
    database: Database,
    settings: ShippingSettings,
    *,
    only: int | None = None,
    actor: Actor = SYSTEM,
) -> bool:
    """Take one due recall off the outbox and carry it out; False when there is none.

    Three steps: lease it, ask the courier outside any transaction, record what it said.
    """
    intent = run(database, actor, lambda tx: outbox.take(tx, only=only))
    if intent is None:
        return False
    said = _asked(settings, *run(database, actor, lambda tx: _drawn_up(tx, intent.payload)))
    run(database, actor, lambda tx: _record(tx, intent, _wanted(tx, intent.payload), said))
    return True


class Recalls:
    """The handler of recalls."""

    def __init__(self, settings: ShippingSettings) -> None:
        self._settings = settings

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program, in the name and at the station of those who packed the parcel."""
        return packer_of(tx, payload["shipment"])

    def carry_out(self, database: Database, due: Due) -> None:
        """Ask the courier, once the booking itself has its answer."""

        def still_asked(tx: Transaction) -> bool:
            shipment = _wanted(tx, due.payload)
            booking = outbox.latest(tx, [f"{BOOK}:{shipment.own_code}"])
            if booking is None or booking.state is not OutboxState.IN_FLIGHT:
                return False
            outbox.put_off(tx, due.intent, tx.now + _WAIT)
            return True

        if not run(database, due.actor, still_asked):
            recall_due(database, self._settings, only=due.intent, actor=due.actor)

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Ask again where that takes back nothing else; else only a person can tell."""
        shipment = _wanted(tx, payload)
        courier = self._settings.couriers.find(shipment.courier)
        safe = courier is not None and courier.repeat_is_safe and attempts < TRIES
        error = "courier_unknown" if courier is None else "executor_gone"
        return Recovery(safe and shipment.state is ShipmentState.CANCELLING, error)

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """Nobody knows what the courier did: the order says so."""
        _tell(tx, _wanted(tx, payload), "recall_unknown", error)

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It broke off too often: the order says so."""
        _tell(tx, _wanted(tx, payload), "recall_refused", error)


def ask_again(tx: Transaction, parcel: Parcel) -> None:
    """Ask the couriers once more to forget what was booked of a parcel and is not wanted.

    One that waits for its turn is asked at once. Raises NotFound ``shipment_none`` where nothing
    is being cancelled, Refusal ``recall_asked`` while a courier is being asked.
    """
    require(tx, Permission.SHIPMENT_CANCEL)
    for shipment in _open(tx, parcel):
        known = _last(tx, shipment.own_code)
        if known is not None and known.state is OutboxState.PENDING:
            outbox.hurry(tx, known.id)
            continue
        _settle(tx, parcel, shipment, known)
        times = int(known.payload.get("times", 1)) + 1 if known is not None else 1
        if times > _MOST:
            raise Refusal("recall_too_often", parcel=parcel.code, courier=shipment.courier)
        ask_back(tx, shipment, times)


def told_by_hand(tx: Transaction, parcel: Parcel) -> None:
    """A person saw to it that the couriers forgot what was booked of a parcel and is not wanted.

    Raises NotFound ``shipment_none`` and Refusal ``recall_asked`` as `ask_again` does.
    """
    require(tx, Permission.SHIPMENT_CANCEL)
    for shipment in _open(tx, parcel):
        known = _last(tx, shipment.own_code)
        if known is not None and known.state is OutboxState.PENDING:
            outbox.withdraw(tx, known.id, "by_hand")
        else:
            _settle(tx, parcel, shipment, known)
        _forgotten(tx, shipment, by_hand=True)


def waiting_recalls(tx: Transaction, parcel_id: int) -> list[int]:
    """The outbox rows of recalls of a parcel that wait for their turn."""
    found = tx.execute(_cancelling, {"p": parcel_id}).scalars().all()
    known = [_last(tx, load_shipment(tx, one).own_code) for one in found]
    return [one.id for one in known if one is not None and one.state is OutboxState.PENDING]


def _drawn_up(tx: Transaction, payload: Payload) -> tuple[Shipment, Sent]:
    shipment = _wanted(tx, payload)
    return shipment, sent_of(tx, shipment)


def _asked(settings: ShippingSettings, shipment: Shipment, sent: Sent) -> Recall:
    if shipment.state is not ShipmentState.CANCELLING:
        return Cancelled()  # a person was faster
    courier = settings.couriers.find(shipment.courier)
    if courier is None:
        return Unknown("courier_unknown")
    return courier.recall(sent)


def _record(tx: Transaction, intent: Intent, shipment: Shipment, said: Recall) -> None:
    match said:
        case Cancelled():
            if outbox.finish(tx, intent, OutboxState.DONE):
                _forgotten(tx, shipment)
        case Rejected(reason=reason):
            if outbox.finish(tx, intent, OutboxState.REJECTED, error=reason):
                _tell(tx, shipment, "recall_refused", reason)
        case Unknown(reason=reason):
            if outbox.finish(tx, intent, OutboxState.UNKNOWN, error=reason):
                _tell(tx, shipment, "recall_unknown", reason)


def _forgotten(tx: Transaction, shipment: Shipment, *, by_hand: bool = False) -> None:
    """The courier will not carry it: the shipment is over, and what is left of its booking."""
    if shipment.state is not ShipmentState.CANCELLING:
        return
    outbox.give_up(tx, f"{BOOK}:{shipment.own_code}", "shipment_cancelled")
    step_shipment(tx, shipment, ShipmentState.CANCELLED)
    record(
        tx,
        "shipment_cancelled",
        order_id=shipment.order_id,
        parcel_id=shipment.parcel_id,
        waybill=shipment.waybill,
        by_hand=by_hand,
    )


def _tell(tx: Transaction, shipment: Shipment, kind: str, reason: str) -> None:
    about = {"order_id": shipment.order_id, "parcel_id": shipment.parcel_id}
    record(tx, kind, **about, courier=shipment.courier, reason=reason)


def _settle(tx: Transaction, parcel: Parcel, shipment: Shipment, known: Known | None) -> None:
    """End a try of which nobody knows; raises Refusal while the courier is being asked."""
    if known is None:
        return
    if known.state is OutboxState.IN_FLIGHT:
        raise Refusal("recall_asked", parcel=parcel.code, courier=shipment.courier)
    if known.state is OutboxState.UNKNOWN:
        outbox.resolve(tx, known.id, OutboxState.REJECTED, error=known.error)


def _open(tx: Transaction, parcel: Parcel) -> list[Shipment]:
    """Shipments of a parcel that are being cancelled, locked."""
    found = tx.execute(_cancelling, {"p": parcel.id}).scalars().all()
    if not found:
        raise NotFound("shipment_none", parcel=parcel.code)
    return [load_shipment(tx, one, lock=True) for one in found]


def _wanted(tx: Transaction, payload: Payload) -> Shipment:
    """The shipment to take back, locked until the transaction ends."""
    return load_shipment(tx, payload["shipment"], lock=True)


def _last(tx: Transaction, own_code: str) -> Known | None:
    return outbox.latest(tx, [recall_key(own_code, times) for times in range(1, _MOST + 1)])


_cancelling = (
    select(shipments.c.id)
    .where(
        shipments.c.parcel_id == bindparam("p"),
        shipments.c.state == ShipmentState.CANCELLING.value,
    )
    .order_by(shipments.c.id)
)
