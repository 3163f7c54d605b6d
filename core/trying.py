"""What is asked outside once and for all: when it is tried again, and when it is looked up instead.

What certainly did not arrive goes again later. Of what nobody knows only a look-up tells: some of
them soon, then ever more rarely, and after a day a person has to see to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core import outbox
from core.database import Database
from core.outbox import Intent, OutboxState
from core.transaction import SYSTEM, Transaction, run

POSTS = 3
"""So often is asked of which nobody knows; then a person has to look."""
STOPPED = timedelta(minutes=15)
"""Between two tries while nothing goes through: a server may lock who insists."""
_LOOKS = (5, 15, 45)
"""Seconds between the look-ups until it is certain that something never arrived."""
_PATIENCE = timedelta(hours=24)
"""So long the program itself asks what became of something."""
_ELSEWHERE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Later:
    """It certainly did not arrive, or was not looked at; the same again later."""

    reason: str
    seconds: float = 0.0
    stops: bool = False
    """Whether nothing goes through until a person has done something."""


def leave_to_others(database: Database, intent_id: int) -> None:
    """Nobody here can ask: the worker of another machine may."""
    run(database, SYSTEM, lambda tx: outbox.put_off(tx, intent_id, tx.now + _ELSEWHERE))


def take(tx: Transaction, intent_id: int, lease: timedelta) -> Intent | None:
    """Lease it for so long; None where somebody else has it."""
    return outbox.take(tx, only=intent_id, lease_ms=int(lease.total_seconds() * 1000))


def pause_of(later: Later) -> timedelta:
    """How long to wait at least, as was told."""
    told = timedelta(seconds=later.seconds)
    return max(told, STOPPED) if later.stops else told


def put_off(tx: Transaction, intent: Intent, later: Later) -> datetime | None:
    """The same later; gives when, None where somebody else has settled it."""
    at = tx.now + max(outbox.back_off(intent.attempts), pause_of(later))
    done = outbox.finish(tx, intent, OutboxState.PENDING, error=later.reason, again_at=at)
    return at if done else None


def look_soon(tx: Transaction, intent: Intent, reason: str) -> bool:
    """Nobody knows what became of it: it is looked up first; False where somebody settled it."""
    at = tx.now + timedelta(seconds=_LOOKS[0])
    return outbox.finish(tx, intent, OutboxState.PENDING, error=reason, again_at=at)


def look_on(tx: Transaction, intent: Intent, asked_at: datetime | None, reason: str) -> None:
    """Still nobody knows: looked up ever more rarely; after a day a person has it looked up."""
    if tx.now - (asked_at or tx.now) > _PATIENCE:
        outbox.finish(tx, intent, OutboxState.UNKNOWN, error=reason)
    else:
        at = tx.now + outbox.back_off(intent.attempts)
        outbox.finish(tx, intent, OutboxState.PENDING, error=reason, again_at=at)


def may_still_come(looks: int) -> bool:
    """Whether something that was looked up so often and is not there is looked up once more."""
    return looks < len(_LOOKS)


def look_again(tx: Transaction, intent: Intent, looks: int, reason: str) -> bool:
    """Look it up once more after a while; False where somebody settled it."""
    at = tx.now + timedelta(seconds=_LOOKS[looks])
    return outbox.finish(tx, intent, OutboxState.PENDING, error=reason, again_at=at)
