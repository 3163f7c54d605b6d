"""Seals spans of the trail with a key that is not in the database.

Each seal is an HMAC-SHA256 over its span and over the seal before it, so that no row can be
changed, taken out or slipped in, and no seal replaced, by whoever has only the database.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from core.audit import events
from core.database import Database
from core.rows import AnyRow
from core.trail.models import seals
from core.transaction import SYSTEM, Transaction, reading, run

SETTLED = timedelta(minutes=5)
"""Events older than this are all there: no transaction stays open for so long."""
AT_ONCE = 5_000
"""Events under one seal."""
_COLUMNS = (
    events.c.id,
    events.c.at,
    events.c.kind,
    events.c.order_id,
    events.c.parcel_id,
    events.c.operator_id,
    events.c.station_id,
    events.c.data,
)


@dataclass(frozen=True, slots=True)
class Seal:
    """One span of the trail, closed."""

    number: int
    at: datetime
    first_id: int
    last_id: int
    rows: int
    digest: str
    mac: str

    @property
    def head(self) -> str:
        """What is printed of it: who has the paper can tell the trail from another one."""
        return f"{self.number}-{self.mac[:16]}"


def digest_of(rows: Iterable[AnyRow]) -> str:
    """The hash of events in the order of their numbers; the same on both engines."""
    found = hashlib.sha256()
    for row in rows:
        found.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
        found.update(b"\n")
    return found.hexdigest()


def mac_of(key: str, number: int, ids: tuple[int, int], rows: int, digest: str, before: str) -> str:
    """The seal of a span after the seal `before`; empty before the first."""
    said = f"{number}|{ids[0]}|{ids[1]}|{rows}|{digest}|{before}"
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()


def span(tx: Transaction, first: int, last: int) -> list[AnyRow]:
    """The events from one number to another, both among them."""
    query = select(*_COLUMNS).where(events.c.id >= first, events.c.id <= last)
    return tx.execute(query.order_by(events.c.id)).all()


def newest(tx: Transaction) -> Seal | None:
    """The seal that closes the trail so far."""
    row = tx.execute(select(seals).order_by(seals.c.number.desc()).limit(1)).first()
    return None if row is None else Seal(*row)


def seal(database: Database, key: str) -> int:
    """Close everything that is settled and not sealed yet; gives how many events that were.

    Each span is read in a transaction of its own and closed in a short one.
    """
    done = 0
    while True:
        with reading(database) as tx:
            before, rows = newest(tx), _unsealed(tx)
        if not rows:
            return done
        made = _next(key, before, rows)
        try:
            run(database, SYSTEM, lambda tx, made=made: _close(tx, made))  # type: ignore[misc]
        except IntegrityError:  # another worker was faster
            return done
        done += len(rows)


def head(tx: Transaction) -> str:
    """What papers say of the newest seal; empty where nothing is sealed."""
    found = newest(tx)
    return "" if found is None else found.head


def listed(tx: Transaction, limit: int = 100) -> list[Seal]:
    """Seals, the newest first."""
    rows = tx.execute(select(seals).order_by(seals.c.number.desc()).limit(limit)).all()
    return [Seal(*row) for row in rows]


def unsealed_since(tx: Transaction) -> datetime | None:
    """When the oldest event happened that no seal closes; None where all are closed."""
    last = select(func.coalesce(func.max(seals.c.last_id), 0)).scalar_subquery()
    found: datetime | None = tx.execute(
        select(events.c.at).where(events.c.id > last).order_by(events.c.id).limit(1)
    ).scalar()
    return found


def _unsealed(tx: Transaction) -> list[AnyRow]:
    last = select(func.coalesce(func.max(seals.c.last_id), 0)).scalar_subquery()
    query = select(*_COLUMNS).where(events.c.id > last).order_by(events.c.id).limit(AT_ONCE)
    settled = []
    for row in tx.execute(query).all():
        if row.at > tx.now - SETTLED:
            break
        settled.append(row)
    return settled


def _next(key: str, before: Seal | None, rows: list[AnyRow]) -> dict[str, object]:
    number = 1 if before is None else before.number + 1
    first, last, digest = rows[0].id, rows[-1].id, digest_of(rows)
    mac = mac_of(key, number, (first, last), len(rows), digest, before.mac if before else "")
    return {
        "number": number,
        "first_id": first,
        "last_id": last,
        "rows": len(rows),
        "digest": digest,
        "mac": mac,
    }


def _close(tx: Transaction, made: dict[str, object]) -> None:
    tx.execute(insert(seals).values(at=tx.now, **made))
