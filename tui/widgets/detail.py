"""A detail view: titled sections of names and values, aligned, to be scrolled and read."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.text import cells, clip, join, pad, safe, wrap
from tui.views import Detail, Section

_LABEL = 16
_WIDEST = 110
_MOST = 12
"""Lines that one value may take."""


class DetailView(VerticalScroll):
    """Shows a `Detail`; the names of all sections stand in one column."""

    def __init__(self, *, classes: str | None = None, focusable: bool = True) -> None:
        super().__init__(classes=classes, can_focus=focusable)
        self._detail: Detail | None = None
        self._page = Static(markup=False)

    def compose(self) -> ComposeResult:
        """One static page."""
        yield self._page

    def show(self, detail: Detail | None, *, keep: bool = False) -> None:
        """Show a detail from its top; with `keep`, the same one stays where it was scrolled to."""
        same = keep and detail and self._detail and detail.title == self._detail.title
        self._detail = detail
        self._paint()
        if not same:
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Lay the page out anew."""
        self._paint()

    def _paint(self) -> None:
        width = max(10, min(self.size.width, _WIDEST) - 2)
        self._page.update(paint(self._detail, width) if self._detail else Content(""))


def paint(detail: Detail, width: int) -> Content:
    """The whole page for `width` cells."""
    title = clip(detail.title, width)
    state = clip(detail.state.upper(), max(0, width - cells(title) - 2))
    gap = " " * max(0, width - cells(title) - cells(state))
    lines = [join((title, "bold $accent"), (gap, ""), (state, "bold"))]
    for section in detail.sections:
        lines += [Content(""), join((_rule(section.title, width), "$quiet"))]
        lines += _rows(section, width)
    if detail.paper:
        lines += [Content(""), *(join((clip_line(line, width), "")) for line in detail.paper)]
    return Content("\n").join(lines)


def _rule(title: str, width: int) -> str:
    name = clip(title, width)
    return clip_line(f"{name} " + "─" * max(0, width - cells(name) - 1), width)


def _rows(section: Section, width: int) -> list[Content]:
    if all(len(row) <= 2 for row in section.rows):
        names = [row[0] if len(row) == 2 else "" for row in section.rows]
        label = min(_LABEL, max((cells(safe(name)) for name in names), default=0))
        indent = label + 2 if label else 0
        return [
            join(
                (pad(name if at == 0 else "", label), "$quiet"), (" " * (indent - label), ""), line
            )
            for name, row in zip(names, section.rows, strict=True)
            for at, line in enumerate(wrap(row[-1], max(1, width - indent), _MOST) or [""])
        ]
    count = max((len(row) for row in section.rows), default=0)
    sizes = [
        max((cells(safe(row[at])) for row in section.rows if at < len(row)), default=0)
        for at in range(count)
    ]
    spare = width - 2 * max(0, count - 1) - sum(sizes)
    if spare < 0:
        widest = sizes.index(max(sizes))
        sizes[widest] = max(8, sizes[widest] + spare)
    lines = []
    for row in section.rows:
        text = "  ".join(pad(value, sizes[at]) for at, value in enumerate(row))
        lines.append(join((clip_line(text, width), "")))
    return lines


def clip_line(text: str, width: int) -> str:
    """A line of padded cells cut to `width`, its inner spaces kept."""
    while cells(text) > width:
        text = text[:-1]
    return text
