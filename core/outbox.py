"""What must still happen outside: rows written with the decision, executed after the commit.

Each row has a key of ours, made before the first try. *unknown* is a state of its own: it is
resolved by asking the other side, never by a blind second try.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from core.lifecycle import check_step
from core.tables import BigId, Json, Moment, db_now_ms, metadata, one_of
from core.transaction import Transaction


class OutboxState(StrEnum):
    """Where an intent stands."""

    PENDING = "pending"
    IN_FLIGHT = "in_flight"
    DONE = "done"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


_O = OutboxState
OUTBOX_STEPS = frozenset(
    {
        (_O.PENDING, _O.IN_FLIGHT),
        (_O.IN_FLIGHT, _O.PENDING),  # it did not go out: tried again later
        (_O.IN_FLIGHT, _O.DONE),
        (_O.IN_FLIGHT, _O.REJECTED),
        (_O.IN_FLIGHT, _O.UNKNOWN),
        (_O.UNKNOWN, _O.PENDING),  # the other side never saw it, or takes the same key twice
        (_O.UNKNOWN, _O.DONE),
        (_O.UNKNOWN, _O.REJECTED),
    }
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("key", String(80), nullable=False, unique=True),
    Column("payload", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Moment, nullable=False),
    Column("lease_until_ms", BigInteger, nullable=False, default=0),  # the database's clock
    Column("fence", BigInteger, nullable=False, default=0),
    Column("error", String(500), nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    CheckConstraint(one_of("state", OutboxState), name="state"),
    Index("ix_outbox_state_next_at", "state", "next_at"),
)


@dataclass(frozen=True, slots=True)
class Intent:
    """One outbox row in the hands of the one who executes it."""

    id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempts: int
    fence: int


def put(
    tx: Transaction,
    kind: str,
    key: str,
    payload: Mapping[str, object],
    *,
    due: datetime | None = None,
) -> int:
    """Write down that something must happen outside, now or when it is due; gives the row's id."""
    row = {
        "kind": kind,
        "key": key,
        "payload": payload,
        "state": OutboxState.PENDING,
        "next_at": due or tx.now,
        "created_at": tx.now,
    }
    key_of = tx.execute(_put, row)
    return int(key_of.scalar_one())


def take(tx: Transaction, *, only: int | None = None, lease_ms: int = 60_000) -> Intent | None:
    """Lease the oldest row that is due (or the row `only`); None when there is nothing to do.

    A row whose executor vanished while in flight becomes *unknown*: nobody knows how far it came.
    """
    if only is None:
        tx.execute(_vanished)
        only = tx.execute(_due, {"now": tx.now}).scalar()
        if only is None:
            return None
    row = tx.execute(_lease, {"row": only, "now": tx.now, "lease": lease_ms}).first()
    return None if row is None else Intent(*row)


def hold(tx: Transaction, intent: Intent, lease_ms: int) -> None:
    """Keep a row in hand for so long: the one who is asked may take his time."""
    tx.execute(_hold, {"row": intent.id, "mine": intent.fence, "lease": lease_ms})


def finish(
    tx: Transaction,
    intent: Intent,
    state: OutboxState,
    *,
    error: str = "",
    again_at: datetime | None = None,
) -> bool:
    """Record how an intent ended; with `again_at` it is tried again then.

    An executor whose lease ran out may still say what became of it, as long as nobody else has
    taken or settled the row; gives False where somebody has: then their word counts.
    """
    then = OutboxState.PENDING if again_at is not None else state
    check_step(OUTBOX_STEPS, OutboxState.IN_FLIGHT, then, outbox=intent.id)
    mine = {"row": intent.id, "mine": intent.fence}
    return tx.execute(_finish, mine | _ended(tx, then, error, again_at)).rowcount == 1


def resolve(
    tx: Transaction,
    row_id: int,
    state: OutboxState,
    *,
    error: str = "",
    again_at: datetime | None = None,
) -> bool:
    """Settle an *unknown* row after the other side or a person was asked; False if it is not."""
    then = OutboxState.PENDING if again_at is not None else state
    check_step(OUTBOX_STEPS, OutboxState.UNKNOWN, then, outbox=row_id)
    return tx.execute(_resolve, {"row": row_id} | _ended(tx, then, error, again_at)).rowcount == 1


def give_up(tx: Transaction, key: str, error: str) -> bool:
    """Settle an *unknown* row that nobody wants any more, by its key; False if it is none."""
    row = tx.execute(_by_key, {"wanted": key}).scalar()
    return row is not None and resolve(tx, row, OutboxState.REJECTED, error=error)


