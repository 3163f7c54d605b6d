"""Books shipments that the outbox holds, and records what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core import outbox
from core.audit import record
from core.clock import now
from core.couriers.base import Can, Courier
from core.couriers.bookings import (
    Absent,
    Booked,
    Booking,
    Later,
    Outcome,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.limits import beyond
from core.couriers.quotes import Destination, NotOffered, ToQuote, Why
from core.couriers.troubles import Trouble, because
from core.database import Database
from core.money import Money, show
from core.outbox import Intent, OutboxState
from core.shipping.asking import booking_of, known_here, sent_of
from core.shipping.booked import record_booked, said_of
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import Shipment, load_shipment, note_down, step_shipment
from core.shipping.states import ShipmentState
from core.transaction import SYSTEM, Actor, Transaction, run

_AT_LEAST_MS = 60_000
"""How long whoever takes a booking in hand has for it."""
_CALLS = 3
"""How many questions to its courier one booking may take: to sign in, to look, to book."""
_PATIENCE = timedelta(hours=6)
"""So long the program itself asks a courier what became of a booking; then a person has to."""
_SETTLING = timedelta(seconds=60)
"""So long a courier may still be busy with what it was asked, though it cannot find it yet."""
_LOOK_AGAIN = timedelta(seconds=10)
"""So long what only a person can say is waited for until it is looked at again."""
_WANTED = frozenset({ShipmentState.REQUESTED, ShipmentState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class _Task:
    """A booking in hand: what its courier is asked, or what is known without asking it."""

    intent: Intent
    shipment: Shipment
    """As it was when it was taken: what was in doubt then is looked up first."""
    ask: tuple[Booking, Sent] | Outcome


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a booking, and whether its courier was asked for that."""

    outcome: Outcome
    asked: bool


def book_due(
    database: Database,
    settings: ShippingSettings,
    *,
    only: int | None = None,
    actor: Actor = SYSTEM,
) -> Done | None:
    """Take one due booking off the outbox and carry it out; None when there is none.

    Three steps: lease it, call the courier outside any transaction, record the outcome.
    """
    task = run(database, actor, lambda tx: _take(tx, settings, only))
    if task is None:
        return None
    outcome = _carried_out(settings, task)
    run(database, actor, lambda tx: _record(tx, settings, task, outcome))
    return Done(outcome, isinstance(task.ask, tuple))


def book_here(tx: Transaction, settings: ShippingSettings, intent_id: int) -> bool:
    """Carry out a booking that calls nobody outside, whole or not at all.

    In one transaction, so that no crash leaves it half done. False where it is not due any more.
    """
    task = _take(tx, settings, intent_id)
    if task is None:
        return False
    _follow_up(tx, settings, task, task.shipment, _carried_out(settings, task))
    return True


def finds_out(courier: Courier) -> bool:
    """Whether the program can find out by itself what became of a booking."""
    return courier.repeat_is_safe or Can.FIND in courier.can


def _take(tx: Transaction, settings: ShippingSettings, only: int | None) -> _Task | None:
    """Lease a booking and draw up what its courier is asked.

    That it may have been asked stands in the same transaction: nobody books blindly after that.
    """
    intent = outbox.take(tx, only=only)
    if intent is None:
        return None
    shipment = load_shipment(tx, intent.payload["shipment"], lock=True)
    given = str(intent.payload.get("waybill") or "")
    if given:
        return _Task(intent, shipment, Booked(given))
    if shipment.state not in _WANTED:
        return _Task(intent, shipment, Rejected(f"shipment_{shipment.state.value}"))
    courier = settings.couriers.get(shipment.courier)
    if courier.local:
        return _Task(intent, shipment, courier.book(known_here(shipment)))
    booking = booking_of(tx, settings, shipment)
    if not isinstance(booking, Booking):
        doubt = shipment.asked_at is not None and isinstance(booking, Rejected)
        return _Task(intent, shipment, Unknown(booking.reason) if doubt else booking)
    too_much = None if shipment.asked_at else beyond(courier, _measured(booking))
    if too_much is not None:
        return _Task(intent, shipment, Rejected(_why(too_much)))
    patience = settings.couriers.patience.get(shipment.courier, 0) * 1000
    outbox.hold(tx, intent, _AT_LEAST_MS + _CALLS * patience)
    if shipment.asked_at is None:
        note_down(tx, shipment.id, asked_at=tx.now)
    return _Task(intent, shipment, (booking, sent_of(tx, shipment)))


def _measured(booking: Booking) -> ToQuote:
    """A parcel as its courier's limits are held against it."""
    return ToQuote(
        to=Destination(),
        currency=booking.currency,
        weight_g=booking.weight_g,
        cod=booking.cod,
        insurance=booking.insurance,
        length_mm=booking.length_mm,
        width_mm=booking.width_mm,
        height_mm=booking.height_mm,
    )


_TOO_MUCH = {
    Why.TOO_HEAVY: Trouble.WEIGHT,
    Why.TOO_BIG: Trouble.WEIGHT,
    Why.NO_COD: Trouble.COD,
    Why.TOO_MUCH_COD: Trouble.COD,
    Why.NO_INSURANCE: Trouble.INSURANCE,
    Why.TOO_MUCH_INSURED: Trouble.INSURANCE,
}


def _why(refused: NotOffered) -> str:
    """Why a courier would not take a parcel, as it is kept."""
    said = refused.params
    words = ""
    if "max_g" in said:
        words = f"> {said['max_g']} g"
    elif "max_mm" in said:
        words = f"> {int(str(said['max_mm'])) / 10:g} cm"
    elif "most" in said:
        words = f"> {show(Money(int(str(said['most'])), str(said['currency'])), 'en')}"
    return because(_TOO_MUCH.get(refused.why, Trouble.REFUSED), words)


