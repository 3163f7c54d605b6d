"""Carries out what the outbox holds: bookings that are due, and those whose executor vanished."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, update

from core.audit import record
from core.database import Database
from core.errors import DatabaseRefusal, KemasError
from core.fulfilment.models import parcels
from core.outbox import OutboxState, back_off, outbox
from core.people.models import operators, stations
from core.shipping.booking import book_due, book_here
from core.shipping.models import shipments
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import BOOK, Shipment, load_shipment, step_shipment
from core.shipping.states import ShipmentState
from core.tables import db_now_ms
from core.transaction import SYSTEM, Actor, Transaction, reading, run

logger = logging.getLogger(__name__)
TRIES = 10
"""How often a booking is tried before a person has to look."""
_MOST = 50  # in one round


@dataclass(frozen=True, slots=True)
class Due:
    """One booking to carry out now, on behalf of those who packed the parcel."""

    intent: int
    shipment: int
    actor: Actor


def due(tx: Transaction) -> list[Due]:
    """Bookings that wait and may be tried now, the oldest first; only reads."""
    rows = tx.execute(
        select(outbox.c.id, outbox.c.payload)
        .where(
            outbox.c.kind == BOOK,
            outbox.c.state == OutboxState.PENDING,
            outbox.c.next_at <= tx.now,
        )
        .order_by(outbox.c.next_at, outbox.c.id)
        .limit(_MOST)
    ).all()
    return [
        Due(row.id, row.payload["shipment"], _on_behalf_of(tx, row.payload["shipment"]))
        for row in rows
    ]


def drain(
    database: Database, settings: ShippingSettings, stop: Callable[[], bool] = lambda: False
) -> int:
    """Book what is due, each in steps of its own; gives how many were taken in hand.

    One that breaks off is tried again, ever later; after that a person has to look.
    """
    with reading(database) as tx:
        lost = _abandoned(tx)
        waiting = due(tx)
    for row in lost:
        try:
            run(database, SYSTEM, partial(_recover, settings=settings, row=row))
        except DatabaseRefusal:
            raise
        except Exception:  # the others must not wait for this one
            logger.exception("outbox row %s is not recovered", row.id)
    done = 0
    for one in waiting:
        if stop():
            break
        try:
            _book(database, settings, one)
        except DatabaseRefusal:
            raise
        except Exception as error:
            logger.exception("outbox row %s is not done", one.intent)
            code = error.code if isinstance(error, KemasError) else type(error).__name__
            run(database, SYSTEM, partial(_put_off, intent=one.intent, error=code))
        done += 1
    return done


def _book(database: Database, settings: ShippingSettings, one: Due) -> None:
    """Withdraw it where nobody wants it any more, else book it: here in one piece if possible."""

    def here(tx: Transaction) -> bool:
        if _withdraw(tx, one.shipment):
            return True
        courier = settings.couriers.get(load_shipment(tx, one.shipment).courier)
        if courier.local:
            book_here(tx, settings, one.intent)
        return courier.local

    if not run(database, one.actor, here):
        book_due(database, settings, only=one.intent, actor=one.actor)


def _on_behalf_of(tx: Transaction, shipment_id: int) -> Actor:
    """The program, in the name and at the station of those who packed the parcel."""
    row = tx.execute(
        select(operators.c.id, operators.c.name, stations.c.id.label("at"), stations.c.name)
        .select_from(shipments)
        .join(parcels, parcels.c.id == shipments.c.parcel_id)
        .join(operators, operators.c.id == parcels.c.operator_id)
        .join(stations, stations.c.id == parcels.c.station_id)
        .where(shipments.c.id == shipment_id)
    ).first()
    if row is None:
        return SYSTEM
    operator_id, name, station_id, station = row
    return Actor(
        operator_id=operator_id,
        name=name,
        station_id=station_id,
        station=station,
        is_system=True,
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


def _put_off(tx: Transaction, *, intent: int, error: str) -> None:
    """It broke off before anybody outside was asked: later once more, or never again."""
    row = tx.execute(
        select(outbox.c.payload, outbox.c.attempts)
        .where(outbox.c.id == intent, outbox.c.state == OutboxState.PENDING)
        .with_for_update()
    ).first()
    if row is None:
        return
    tries = row.attempts + 1
    values: dict[str, Any] = {
        "attempts": tries,
        "error": error,
        "next_at": tx.now + back_off(tries),
    }
    if tries >= TRIES:
        values |= {"state": OutboxState.REJECTED, "done_at": tx.now}
        shipment = load_shipment(tx, row.payload["shipment"], lock=True)
        step_shipment(tx, shipment, ShipmentState.REJECTED)
        record(
            tx,
            "shipment_rejected",
            order_id=shipment.order_id,
            parcel_id=shipment.parcel_id,
            reason=error,
        )
    tx.execute(update(outbox).where(outbox.c.id == intent).values(**values))


def _abandoned(tx: Transaction) -> list[Row[Any]]:
    """Bookings whose executor vanished while the courier was being asked."""
    gone = (outbox.c.state == OutboxState.IN_FLIGHT) & (outbox.c.lease_until_ms < db_now_ms())
    marked = (outbox.c.state == OutboxState.UNKNOWN) & (outbox.c.error == "executor_vanished")
    rows = tx.execute(
        select(outbox.c.id, outbox.c.payload, outbox.c.state, outbox.c.fence, outbox.c.attempts)
        .where(outbox.c.kind == BOOK, or_(gone, marked))
        .limit(_MOST)
    )
    return list(rows)


def _recover(tx: Transaction, *, settings: ShippingSettings, row: Row[Any]) -> None:
    """Ask again where the courier never books a key twice; else only a person can tell."""
    shipment = load_shipment(tx, row.payload["shipment"], lock=True)
    wanted = shipment.state is ShipmentState.REQUESTED
    courier = settings.couriers.find(shipment.courier)
    safe = courier is not None and courier.repeat_is_safe and row.attempts < TRIES
    error = "courier_unknown" if courier is None else "executor_gone"
    values: dict[str, Any] = {"state": OutboxState.UNKNOWN, "error": error}
    if wanted and safe:
        values = {"state": OutboxState.PENDING, "next_at": tx.now + back_off(row.attempts)}
    mine = (outbox.c.id == row.id, outbox.c.state == row.state, outbox.c.fence == row.fence)
    done = tx.execute(
        update(outbox).where(*mine).values(fence=outbox.c.fence + 1, **values)
    )  # whoever had it in hand has it no longer
    if done.rowcount == 1 and wanted and not safe:
        step_shipment(tx, shipment, ShipmentState.UNKNOWN)
        record(
            tx,
            "shipment_unknown",
            order_id=shipment.order_id,
            parcel_id=shipment.parcel_id,
            reason=error,
        )