def _ended(
    tx: Transaction, then: OutboxState, error: str, again_at: datetime | None
) -> dict[str, Any]:
    """What is written of how a row ended."""
    values: dict[str, Any] = {"state": then, "error": error[:500]}
    if then in {OutboxState.DONE, OutboxState.REJECTED}:
        values["done_at"] = tx.now
    if again_at is not None:
        values["next_at"] = again_at
    return values


def back_off(attempts: int) -> timedelta:
    """How long to wait before the next try: 1, 2, 4 … at most 300 seconds."""
    return timedelta(seconds=min(300, 2 ** min(attempts - 1, 9)))


@dataclass(frozen=True, slots=True)
class Known:
    """An outbox row, to be looked at."""

    id: int
    key: str
    state: OutboxState
    payload: Mapping[str, Any]
    error: str
    attempts: int


def latest(tx: Transaction, keys: Sequence[str]) -> Known | None:
    """The newest of the rows with these keys: the last try of something."""
    row = tx.execute(_latest, {"keys": list(keys)}).first()
    if row is None:
        return None
    return Known(row.id, row.key, OutboxState(row.state), row.payload, row.error, row.attempts)


def hurry(tx: Transaction, row_id: int) -> None:
    """Let a row that waits be due now."""
    tx.execute(_hurry, {"row": row_id, "now": tx.now})


def hurry_all(tx: Transaction, kind: str, error: str) -> None:
    """Let all rows of a kind be due now that wait for this very reason."""
    tx.execute(_hurry_all, {"what": kind, "why": error, "now": tx.now})


def put_off(tx: Transaction, row_id: int, until: datetime) -> None:
    """Let a row that waits be due later: what has to be over first is not over yet."""
    tx.execute(_hurry, {"row": row_id, "now": until})


def withdraw(tx: Transaction, row_id: int, error: str) -> bool:
    """Settle a row that waits and that nobody wants any more; False where it is in hand or over."""
    hurry(tx, row_id)
    intent = take(tx, only=row_id)
    return intent is not None and finish(tx, intent, OutboxState.REJECTED, error=error)


def counts(tx: Transaction) -> Mapping[str, int]:
    """How many rows are in each state that is not over, for the status bar."""
    rows = tx.execute(
        select(outbox.c.state, func.count())
        .where(outbox.c.state.in_([OutboxState.PENDING, OutboxState.IN_FLIGHT, "unknown"]))
        .group_by(outbox.c.state)
    )
    return {state: int(count) for state, count in rows}


_put = insert(outbox).returning(outbox.c.id)
_vanished = (
    update(outbox)
    .where(outbox.c.state == OutboxState.IN_FLIGHT, outbox.c.lease_until_ms < db_now_ms())
    .values(state=OutboxState.UNKNOWN, error="executor_vanished")
)
_hurry_all = (
    update(outbox)
    .where(
        outbox.c.state == OutboxState.PENDING,
        outbox.c.kind == bindparam("what"),
        outbox.c.error == bindparam("why"),
    )
    .values(next_at=bindparam("now"))
)
_is_due = (outbox.c.state == OutboxState.PENDING) & (outbox.c.next_at <= bindparam("now"))
_due = (
    select(outbox.c.id)
    .where(_is_due)
    .order_by(outbox.c.next_at, outbox.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_finish = update(outbox).where(
    outbox.c.id == bindparam("row"),
    outbox.c.fence == bindparam("mine"),
    outbox.c.state.in_([OutboxState.IN_FLIGHT, OutboxState.UNKNOWN]),
)
_hold = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.fence == bindparam("mine"))
    .values(lease_until_ms=db_now_ms() + bindparam("lease"))
)
_by_key = select(outbox.c.id).where(outbox.c.key == bindparam("wanted"))
_resolve = update(outbox).where(
    outbox.c.id == bindparam("row"), outbox.c.state == OutboxState.UNKNOWN
)
_latest = (
    select(outbox)
    .where(outbox.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_waits = (outbox.c.id == bindparam("row"), outbox.c.state == OutboxState.PENDING)
_hurry = update(outbox).where(*_waits).values(next_at=bindparam("now"))
_lease = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), _is_due)
    .values(
        state=OutboxState.IN_FLIGHT,
        attempts=outbox.c.attempts + 1,
        fence=outbox.c.fence + 1,
        lease_until_ms=db_now_ms() + bindparam("lease"),
    )
    .returning(*[outbox.c[name] for name in Intent.__dataclass_fields__])
)
