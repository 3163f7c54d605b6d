"""How the shop's background work stands, in numbers: what waits, since when, and the last backup.

No name, no order and no address is in it: it may be shown to whatever watches the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core import outbox
from core.copies.backing_up import newest
from core.outbox import OutboxState
from core.paper.models import print_jobs
from core.paper.states import JobState
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Health:
    """What waits to be done outside, and how old the last good backup is; ages in seconds."""

    waiting: int
    """Outbox rows that are due or in hand."""
    oldest_s: float | None
    """How long the first of them has been due."""
    unknown: int
    """Outbox rows and print jobs of which nobody knows what became of them."""
    printing: int
    """Print jobs that are not on paper yet."""
    oldest_print_s: float | None
    backup_s: float | None
    """None: there is no good one."""


def look(tx: Transaction) -> Health:
    """Count what waits now; only reads."""
    o, j = outbox.outbox.c, print_jobs.c
    due = [OutboxState.PENDING, OutboxState.IN_FLIGHT]
    waiting, oldest = tx.execute(
        select(func.count(), func.min(o.next_at)).where(o.state.in_(due), o.next_at <= tx.now)
    ).one()
    printing, first = tx.execute(
        select(func.count(), func.min(j.created_at)).where(
            j.state.in_([JobState.QUEUED, JobState.SENDING])
        )
    ).one()
    lost = _many(tx, select(func.count()).where(o.state == OutboxState.UNKNOWN))
    lost += _many(tx, select(func.count()).where(j.state == JobState.UNKNOWN))
    saved = newest(tx)
    return Health(
        int(waiting), _age(tx, oldest), lost, int(printing), _age(tx, first), _age(tx, saved)
    )


def _many(tx: Transaction, query: Any) -> int:
    return int(tx.execute(query).scalar_one())


def _age(tx: Transaction, since: datetime | None) -> float | None:
    return None if since is None else max(0.0, (tx.now - since).total_seconds())
