"""A scroll bar of one glyph that every console font has."""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender

_BLACK = Color.parse("black")
_WHITE = Color.parse("white")


class OneGlyphBar(ScrollBarRender):
    """Draws the thumb as full blocks; eighth blocks are missing in console fonts."""

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = _BLACK,
        bar_color: Color = _WHITE,
    ) -> Segments:
        """One bar of `size` cells; `virtual_size` and `window_size` are in lines or columns."""
        size = int(size)
        start = end = 0
        if window_size and size and virtual_size > window_size:
            thumb = max(1, round(size * window_size / virtual_size))
            start = round((size - thumb) * position / (virtual_size - window_size))
            end = start + thumb
        back = Style(color=back_color)
        bar = Style(color=bar_color)
        wide = thickness if vertical else 1
        track, block = ("│", "█") if vertical else ("─", "█")
        cells = [
            Segment(block * wide, bar) if start <= at < end else Segment(track * wide, back)
            for at in range(size)
        ]
        if vertical:
            return Segments(cells, new_lines=True)
        return Segments([*cells, Segment.line()] * thickness, new_lines=False)


def install() -> None:
    """Use the one-glyph bar for every scroll bar of this process."""
    ScrollBar.renderer = OneGlyphBar
