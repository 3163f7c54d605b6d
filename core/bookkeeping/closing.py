"""Periods that are closed: their file stays; what changes in them later is told in the next one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.audit import record
from core.bookkeeping.entries import Entry, Journal, Line, added, entry, in_order, turned
from core.bookkeeping.files import digest, packed, unpacked, written
from core.bookkeeping.journal import BookRules, Journaled, booked, count_of, journal
from core.bookkeeping.keeping import kept_of, put_together
from core.bookkeeping.models import book_closings
from core.bookkeeping.periods import Period
from core.bookkeeping.reading.goods import keep_values
from core.database import Database
from core.errors import Refusal
from core.people.permissions import Permission, require
from core.transaction import Actor, Transaction, reading, run, run_in_batches

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closing:
    """A period that is closed."""

    id: int
    period: Period
    entries: int
    sha256: str
    closed_at: datetime
    closed_by: str


def closings(tx: Transaction) -> tuple[Closing, ...]:
    """All of them, the oldest first."""
    require(tx, Permission.BOOKS)
    return tuple(
        Closing(row.id, Period(row.since, row.until), *row[3:]) for row in tx.execute(_all)
    )


def journal_of(tx: Transaction, rules: BookRules, period: Period) -> Journaled:
    """The journal of an open period, with what changed meanwhile in closed ones before it.

    Corrections stand on the first day after the last closed period.
    """
    require(tx, Permission.BOOKS)
    found = journal(tx, rules, period)
    shut = closings(tx)
    if not shut or not period.has(shut[-1].period.until + _DAY):
        return found
    moved = _corrections(tx, rules, shut)
    return Journaled(
        in_order([*found.entries, *moved.entries]),
        (*found.fresh, *moved.fresh),
        tuple(sorted({*found.unknown, *moved.unknown})),
    )


def close(database: Database, actor: Actor, rules: BookRules, period: Period) -> Closing:
    """Close a period: its entries and its file are kept, and nothing of it changes any more.

    Raises Refusal ``books_not_over`` while it goes on, ``books_closed`` where a day of it is
    closed, ``books_gap`` where days between it and the last closed period would be left out.
    """
    with reading(database, actor) as tx:
        _check(tx, period)
        found = journal_of(tx, rules, period)
    write_values(database, actor, found, rules)
    lines = booked(rules.chart, found.entries)
    data = written(lines)

    def keep(tx: Transaction) -> Closing:
        _check(tx, period)  # somebody else may have done so meanwhile
        values = {
            "since": period.since,
            "until": period.until,
            "entries": count_of(lines),
            "sha256": digest(data),
            "data": packed(data),
            "kept": packed(put_together(found.entries)),
            "closed_at": tx.now,
            "closed_by": tx.actor.name,
        }
        tx.execute(insert(book_closings), values)
        record(tx, "books_closed", period=period.name, sha256=digest(data))
        return closings(tx)[-1]

    return run(database, actor, keep)


def write_values(database: Database, actor: Actor, found: Journaled, rules: BookRules) -> None:
    """Write down what goods were worth, a little at a time so that no scan waits for it."""

    def write(tx: Transaction, some: Sequence[tuple[int, int]]) -> None:
        keep_values(tx, some, rules.currency)

    for _each in run_in_batches(database, actor, found.fresh, write, size=200):
        pass


def check_open(shut: Iterable[Closing], period: Period) -> None:
    """Raise Refusal ``books_closed`` where a day of a period is closed."""
    for one in shut:
        if one.period.since <= period.until and period.since <= one.period.until:
            raise Refusal("books_closed", period=one.period.name, by=one.closed_by)


def file_of(tx: Transaction, closing_id: int) -> bytes:
    """The file of a closed period."""
    return unpacked(tx.execute(_file, {"c": closing_id}).scalar_one())


def _check(tx: Transaction, period: Period) -> None:
    shut = closings(tx)
    if period.until >= tx.today:
        raise Refusal("books_not_over", period=period.name, day=period.until.isoformat())
    check_open(shut, period)
    if shut and period.since != shut[-1].period.until + _DAY:
        first = shut[-1].period.until + _DAY
        raise Refusal("books_gap", period=period.name, day=first.isoformat())


def _corrections(tx: Transaction, rules: BookRules, shut: tuple[Closing, ...]) -> Journaled:
    """What closed periods would say now beyond what they said, as entries of the next one."""
    last = shut[-1].period.until
    rows: Any = tx.execute(_kept)
    kept = kept_of((unpacked(row.kept), row.until) for row in rows)
    now = journal(tx, rules, Period(shut[0].period.since, last))
    found: list[Entry | None] = []
    for one in now.entries:
        before = kept.pop(one.key, None)
        lines = one.lines if before is None else added([*one.lines, *turned(before.lines)])
        found.append(_correction(one, lines, last + _DAY))
    for gone in kept.values():
        found.append(_correction(gone, turned(gone.lines), last + _DAY))
    return Journaled(in_order(found), now.fresh, now.unknown)


def _correction(one: Entry, lines: Iterable[Line], day: date) -> Entry | None:
    return entry(
        f"correction:{one.key}",
        day,
        Journal.CORRECTION,
        one.document,
        one.currency,
        lines,
        partner=one.partner,
        note=one.note,
    )


_c = book_closings.c
_all = select(
    _c.id, _c.since, _c.until, _c.entries, _c.sha256, _c.closed_at, _c.closed_by
).order_by(_c.since)
_file = select(_c.data).where(_c.id == bindparam("c"))
_kept = select(_c.kept, _c.until).order_by(_c.since)
