"""The rows that a statement gave: all of them read, to be taken in one of a few ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from enum import StrEnum
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, RowMapping
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

from core.frozen import Made, filler

AnyRow = Row[*tuple[Any, ...]]


class Values:
    """One value of each row."""

    __slots__ = ("_values",)

    def __init__(self, values: list[Any]) -> None:
        self._values = values

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def all(self) -> list[Any]:
        """All of them, as a list."""
        return self._values

    def first(self) -> Any:
        """The first, or None."""
        return self._values[0] if self._values else None


class Rows:
    """All rows of a statement; `rowcount` says how many it changed, -1 where it changes none."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[AnyRow], rowcount: int = -1) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[AnyRow]:
        return iter(self._rows)

    def all(self) -> list[AnyRow]:
        """All rows, as a list."""
        return self._rows

    def first(self) -> AnyRow | None:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> AnyRow:
        """The only row; raises where there is none, or more than one."""
        if len(self._rows) != 1:
            raise _not_one(self._rows)
        return self._rows[0]

    def one_or_none(self) -> AnyRow | None:
        """The only row or None; raises where there are more."""
        if len(self._rows) > 1:
            raise _not_one(self._rows)
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The first value of the only row; raises where there is none, or more than one."""
        return self.one()[0]

    def scalars(self) -> Values:
        """The first value of each row."""
        return Values([*map(_FIRST, self._rows)])

    def mappings(self) -> list[RowMapping]:
        """Each row as what its columns are called."""
        return [row._mapping for row in self._rows]


_FIRST: Callable[[Sequence[Any]], Any] = itemgetter(0)


def maker(cls: type[Made], **states: type[StrEnum]) -> Callable[..., Made]:
    """What makes a dataclass of a row that has its fields in order, and states of their texts.

    Fields that the row lacks are given after it.
    """
    filled: Callable[..., Made] = filler(cls)
    names = [field.name for field in fields(cls)]
    turned = [
        (names.index(name), {one.value: one for one in state}) for name, state in states.items()
    ]

    def make(row: Iterable[Any], *more: object) -> Made:
        values = [*row, *more]
        for at, known in turned:
            values[at] = known[values[at]]
        return filled(*values)

    return make


def _not_one(rows: Sequence[object]) -> Exception:
    if rows:
        return MultipleResultsFound("More than one row where one is needed")
    return NoResultFound("No row where one is needed")
