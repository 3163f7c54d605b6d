"""Goes through all checks without standing in anybody's way, and looks twice before it tells.

Each read is short and ends before the next begins: no writer waits for it, and PostgreSQL may
clean up behind it. What seems wrong is looked at again after a moment; only what is there both
times is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from core.database import Database, refusal_of
from core.doctor.findings import Finding, Result
from core.doctor.looking import Look, Means, Rows, Span, WholeLook
from core.errors import DatabaseRefusal, KemasError
from core.transaction import reading, reading_still

REST_S = 0.4
"""Before the second look: longer than any command of a station takes."""
_SHORT_S, _LONG_S = 0.02, 0.06
"""A span grows where all looks at it take less, and shrinks where one takes longer."""
_FEWEST, _MOST = 10, 10_000
_GONE = frozenset({"database_unreachable", "database_unreadable", "disk_full"})

Progress = Callable[[str, int], None]


@dataclass(slots=True)
class _Tally:
    """What a check has seen so far."""

    rows: int = 0
    seconds: float = 0.0
    found: list[Finding] = field(default_factory=list)
    problem: KemasError | None = None


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A span in which a look found something the first time."""

    look: Look | WholeLook
    span: Span
    keys: frozenset[tuple[int | str, ...]]


def examine(
    means: Means,
    looks: Sequence[Look | WholeLook],
    *,
    rest_s: float = REST_S,
    progress: Progress = lambda _name, _rows: None,
) -> list[Result]:
    """Do these looks; gives what came of each check, in the order in which they are first named.

    `progress` hears the kind of rows that is gone through and how many were seen. Raises
    DatabaseRefusal where the database is gone altogether.
    """
    tallies = {look.check: _Tally() for look in looks}
    suspects: list[_Suspect] = []
    for whole in looks:
        if isinstance(whole, WholeLook):
            progress(whole.check, 0)
            suspects += _first(means, whole, Span(0, 0), tallies)
    for rows in _kinds(looks):
        mine = [look for look in looks if isinstance(look, Look) and look.over == rows]
        suspects += _walk(means, rows, mine, tallies, progress)
    if suspects:
        time.sleep(rest_s)
    for suspect in suspects:
        tally = tallies[suspect.look.check]
        found, _rows = _look(means, suspect.look, suspect.span, tally)
        tally.found += [one for one in found if one.key in suspect.keys]
    return [
        Result(check, tally.rows, tally.seconds, _each_once(tally.found), tally.problem)
        for check, tally in tallies.items()
    ]


def _kinds(looks: Iterable[Look | WholeLook]) -> list[Rows]:
    return list(dict.fromkeys(look.over for look in looks if isinstance(look, Look)))


def _walk(
    means: Means,
    rows: Rows,
    looks: Sequence[Look],
    tallies: dict[str, _Tally],
    progress: Progress,
) -> list[_Suspect]:
    """All looks at one kind of rows, span by span."""
    suspects: list[_Suspect] = []
    low, many, seen = 0, rows.at_once, 0
    while True:
        high, count = _end_of(means.database, rows, low, many)
        if not count:
            return suspects
        span, longest = Span(low, high), 0.0
        for look in looks:
            if tallies[look.check].problem is None:
                before = tallies[look.check].seconds
                suspects += _first(means, look, span, tallies)
                longest = max(longest, tallies[look.check].seconds - before)
        for check in {look.check for look in looks}:
            tallies[check].rows += count
        seen += count
        progress(rows.name, seen)
        if longest > _LONG_S:
            many = max(_FEWEST, many // 2)
        elif longest < _SHORT_S:
            many = min(_MOST, many * 2)
        low = high


def _end_of(database: Database, rows: Rows, low: int, many: int) -> tuple[int, int]:
    """The last number of the next span, and how many rows are in it."""
    numbers = (
        select(rows.number.label("number"))
        .where(rows.number > bindparam("low"))
        .order_by(rows.number)
        .limit(bindparam("many"))
        .subquery()
    )
    with reading(database) as tx:
        last = select(func.max(numbers.c.number), func.count())
        high, count = tx.execute(last, {"low": low, "many": many}).one()
    return int(high or 0), int(count)


def _first(
    means: Means, look: Look | WholeLook, span: Span, tallies: dict[str, _Tally]
) -> list[_Suspect]:
    tally = tallies[look.check]
    found, rows = _look(means, look, span, tally)
    tally.rows += rows
    return [_Suspect(look, span, frozenset(one.key for one in found))] if found else []


def _look(
    means: Means, look: Look | WholeLook, span: Span, tally: _Tally
) -> tuple[list[Finding], int]:
    """What one look finds and how many rows it counts by itself; its problem goes to the tally."""
    begin = time.monotonic()
    try:
        if isinstance(look, WholeLook):
            rows, found = look.find(means)
            return list(found), rows
        with reading_still(means.database) as tx:
            return list(look.find(tx, span, means)), 0
    except KemasError as refusal:
        _note(tally, refusal)
    except SQLAlchemyError as error:  # a table or a column that is not there
        _note(tally, refusal_of(error, means.database.url))
    finally:
        tally.seconds += time.monotonic() - begin
    return [], 0


def _note(tally: _Tally, refusal: KemasError) -> None:
    if isinstance(refusal, DatabaseRefusal) and refusal.code in _GONE:
        raise refusal
    tally.problem = tally.problem or refusal


def _each_once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple({one.key: one for one in found}.values())
