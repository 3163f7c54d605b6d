"""A list of any length: only the visible pages are ever loaded, only changed lines painted."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar, get_args

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.speech import _
from tui.text import pad, wrap
from tui.views import Ink, Page
from tui.widgets.columns import Column, layout

R = TypeVar("R")
Fetch = Callable[[int, int], Awaitable[Page[R]]]
"""Loads (offset, limit); how the rows are found (offset or keyset) is the source's affair."""

PAGE = 100
_FAILED = 1.0
"""Seconds that a page counts as having taken which did not come: it is not asked for at once."""
KEPT = 12


class PagedList(ScrollView, Generic[R], can_focus=True):
    """Rows with a cursor; a source answers pages, a generation number drops stale answers."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"paged--{ink}" for ink in get_args(Ink) if ink}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "leap(-1)", show=False),
        Binding("pagedown", "leap(1)", show=False),
        Binding("home", "edge(False)", show=False),
        Binding("end", "edge(True)", show=False),
        Binding("enter", "choose", show=False),
    ]

    cursor: var[int] = var(0)
    total: var[int] = var(-1)
    """How many rows there are; -1 until the first page is here."""

    class Moved(Message):
        """The cursor stands on another row, or its row has changed."""

        def __init__(self, sender: PagedList[Any], row: object | None) -> None:
            super().__init__()
            self.sender = sender
            self.row = row

    class Chosen(Message):
        """Enter was pressed on a row."""

        def __init__(self, sender: PagedList[Any], row: object) -> None:
            super().__init__()
            self.sender = sender
            self.row = row

    class Failed(Message):
        """A page could not be loaded."""

        def __init__(self, sender: PagedList[Any], error: Exception) -> None:
            super().__init__()
            self.sender = sender
            self.error = error

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        empty: str = "",
        id: str | None = None,
        identity: Callable[[R], object] | None = None,
    ) -> None:
        super().__init__(id=id)
        self.columns = columns
        self.empty = empty
        """What an empty list says, untranslated."""
        self._note = ""
        self.identity = identity
        """What makes a row the same row after a reload."""
        self._fetch: Fetch[R] | None = None
        self._generation = 0
        self._loading = False
        self.took = 0.0
        """Seconds that the last page took to come."""
        self._sought: Callable[[R], bool] | None = None
        self._ready = asyncio.Event()
        self._pages: OrderedDict[int, tuple[int, tuple[R, ...]]] = OrderedDict()

    def show(self, fetch: Fetch[R]) -> None:
        """Show another source from its top."""
        self._fetch = fetch
        self._ready.clear()
        self._pages.clear()
        self._generation += 1
        self.set_reactive(PagedList.cursor, 0)
        self.total = -1
        self.scroll_to(y=0, animate=False)
        self.refresh()
        self._load()

    def reload(self) -> None:
        """Ask the source again; what is on screen stays until the answer is here."""
        self._generation += 1
        self._load()

    def forget(self) -> None:
        """Show nothing of what was loaded: whoever looks now may not see it."""
        self._pages.clear()
        self._generation += 1
        self.set_reactive(PagedList.cursor, 0)
        self.total = -1
        self.refresh()
        self.post_message(self.Moved(self, None))

    def seek(self, wanted: Callable[[R], bool]) -> None:
        """Ask the source again and go to the row that is wanted, if the page in sight has it."""
        self._sought = wanted
        self.reload()

    @property
    def settled(self) -> bool:
        """Whether nothing that is in sight is still to be loaded."""
        return self.total >= 0 and not self._loading

    async def ready(self) -> None:
        """Wait until the first page of the latest source is here, or has failed."""
        await self._ready.wait()

    @property
    def current(self) -> R | None:
        """The row under the cursor, if it is loaded."""
        return self.row(self.cursor)

    def row(self, index: int) -> R | None:
        """A row, if its page is loaded."""
        kept = self._pages.get(index // PAGE)
        if kept is None or index < 0:
            return None
        rows = kept[1]
        return rows[index % PAGE] if index % PAGE < len(rows) else None

    # Loading: one page at a time, always the one that is looked at now.

    def _wanted(self) -> int | None:
        first = int(self.scroll_offset.y) // PAGE
        last = (int(self.scroll_offset.y) + max(1, self.size.height)) // PAGE
        pages = dict.fromkeys((self.cursor // PAGE, first, last))
        for page in pages:
            inside = page * PAGE < self.total or (self.total < 0 and page == 0)
            fresh = page in self._pages and self._pages[page][0] == self._generation
            if not fresh and (inside or page == 0):
                return page
        return None

    def _load(self) -> None:
        if self._loading or self._fetch is None or not self.is_attached:
            return
        page = self._wanted()
        if page is not None:
            self._loading = True
            self.run_worker(self._fill(self._fetch, self._generation, page), exit_on_error=False)

    async def _fill(self, fetch: Fetch[R], generation: int, number: int) -> None:
        began = time.monotonic()
        try:
            page = await fetch(number * PAGE, PAGE)
        except Exception as error:  # noqa: BLE001 - a list never ends the app; the pane says it
            self.took = _FAILED
            self.post_message(self.Failed(self, error))
            self._loading = False
            self._ready.set()
            return
        self._loading, self.took = False, time.monotonic() - began
        if generation == self._generation:
            before = self._pages.get(number, (0, None))[1], self.total, self._note
            at = self._same_row(number, page.rows)
            self._pages[number] = (generation, tuple(page.rows))
            self._pages.move_to_end(number)
            while len(self._pages) > KEPT:
                self._pages.popitem(last=False)
            self._note = page.note
            self.total = page.total
            at = max(0, min(at, page.total - 1))
            same = before == (tuple(page.rows), page.total, page.note) and at == self.cursor
            self.set_reactive(PagedList.cursor, at)
            self._ready.set()
            if not same:  # what others wrote is often nothing that this list shows
                self.refresh()
            if self.cursor // PAGE == number:
                self.post_message(self.Moved(self, self.current))
        self._load()

    def _same_row(self, number: int, rows: Sequence[R]) -> int:
        """Where the row under the cursor is now: what is chosen stays chosen when others go."""
        sought, self._sought = self._sought, None
        if sought is not None:
            for at, row in enumerate(rows):
                if sought(row):
                    return number * PAGE + at
        chosen = self.current
        if chosen is None or self.identity is None or self.cursor // PAGE != number:
            return self.cursor
        wanted = self.identity(chosen)
        for at, row in enumerate(rows):
            if self.identity(row) == wanted:
                return number * PAGE + at
        return self.cursor

    # Moving.

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, max(self.total, 1) - 1))

    def watch_cursor(self, before: int, after: int) -> None:
        """Repaint the two lines, scroll if needed, tell the pane."""
        room = max(1, self.size.height - 1)
        top = int(self.scroll_offset.y)
        if after < top:
            self.scroll_to(y=after, animate=False, immediate=True)
        elif after > top + room - 1:
            self.scroll_to(y=after - room + 1, animate=False, immediate=True)
        else:
            for index in (before, after):
                self.refresh(Region(0, index - top + 1, self.size.width, 1))
        self._load()
        self.post_message(self.Moved(self, self.current))

    def watch_total(self, total: int) -> None:
        """Let the scroll bar know."""
        self.virtual_size = Size(self.size.width, max(0, total) + 1)
        self.refresh()

    def on_resize(self) -> None:
        """Fit the columns and keep the cursor in sight."""
        self.virtual_size = Size(self.size.width, max(0, self.total) + 1)
        self.watch_cursor(self.cursor, self.cursor)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Load what came into sight."""
        super().watch_scroll_y(old_value, new_value)
        self._load()

    def action_move(self, step: int) -> None:
        """One row up or down."""
        self.cursor += step

    def action_leap(self, step: int) -> None:
        """One screen up or down."""
        self.cursor += step * max(1, self.size.height - 2)

    def action_edge(self, end: bool) -> None:
        """To the first or the last row."""
        self.cursor = self.total - 1 if end else 0

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        row = self.current
        if row is not None:
            self.post_message(self.Chosen(self, row))

    # Painting.

    def render_line(self, y: int) -> Strip:
        """The header, a row, or nothing."""
        width = self.scrollable_content_region.width  # without the scroll bar, which hides a cell
        shown = layout(self.columns, width)
        if y == 0:
            style = self.get_component_rich_style("paged--head")
            cells = [Segment(" " + pad(_(c.title), w, right=c.right), style) for c, w in shown]
            return Strip(cells).adjust_cell_length(width, style)
        index = int(self.scroll_offset.y) + y - 1
        if self.total == 0:
            return self._empty_line(y - 1, width)
        if index >= self.total:
            return Strip.blank(width, self.rich_style)
        return self._row_line(index, shown, width)

    def _empty_line(self, index: int, width: int) -> Strip:
        """A line of why there is nothing, in whole words however narrow the terminal is."""
        lines = wrap(self._note or _(self.empty), width - 1, max(1, self.size.height - 1))
        style = self.get_component_rich_style("paged--quiet")
        said = lines[index] if index < len(lines) else ""
        return Strip([Segment(" " + pad(said, width - 1), style)])

    def _row_line(self, index: int, shown: list[tuple[Column[R], int]], width: int) -> Strip:
        chosen = index == self.cursor
        base = self.rich_style
        over = self.get_component_rich_style("paged--cursor") if chosen else Style.null()
        row = self.row(index)
        if row is None:
            return Strip([Segment(" …", base + over)]).adjust_cell_length(width, base + over)
        cells = []
        for number, (column, room) in enumerate(shown):
            text, ink = column.cell(row)
            style = self.get_component_rich_style(f"paged--{ink}") if ink else base
            if chosen:
                style = over + Style(bold=style.bold)
            lead = "›" if chosen and number == 0 else " "
            cells.append(
                Segment(lead + pad(text, room, right=column.right, tail=column.tail), style)
            )
        return Strip(cells).adjust_cell_length(width, base + over)
