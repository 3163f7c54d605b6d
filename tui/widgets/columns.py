"""Columns of a list: their cells, their widths, and which of them fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tui.views import Ink

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column; `cell` answers the text and its ink."""

    title: str
    """Untranslated."""
    width: int
    """Cells, at least."""
    cell: Callable[[R], tuple[str, Ink]]
    grow: bool = False
    right: bool = False
    wide_only: int = 0
    """The width of the list, in cells, from which on this column is shown."""
    narrow: int = 0
    """Cells on a list that is narrower than `NARROW`; 0 for the same."""
    tail: bool = False
    """Whether the end is kept where a text is cut: of long numbers people read the last digits."""


NARROW = 60
"""Cells of a list below which columns may be smaller."""


def layout(columns: Sequence[Column[R]], width: int) -> list[tuple[Column[R], int]]:
    """The columns that are shown in `width` cells, each with its own; one cell stands before each.

    The growing columns share what is left; where nothing is left the last ones are cut or dropped.
    """
    shown = [column for column in columns if width >= column.wide_only]
    sizes = [column.narrow if column.narrow and width < NARROW else column.width
             for column in shown]  # fmt: skip
    spare = width - sum(size + 1 for size in sizes)
    growing = [column for column in shown if column.grow]
    share, rest = divmod(max(0, spare), max(1, len(growing)))
    room, out = width, []
    for column, least in zip(shown, sizes, strict=True):
        more = share + (rest if column is growing[0] else 0) if column.grow else 0
        size = min(least + more, room - 1)
        if size < 2:
            break
        out.append((column, size))
        room -= size + 1
    return out
