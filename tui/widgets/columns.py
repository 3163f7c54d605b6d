"""Columns of a list: their cells, their widths, and which of them fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")

ROLES = ("head", "cursor", "quiet", "strong", "accent", "good", "warn", "bad")
"""What a cell can mean; each has a colour in the style sheet, and its text says it too."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column; `cell` answers the text and its role (or ``""``)."""

    title: str
    """Untranslated."""
    width: int
    """Cells, at least."""
    cell: Callable[[R], tuple[str, str]]
    grow: bool = False
    right: bool = False
    wide_only: int = 0
    """The width of the list, in cells, from which on this column is shown."""


def layout(columns: Sequence[Column[R]], width: int) -> list[tuple[Column[R], int]]:
    """The columns that are shown in `width` cells, each with its own; one cell stands before each.

    The growing columns share what is left; where nothing is left the last ones are cut or dropped.
    """
    shown = [column for column in columns if width >= column.wide_only]
    spare = width - sum(column.width + 1 for column in shown)
    growing = [column for column in shown if column.grow]
    share, rest = divmod(max(0, spare), max(1, len(growing)))
    room, out = width, []
    for column in shown:
        size = column.width
        if column.grow:
            size += share + (rest if column is growing[0] else 0)
        size = min(size, room - 1)
        if size < 2:
            break
        out.append((column, size))
        room -= size + 1
    return out
