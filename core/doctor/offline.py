"""Check of what stations did without the database: told soon, and what could not be saved seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from core.doctor.findings import Finding, Level
from core.doctor.looking import Means, WholeLook
from core.fulfilment.island.conflicts import open_conflicts
from core.fulfilment.island.journal import journals
from core.transaction import reading

_LATE = timedelta(minutes=15)
"""A journal that waits so long waits for a station that nobody opens."""
_OLD = timedelta(days=1)


def _offline(means: Means) -> tuple[int, list[Finding]]:
    found = [*_waiting(means), *_unsettled(means)]
    return len(found), found


def _waiting(means: Means) -> Iterator[Finding]:
    """Journals on this machine."""
    now = datetime.now(UTC)
    for path, kept in journals(means.config.data_dir / "offline"):
        if kept is None:
            yield Finding("offline_unreadable", (path.name,), {"path": str(path)})
            continue
        head, entries = kept
        at = datetime.fromisoformat(entries[0].at)
        if now - at > _LATE:
            told = {"station": head.held.station, "scans": len(entries), "path": str(path)}
            yield Finding("offline_waits", (head.held.station,), told, Level.HINT)


def _unsettled(means: Means) -> Iterator[Finding]:
    with reading(means.database) as tx:
        for one in open_conflicts(tx):
            if tx.now - one.told_at > _OLD:
                told = {"number": one.id, "order_no": one.order, "parcel": one.parcel}
                yield Finding("offline_unsettled", (one.id,), told, Level.HINT)


LOOKS = (WholeLook("offline", _offline),)
