"""Proof that the trail is as it was sealed."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from core.database import Database
from core.trail.models import seals
from core.trail.sealing import Seal, digest_of, mac_of, span
from core.transaction import reading


class Harm(StrEnum):
    """What was done to the trail behind the program."""

    CHANGED = "trail_changed"
    """Rows of a span are not what they were."""
    COUNT = "trail_count"
    """A span has more or fewer rows than were sealed."""
    BETWEEN = "trail_between"
    """Rows lie between two spans, or a seal is missing."""
    FORGED = "trail_forged"
    """A seal was not made with our key, or not after the one before it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One span that is not as it was sealed."""

    harm: Harm
    number: int
    first_id: int
    last_id: int


def prove(database: Database, key: str) -> Iterator[tuple[int, Found | None]]:
    """Look at every seal: its number of rows, and what is wrong with it; each a short read.

    Without a key the spans are looked at, but not who sealed them.
    """
    with reading(database) as tx:
        rows = tx.execute(select(seals).order_by(seals.c.number)).all()
    before = Seal(0, rows[0].at, 0, 0, 0, "", "") if rows else None
    for row in rows:
        one = Seal(*row)
        if before is not None:
            yield one.rows, _look(database, key, before, one)
        before = one


def _look(database: Database, key: str, before: Seal, one: Seal) -> Found | None:
    def found(harm: Harm) -> Found:
        return Found(harm, one.number, one.first_id, one.last_id)

    if one.number != before.number + 1:
        return found(Harm.BETWEEN)
    with reading(database) as tx:
        rows = span(tx, before.last_id + 1, one.last_id)
    if any(row.id < one.first_id for row in rows):
        return found(Harm.BETWEEN)
    if len(rows) != one.rows:
        return found(Harm.COUNT)
    if digest_of(rows) != one.digest:
        return found(Harm.CHANGED)
    said = (one.number, (one.first_id, one.last_id), one.rows, one.digest, before.mac)
    if key and not hmac.compare_digest(mac_of(key, *said), one.mac):
        return found(Harm.FORGED)
    return None
