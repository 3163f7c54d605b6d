"""The file of a period for the accountant, and what changed since it was made last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from core.audit import record
from core.bookkeeping.closing import (
    Closing,
    check_open,
    closings,
    file_of,
    journal_of,
    write_values,
)
from core.bookkeeping.files import Change, changes, digest, packed, unpacked, written
from core.bookkeeping.journal import BookRules, booked, count_of
from core.bookkeeping.models import book_exports
from core.bookkeeping.periods import Period
from core.database import Database
from core.people.permissions import Permission, require
from core.transaction import Actor, Transaction, reading, run
from core.upsert import Upsert


@dataclass(frozen=True, slots=True)
class Exported:
    """The file of a period."""

    period: Period
    data: bytes
    entries: int
    sha256: str
    closed: bool
    """It is the one that was kept when the period was closed."""
    before: datetime | None
    """When the same period was exported or closed last; None: never."""
    changed: tuple[Change, ...]
    """Since then."""
    unknown: tuple[str, ...]
    """Products whose cost nobody knows, by SKU: what of them left is not in the file."""


@dataclass(frozen=True, slots=True)
class LastExport:
    """When a period was exported last, and what it said then."""

    period: Period
    entries: int
    sha256: str
    made_at: datetime
    made_by: str


def export(database: Database, actor: Actor, rules: BookRules, period: Period) -> Exported:
    """Make the file of a period; a closed one gives the bytes that it was closed with.

    It is read without holding anybody up; only that it was made is written down. Raises NotAllowed,
    and Refusal ``books_closed`` where only a part of it is closed.
    """
    with reading(database, actor) as tx:
        require(tx, Permission.BOOKS)
        shut = closings(tx)
        same = next((one for one in shut if one.period == period), None)
        if same is not None:
            return _closed(tx, same)
        check_open(shut, period)
        found = journal_of(tx, rules, period)
        before: Any = tx.execute(_last, {"since": period.since, "until": period.until}).first()
    write_values(database, actor, found, rules)
    lines = booked(rules.chart, found.entries)
    data = written(lines)
    made = Exported(
        period=period,
        data=data,
        entries=count_of(lines),
        sha256=digest(data),
        closed=False,
        before=None if before is None else before.made_at,
        changed=() if before is None else changes(unpacked(before.data), data),
        unknown=found.unknown,
    )
    if before is None or before.sha256 != made.sha256:
        run(database, actor, lambda tx: _keep(tx, made))
    return made


def last_exports(tx: Transaction) -> tuple[LastExport, ...]:
    """When each period was exported last, the newest period first."""
    require(tx, Permission.BOOKS)
    return tuple(LastExport(Period(row.since, row.until), *row[2:]) for row in tx.execute(_every))


def _keep(tx: Transaction, made: Exported) -> None:
    values = {
        "since": made.period.since,
        "until": made.period.until,
        "entries": made.entries,
        "sha256": made.sha256,
        "data": packed(made.data),
        "made_at": tx.now,
        "made_by": tx.actor.name,
    }
    tx.execute(_write(tx), values)
    record(tx, "books_exported", period=made.period.name, sha256=made.sha256)


def _closed(tx: Transaction, one: Closing) -> Exported:
    return Exported(
        period=one.period,
        data=file_of(tx, one.id),
        entries=one.entries,
        sha256=one.sha256,
        closed=True,
        before=one.closed_at,
        changed=(),
        unknown=(),
    )


_e = book_exports.c
_last = select(_e.sha256, _e.data, _e.made_at).where(
    _e.since == bindparam("since"), _e.until == bindparam("until")
)
_every = select(_e.since, _e.until, _e.entries, _e.sha256, _e.made_at, _e.made_by).order_by(
    _e.since.desc(), _e.until.desc()
)
_CHANGED = ("entries", "sha256", "data", "made_at", "made_by")
_write = Upsert(
    lambda insert: (made := insert(book_exports)).on_conflict_do_update(
        index_elements=["since", "until"],
        set_={name: made.excluded[name] for name in _CHANGED},
    )
)
