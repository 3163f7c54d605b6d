"""Couriers that can be told what to do with a parcel they could not deliver: once more, or back.

The wish is written down first and the courier is asked after the commit, once: nobody repeats it
where no answer came. What it says is in the order's history; a refusal puts the parcel back on
the list of those that somebody has to look at.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import bindparam, case, update

from core import outbox
from core.audit import record
from core.couriers.base import Can
from core.couriers.bookings import Cancelled, Recall, Rejected, Sent, Unknown
from core.couriers.registry import Couriers
from core.database import Database
from core.draining import Due, Payload, Recovery
from core.errors import DatabaseRefusal, Refusal
from core.outbox import Intent, OutboxState
from core.people.permissions import Permission, require
from core.returns.coming_back import bring_back
from core.shipping.asking import sent_of
from core.shipping.packers import packer_of
from core.shipping.shipments import Shipment, load_shipment
from core.shipping.tracking.models import tracks
from core.shipping.tracking.states import Problem
from core.shipping.tracking.steps import ATTEMPT, BACK, sent_shipment, write_down
from core.shipping.tracking.taking_in import track_of
from core.text import clean
from core.transaction import SYSTEM, Actor, Transaction, run

TURN = "shipment.turn"
"""The outbox kind of a wish for a parcel on its way."""


class Wish(StrEnum):
    """What a courier is told to do."""

    AGAIN = "again"
    BACK = "back"


_CAN = {Wish.AGAIN: Can.REDELIVER, Wish.BACK: Can.TURN_BACK}


def takes(couriers: Couriers, courier: str, wish: Wish) -> bool:
    """Whether a courier can be told this by a call; else people tell it."""
    found = couriers.find(courier)
    return found is not None and _CAN[wish] in found.can


def ask_turn(
    tx: Transaction,
    parcel_id: int,
    wish: Wish,
    note: str = "",
    days: int = 1,
    promised_on: date | None = None,
) -> int:
    """Have a courier told what to do with a parcel; gives the outbox row.

    The parcel is off the list for so many days, unless the courier refuses. Raises what
    `write_down` raises.
    """
    if wish is Wish.BACK:
        require(tx, Permission.RETURN_REGISTER)
    shipment = sent_shipment(tx, parcel_id)
    step = ATTEMPT if wish is Wish.AGAIN else BACK
    write_down(tx, parcel_id, step, note=note, days=days, promised_on=promised_on)
    payload = {"shipment": shipment.id, "wish": wish.value, "note": clean(note, 200)}
    key = f"{TURN}:{shipment.id}:{wish.value}:{tx.now:%y%m%d%H%M%S%f}"
    return outbox.put(tx, TURN, key, payload)


def turn_due(
    database: Database, couriers: Couriers, *, only: int | None = None, actor: Actor = SYSTEM
) -> Recall | None:
    """Tell a courier what one row wants; None where there is none, or another has it in hand.

    Three steps: lease it, ask the courier outside any transaction, record what it said.
    """
    intent = run(database, actor, lambda tx: outbox.take(tx, only=only))
    if intent is None:
        return None
    shipment, sent = run(database, actor, lambda tx: _drawn_up(tx, intent.payload))
    said = _said(couriers, shipment, sent, Wish(intent.payload["wish"]))
    run(database, actor, lambda tx: _record(tx, intent, said))
    return said


class Turns:
    """The handler of wishes."""

    def __init__(self, couriers: Couriers) -> None:
        self._couriers = couriers

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """The program, in the name and at the station of those who packed the parcel."""
        return packer_of(tx, payload["shipment"])

    def carry_out(self, database: Database, due: Due) -> None:
        """Tell the courier."""
        turn_due(database, self._couriers, only=due.intent, actor=due.actor)

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """Never once more: it may have been told."""
        return Recovery(again=False, error="executor_gone")

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """Somebody has to look at the courier's."""
        _back_on_list(tx, payload, Unknown(error))

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It was not told: somebody has to."""
        _back_on_list(tx, payload, Rejected(error))


def _drawn_up(tx: Transaction, payload: Payload) -> tuple[Shipment, Sent]:
    shipment = load_shipment(tx, payload["shipment"])
    return shipment, sent_of(tx, shipment)


def _said(couriers: Couriers, shipment: Shipment, sent: Sent, wish: Wish) -> Recall:
    courier = couriers.find(shipment.courier)
    if courier is None or _CAN[wish] not in courier.can:
        return Rejected("courier_not_offered")
    return courier.redeliver(sent) if wish is Wish.AGAIN else courier.turn_back(sent)


def _record(tx: Transaction, intent: Intent, said: Recall) -> None:
    match said:
        case Cancelled():
            if outbox.finish(tx, intent, OutboxState.DONE):
                _agreed(tx, intent.payload)
        case Rejected(reason=reason):
            if outbox.finish(tx, intent, OutboxState.REJECTED, error=reason):
                _back_on_list(tx, intent.payload, said)
        case Unknown(reason=reason):
            if outbox.finish(tx, intent, OutboxState.UNKNOWN, error=reason):
                _back_on_list(tx, intent.payload, said)


def _agreed(tx: Transaction, payload: Payload) -> None:
    """The courier will do it; what comes back is announced as a return."""
    shipment = load_shipment(tx, payload["shipment"])
    _tell(tx, shipment, "turn_agreed", payload)
    if payload["wish"] != Wish.BACK:
        return
    try:
        with tx.connection.begin_nested():
            bring_back(tx, shipment.parcel_id, payload["note"])
    except DatabaseRefusal:
        raise
    except Refusal as refusal:  # such as a return that is announced already
        _tell(tx, shipment, "turn_unannounced", payload, reason=refusal.code)


def _back_on_list(tx: Transaction, payload: Payload, said: Rejected | Unknown) -> None:
    shipment = load_shipment(tx, payload["shipment"])
    kind = "turn_refused" if isinstance(said, Rejected) else "turn_unknown"
    _tell(tx, shipment, kind, payload, reason=said.reason)
    tx.execute(track_of(tx), {"shipment_id": shipment.id})
    tx.execute(_listed, {"s": shipment.id, "why": clean(said.reason, 300)})


def _tell(tx: Transaction, shipment: Shipment, kind: str, payload: Payload, **more: str) -> None:
    record(
        tx,
        kind,
        order_id=shipment.order_id,
        parcel_id=shipment.parcel_id,
        courier=shipment.courier,
        wish=payload["wish"],
        **more,
    )


_listed = (
    update(tracks)
    .where(tracks.c.shipment_id == bindparam("s"))
    .values(
        rests_until=None,
        why=bindparam("why"),
        problem=case((tracks.c.problem == "", Problem.AGAINST.value), else_=tracks.c.problem),
    )
)