def _carried_out(settings: ShippingSettings, task: _Task) -> Outcome:
    """What the courier says; outside of any transaction."""
    if not isinstance(task.ask, tuple):
        return task.ask
    booking, sent = task.ask
    courier = settings.couriers.get(task.shipment.courier)
    if task.shipment.asked_at is None:
        return courier.book(booking)
    return _found_out(courier, task.shipment, booking, sent)


def _found_out(courier: Courier, shipment: Shipment, booking: Booking, sent: Sent) -> Outcome:
    """What became of a booking that the courier may have: looked up, else safely repeated."""
    if Can.FIND in courier.can:
        took_it = shipment.booked_at is not None
        found = courier.named(sent) if took_it else courier.find(booking.own_code)
        if not isinstance(found, Absent):
            return found
        if (not took_it and courier.repeat_is_safe) or _is_settled(shipment):
            return courier.book(booking)
        return Unknown("not_found_yet")
    if not courier.repeat_is_safe:
        return Unknown("number_missing" if shipment.booked_at else "executor_gone")
    said = courier.book(booking)
    if isinstance(said, Rejected):  # of this try alone: the one before may have been taken
        return Unknown(said.reason)
    return said


def _is_settled(shipment: Shipment) -> bool:
    """Whether what the courier was asked is over there too, whatever became of it."""
    return shipment.asked_at is not None and now() - shipment.asked_at > _SETTLING


def _record(tx: Transaction, settings: ShippingSettings, task: _Task, outcome: Outcome) -> None:
    """In a transaction of its own: the shipment is looked at again."""
    _follow_up(tx, settings, task, load_shipment(tx, task.shipment.id, lock=True), outcome)


def _follow_up(
    tx: Transaction,
    settings: ShippingSettings,
    task: _Task,
    shipment: Shipment,
    outcome: Outcome,
) -> None:
    intent = task.intent
    if shipment.state not in _WANTED:
        _too_late(tx, intent, shipment, outcome)
        return
    match outcome:
        case Booked(waybill=""):
            _number_comes(tx, settings, task, shipment, outcome)
        case Booked():
            if outbox.finish(tx, intent, OutboxState.DONE):
                record_booked(tx, settings, shipment, outcome)
        case Later(reason=reason, seconds=seconds):
            wait = outbox.back_off(intent.attempts)
            if not isinstance(task.ask, tuple):
                wait = min(wait, _LOOK_AGAIN)
            at = tx.now + max(wait, timedelta(seconds=seconds))
            kept = outbox.finish(tx, intent, OutboxState.PENDING, error=reason, again_at=at)
            if kept and task.shipment.asked_at is None:
                note_down(tx, shipment.id, asked_at=None)  # it certainly has not got it
        case Rejected(reason=reason):
            if outbox.finish(tx, intent, OutboxState.REJECTED, error=reason):
                ended(tx, shipment, ShipmentState.REJECTED, reason)
        case Unknown(reason=reason):
            courier = settings.couriers.find(shipment.courier)
            if courier is not None and finds_out(courier) and _is_patient(tx, shipment):
                at = tx.now + outbox.back_off(intent.attempts)
                outbox.finish(tx, intent, OutboxState.PENDING, error=reason, again_at=at)
            elif outbox.finish(tx, intent, OutboxState.UNKNOWN, error=reason):
                ended(tx, shipment, ShipmentState.UNKNOWN, reason)


def _is_patient(tx: Transaction, shipment: Shipment) -> bool:
    """Whether the program itself goes on asking what became of a booking."""
    asked = shipment.booked_at or shipment.asked_at or tx.now
    return tx.now - asked < _PATIENCE


def _number_comes(
    tx: Transaction,
    settings: ShippingSettings,
    task: _Task,
    shipment: Shipment,
    booked: Booked,
) -> None:
    """The courier took it and gives its number later: it is asked for by our own code."""
    if not _is_patient(tx, shipment):
        if outbox.finish(tx, task.intent, OutboxState.UNKNOWN, error="number_missing"):
            ended(tx, shipment, ShipmentState.UNKNOWN, "number_missing")
        return
    at = tx.now + outbox.back_off(task.intent.attempts)
    if not outbox.finish(tx, task.intent, OutboxState.PENDING, error="number_later", again_at=at):
        return
    note_down(tx, shipment.id, booked_at=shipment.booked_at or tx.now, **said_of(booked))


def ended(tx: Transaction, shipment: Shipment, state: ShipmentState, reason: str) -> None:
    """A booking came to nothing, or nobody knows to what; the order says why."""
    if shipment.state is state:
        return
    step_shipment(tx, shipment, state)
    record(
        tx,
        f"shipment_{state.value}",
        order_id=shipment.order_id,
        parcel_id=shipment.parcel_id,
        reason=reason,
    )


def _too_late(tx: Transaction, intent: Intent, shipment: Shipment, outcome: Outcome) -> None:
    """Nobody wants it any more: it is asked back under the number that it got meanwhile."""
    if not isinstance(outcome, Booked):
        outbox.finish(tx, intent, OutboxState.REJECTED, error="shipment_cancelled")
    elif outbox.finish(tx, intent, OutboxState.DONE):
        note_down(tx, shipment.id, waybill=outcome.waybill, **said_of(outcome))
        record(
            tx,
            "booked",
            order_id=shipment.order_id,
            parcel_id=shipment.parcel_id,
            courier=shipment.courier,
            waybill=outcome.waybill,
        )
