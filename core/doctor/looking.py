"""How a check looks: statement by statement over short spans of rows, each a read of its own.

All statements of a look see one state of the database on both engines. So a rule cannot seem
broken because somebody works meanwhile; what takes several transactions to come true is told
apart by the second look (`core.doctor.examining`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Executable, bindparam

from core.config import Config
from core.database import Database
from core.doctor.findings import Finding
from core.transaction import Transaction, reading_still


@dataclass(frozen=True, slots=True)
class Span:
    """Rows whose number is above `low` and at most `high`."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)  # columns compare as SQL does
class Rows:
    """Rows that are gone through by number, at first so many at once."""

    name: str
    number: Column[Any]
    at_once: int = 500


@dataclass(frozen=True, slots=True)
class Means:
    """What looks need beside rows."""

    database: Database
    config: Config


Find = Callable[[Transaction, Span, Means], Iterable[Finding]]
Whole = Callable[[Means], tuple[int, Iterable[Finding]]]


@dataclass(frozen=True, slots=True)
class Look:
    """A part of a check that goes over rows span by span."""

    check: str
    over: Rows
    find: Find


@dataclass(frozen=True, slots=True)
class WholeLook:
    """A part of a check that looks at something small, or in its own way; gives rows and finds."""

    check: str
    find: Whole


def within(number: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a row lies in the span."""
    return (number > bindparam("low")) & (number <= bindparam("high"))


def by(
    statement: Executable,
    make: Callable[[Any], Finding],
    params: Callable[[Transaction, Means], Mapping[str, Any]] | None = None,
) -> Find:
    """A look by one statement whose rows are what is wrong, each made into a finding."""

    def find(tx: Transaction, span: Span, means: Means) -> list[Finding]:
        given = {"low": span.low, "high": span.high}
        if params is not None:
            given |= params(tx, means)
        return [make(row) for row in tx.execute(statement, given)]

    return find


def named(code: str, *at: str, **fixed: Any) -> Callable[[Any], Finding]:
    """Makes a finding of a row: `at` are the columns that say which row, all are its params."""

    def make(row: Any) -> Finding:
        params = dict(row._mapping)
        return Finding(code, tuple(params[name] for name in at), params, **fixed)

    return make


def told(*at: str) -> Callable[[Any], Finding]:
    """The same where the row itself says in its column `code` what is wrong."""

    def make(row: Any) -> Finding:
        params = dict(row._mapping)
        return Finding(params.pop("code"), tuple(params[name] for name in at), params)

    return make


def at_once(
    check: str, find: Callable[[Transaction, Means], tuple[int, Iterable[Finding]]]
) -> WholeLook:
    """A look by one read that needs no spans; it counts its rows itself."""

    def once(means: Means) -> tuple[int, Iterable[Finding]]:
        with reading_still(means.database) as tx:
            return find(tx, means)

    return WholeLook(check, once)
