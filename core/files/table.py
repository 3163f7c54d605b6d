"""What a file becomes once it is read: a header and rows of text, each with line and troubles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import Refusal
from core.text import clean

CELL_LIMIT = 10_000
"""Characters of one cell; more than that is no address and no note."""
ROW_LIMIT = 1_048_576
"""Rows of one file: what a spreadsheet holds."""
PREAMBLE = 60
"""Lines that may stand above a header, where a file begins with words of its own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one cell or row that the reader saw: a code, its column and parameters."""

    code: str
    column: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it starts on, its cells by column name, and what is odd about it."""

    line: int
    cells: dict[str, str]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns in their order and its rows that hold anything."""

    columns: tuple[str, ...]
    rows: list[Row]


def header_names(cells: Sequence[str]) -> list[str]:
    """Column names as Kemas writes them: lower case, ``_`` for spaces and hyphens."""
    return [
        clean(cell, 200).casefold().replace(" ", "_").replace("-", "_").strip("_") for cell in cells
    ]


def check_header(
    names: Sequence[str],
    *,
    path: str,
    line: int,
    columns: Sequence[str],
    required: Sequence[str],
    others: bool = False,
) -> None:
    """Refuse a header that cannot be trusted, naming the columns and what is allowed.

    Codes: ``file_no_header``, ``file_columns_unknown``, ``file_columns_twice``,
    ``file_columns_missing``.  A column without a name is let be; only a value under it is odd.
    With `others` the file is somebody else's: what it has beside `columns` is let be, also twice.
    """
    known = set(columns)
    named = [name for name in names if name]
    allowed = ", ".join(columns)
    if not known.intersection(named):
        raise Refusal("file_no_header", path=path, line=line, allowed=allowed)
    if others:
        named = [name for name in named if name in known]
    if unknown := [name for name in named if name not in known]:
        shown = ", ".join(name[:40] for name in unknown[:10])
        raise Refusal("file_columns_unknown", path=path, line=line, columns=shown, allowed=allowed)
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise Refusal("file_columns_twice", path=path, line=line, columns=", ".join(twice))
    if missing := [name for name in required if name not in named]:
        raise Refusal("file_columns_missing", path=path, line=line, columns=", ".join(missing))


def build_row(
    line: int, names: Sequence[str], cells: Sequence[str], problems: list[Problem]
) -> Row:
    """A row from its cells; too long a cell is cut and named, a value outside the columns named."""
    count = len(names)
    given = dict(zip(names, cells, strict=False))
    if len(cells) < count:
        for name in names[len(cells) :]:
            given[name] = ""
    elif len(cells) > count and any(cell.strip() for cell in cells[count:]):
        problems.append(Problem("row_too_wide", "", {"columns": count, "cells": len(cells)}))
    if "" in given:
        if any(cell.strip() for name, cell in zip(names, cells, strict=False) if not name):
            problems.append(Problem("cell_without_column", ""))
        del given[""]
    for name, cell in given.items():
        if len(cell) > CELL_LIMIT:
            given[name] = cell[:CELL_LIMIT]
            problems.append(
                Problem("cell_too_long", name, {"length": len(cell), "limit": CELL_LIMIT})
            )
    return Row(line, given, tuple(problems))
