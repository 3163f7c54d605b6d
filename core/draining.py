"""Carries out what the outbox holds: handlers are registered by the kind of row, each for its own.

A row that breaks off before anybody outside was asked is tried again, ever later; one whose
executor vanished while it was in flight is recovered in the way of its kind.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Row, or_, select, update

from core.database import Database
from core.errors import DatabaseRefusal, KemasError
from core.outbox import OutboxState, back_off, outbox
from core.tables import db_now_ms
from core.transaction import SYSTEM, Actor, Transaction, reading, run

logger = logging.getLogger(__name__)
TRIES = 10
"""How often a row is tried before a person has to look."""
_MOST = 50  # in one round

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Due:
    """One row to carry out now, on behalf of those who wanted it."""

    intent: int
    kind: str
    payload: Payload
    actor: Actor


@dataclass(frozen=True, slots=True)
class Recovery:
    """What becomes of a row whose executor vanished: once more, or a person has to tell."""

    again: bool
    error: str


class Handler(Protocol):
    """What is done with the rows of one kind."""

    def actor(self, tx: Transaction, payload: Payload) -> Actor:
        """In whose name it is done."""

    def carry_out(self, database: Database, due: Due) -> None:
        """Do it, each step in a transaction of its own and nothing outside within one."""

    def recovered(self, tx: Transaction, payload: Payload, attempts: int) -> Recovery:
        """What is to become of it after its executor vanished; locks what it is about."""

    def left_unknown(self, tx: Transaction, payload: Payload, error: str) -> None:
        """Nobody knows what became of it: say so where people look."""

    def given_up(self, tx: Transaction, payload: Payload, error: str) -> None:
        """It broke off too often and is not tried any more."""


Handlers = Mapping[str, Handler]
"""By the kind of outbox row."""


def drain(database: Database, handlers: Handlers, stop: Callable[[], bool] = lambda: False) -> int:
    """Carry out what is due, each in steps of its own; gives how many were taken in hand.

    One that breaks off is tried again, ever later; after that a person has to look.
    """
    with reading(database) as tx:
        lost = _abandoned(tx, handlers)
        waiting = due(tx, handlers)
    for row in lost:
        try:
            run(database, SYSTEM, partial(_recover, handler=handlers[row.kind], row=row))
        except DatabaseRefusal:
            raise
        except Exception:  # the others must not wait for this one
            logger.exception("outbox row %s is not recovered", row.id)
    done = 0
    for one in waiting:
        if stop():
            break
        handler = handlers[one.kind]
        try:
            handler.carry_out(database, one)
        except DatabaseRefusal:
            raise
        except Exception as error:
            logger.exception("outbox row %s is not done", one.intent)
            code = error.code if isinstance(error, KemasError) else type(error).__name__
            put_off = partial(_put_off, handler=handler, intent=one.intent, error=code)
            run(database, SYSTEM, put_off)
        done += 1
    return done


def due(tx: Transaction, handlers: Handlers) -> list[Due]:
    """Rows of these kinds that wait and may be tried now, the oldest first; only reads."""
    rows = tx.execute(
        select(outbox.c.id, outbox.c.kind, outbox.c.payload)
        .where(
            outbox.c.kind.in_(sorted(handlers)),
            outbox.c.state == OutboxState.PENDING,
            outbox.c.next_at <= tx.now,
        )
        .order_by(outbox.c.next_at, outbox.c.id)
        .limit(_MOST)
    ).all()
    return [
        Due(row.id, row.kind, row.payload, handlers[row.kind].actor(tx, row.payload))
        for row in rows
    ]


def _put_off(tx: Transaction, *, handler: Handler, intent: int, error: str) -> None:
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
        handler.given_up(tx, row.payload, error)
    tx.execute(update(outbox).where(outbox.c.id == intent).values(**values))


def _abandoned(tx: Transaction, handlers: Handlers) -> list[Row[Any]]:
    """Rows whose executor vanished while somebody outside was being asked."""
    gone = (outbox.c.state == OutboxState.IN_FLIGHT) & (outbox.c.lease_until_ms < db_now_ms())
    marked = (outbox.c.state == OutboxState.UNKNOWN) & (outbox.c.error == "executor_vanished")
    rows = tx.execute(
        select(
            outbox.c.id,
            outbox.c.kind,
            outbox.c.payload,
            outbox.c.state,
            outbox.c.fence,
            outbox.c.attempts,
        )
        .where(outbox.c.kind.in_(sorted(handlers)), or_(gone, marked))
        .limit(_MOST)
    )
    return list(rows)


def _recover(tx: Transaction, *, handler: Handler, row: Row[Any]) -> None:
    """Once more where that is safe, else only a person can tell."""
    found = handler.recovered(tx, row.payload, row.attempts)
    values: dict[str, Any] = {"state": OutboxState.UNKNOWN, "error": found.error}
    if found.again:
        values = {"state": OutboxState.PENDING, "next_at": tx.now + back_off(row.attempts)}
    mine = (outbox.c.id == row.id, outbox.c.state == row.state, outbox.c.fence == row.fence)
    done = tx.execute(
        update(outbox).where(*mine).values(fence=outbox.c.fence + 1, **values)
    )  # whoever had it in hand has it no longer
    if done.rowcount == 1 and not found.again:
        handler.left_unknown(tx, row.payload, found.error)
