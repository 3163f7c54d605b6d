"""Lines to be read, however many: only those in sight are ever drawn."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.text import cells, plain

_NARROW = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u1ea0-\u1ef9\u2013\u2014\u2026\u2192]*")
"""What is one cell a character, and acts on no terminal: almost all that is shown."""
_INKS = ("bad", "head", "strong")


class ManyLines(ScrollView, can_focus=False):
    """Each line is broken between words; what follows stands as far in as its beginning."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{ink}" for ink in _INKS}

    def __init__(self, lines: Sequence[tuple[str, str]], *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._lines = lines
        """Text and ink of each: ``bad``, ``head``, ``strong`` or none."""
        self._width = 0
        self._starts: list[int] = []
        """The row that each line begins in; behind the last one, how many rows there are."""

    def on_resize(self) -> None:
        """Break the lines anew where there is more room or less."""
        width = self.scrollable_content_region.width
        if width != self._width:
            self._width = width
            heights = (_height(text, width) for text, _ink in self._lines)
            self._starts = list(accumulate(heights, initial=0))
            self.virtual_size = Size(width, self._starts[-1])

    def render_line(self, y: int) -> Strip:
        """A row of a line, or nothing behind the last one."""
        row, width = int(self.scroll_offset.y) + y, self._width
        if not self._starts or row >= self._starts[-1]:
            return Strip.blank(width, self.rich_style)
        at = bisect_right(self._starts, row) - 1
        text, ink = self._lines[at]
        shown = _broken(text, width)[row - self._starts[at]]
        style = self.get_component_rich_style(f"lines--{ink}") if ink else self.rich_style
        return Strip([Segment(shown, style)]).adjust_cell_length(width, self.rich_style)


def _height(text: str, width: int) -> int:
    if len(text) <= width and _NARROW.fullmatch(text):
        return 1
    return len(_broken(text, width))


def _broken(text: str, width: int) -> list[str]:
    """The rows of a line, none wider than `width` cells."""
    narrow = _NARROW.fullmatch(text) is not None
    rest = text if narrow else plain(text)
    wide = len if narrow else cells
    if wide(rest) <= width or width < 1:
        return [rest]
    lead = " " * min(len(rest) - len(rest.lstrip(" ")), width // 2, max(0, width - 2))
    found: list[str] = []
    while wide(rest) > width:
        most = width if narrow else _fitting(rest, width)
        cut = rest.rfind(" ", len(lead) + 1, most + 1)
        end = max(most, len(lead) + 1) if cut <= len(lead) else cut
        found.append(rest[:end].rstrip())
        after = rest[end:].lstrip(" ")
        if not after:
            return found
        rest = lead + after
    return [*found, rest]


def _fitting(text: str, width: int) -> int:
    """How many characters at its beginning have room; at least one."""
    room = width
    for at, character in enumerate(text):
        room -= cells(character)
        if room < 0:
            return max(1, at)
    return len(text)
