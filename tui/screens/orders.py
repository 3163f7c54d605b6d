"""The order book: all orders of the shop, searched, filtered, counted, marked and exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.book_views import BookRow
from tui.keys import Action, Where
from tui.screens.bookcolumns import Fitted, columns_of
from tui.screens.bookdeeds import BookDeeds
from tui.screens.listing import ListPane
from tui.speech import N_, _, ngettext
from tui.text import content, join
from tui.views import Detail, Page
from tui.widgets.field import Field
from tui.widgets.pagedlist import PagedList

EMPTY = N_("There are no orders.")
NOT_FOUND = N_("No such order. Esc shows all orders.")
_ABOUT_ONE = {
    "hold", "release", "cancel", "papers", "note", "order", "open_order", "edit_order", "payments",
    "follow_up", "return", "copy_order", "route", "invoice", "cancel_wish",
}  # fmt: skip
"""Actions that mean the order under the cursor; without one they mean nothing here."""


def _identity(row: BookRow) -> int:
    return row.id


class OrdersPane(ListPane[BookRow]):
    """Search and counts on top, the list below; marks stay when the list changes."""

    WHERE: ClassVar[Where] = Where.ORDERS

    def __init__(self) -> None:
        self.marked: dict[int, None] = {}
        self.wanted: dict[str, str] = {}
        self.shown_columns: tuple[str, ...] = ()
        super().__init__((), _identity, empty=EMPTY, id="orders")
        self._deeds = BookDeeds(self)
        self._search = Field(id="book-search")
        self._only = Static("", markup=False, id="book-only")
        self._count = Static("", markup=False, id="book-count")
        self._counts = Static("", markup=False, id="book-counts")
        self._numbers: tuple[tuple[str, str, int], ...] = ()
        self._found = (False, 0)
        """Whether there is more than the search looked at, and how many orders that were."""
        self._fitted = Fitted()

    def compose(self) -> ComposeResult:
        """The search line, the counts and the list."""
        with Horizontal(id="book-row"):
            yield self._search
            yield self._only
            yield self._count
        yield self._counts
        yield from super().compose()

    async def fetch(self, offset: int, limit: int) -> Page[BookRow]:
        """A page of the book."""
        station, wanted = self.station, dict(self.wanted)
        await station.opened.wait()  # before that there is no book to ask
        if not self.shown_columns:
            columns = await station.read(station.backend.book().columns)
            self._use_columns(self.shown_columns or columns)
        book, shown = station.backend.book(), self.shown_columns
        page = await station.read(book.page, wanted, shown, offset, limit)
        if wanted == self.wanted:
            self._found, self._numbers = (page.more, page.looked_at), page.counts
            self._say_counts()
            self._fit(page.rows)
        return page

    def _fit(self, rows: Sequence[BookRow]) -> None:
        fitted = self._fitted.to(rows)
        if fitted != self._fitted:
            self._fitted = fitted
            self._use_columns(self.shown_columns)

    async def detail(self, row: BookRow) -> Detail:
        """Everything about the order under the cursor."""
        return await self.station.read(self.station.backend.order, row.order, row.channel)

    def aim(self, target: dict[str, str]) -> None:
        """Show the orders of a customer, where the pane before pointed at one."""
        if target.get("customer"):
            self.filter_by({"customer": target["customer"]})

    def shown(self) -> None:
        """Bring the list up to date."""
        self._say_all()
        super().shown()

    def speak(self) -> None:
        """The words around the list, and those in it."""
        self._say_all()
        self.list.reload()
        super().speak()

    def _say_all(self) -> None:
        self._search.placeholder = _("F3: order, customer, phone, SKU, product, tracking number")
        self._say_count()
        self._say_counts()
        self._name_filter()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The search field says again what it is for."""
        if event.widget is self._search:
            self._search.placeholder = _(
                "F3: order, customer, phone, SKU, product, tracking number"
            )

    def target(self) -> dict[str, str]:
        """The order under the cursor."""
        row = self.list.current
        return {"order": row.order, "channel": row.channel} if row else {}

    def seek(self, order: str) -> None:
        """The cursor goes to an order, once the list has it."""
        self.list.seek(lambda row: row.order == order)

    def typed(self, code: str) -> bool:
        """A number that was typed by hand is looked for; commands are judged as anywhere."""
        if len(code) < 2 or code.upper().startswith("KEMAS:") or "*" in code:
            return False
        self._search.value = code
        return True

    def act(self, action: Action) -> bool:
        """Search and leave the search; what is done with one order needs one under the cursor."""
        name = action.name
        if name == "find":
            self._search.placeholder = _("Type what you look for, then Enter. Esc goes back.")
            self.screen.set_focus(self._search)
            return True
        if self.screen.focused is self._search and name in {"open_order", "back"}:
            if name == "back":
                self._search.value = ""
            self._narrow()
            self.screen.set_focus(self.list)
            return True
        if name == "back" and self.wanted and not self.station.frame.banner.verdict.held:
            self.filter_by({})
            return True
        if name in _ABOUT_ONE:
            return self.needs_row(action)
        return self._deeds.act(name)

    # What is shown.

    def filter_by(self, wanted: dict[str, str]) -> None:
        """Show these orders from the top; a text in it stands in the search field."""
        self._search.value = wanted.get("text", "")
        self._show({name: value for name, value in wanted.items() if value})
        self.screen.set_focus(self.list)

    def show_columns(self, names: tuple[str, ...]) -> None:
        """Show these columns."""
        self._use_columns(names)
        self.list.reload()

    def _use_columns(self, names: tuple[str, ...]) -> None:
        self.shown_columns = names
        self.list.columns = columns_of(names, self.marked, self._fitted)

    def _show(self, wanted: dict[str, str]) -> None:
        self.wanted = wanted
        self.list.empty = NOT_FOUND if wanted else EMPTY
        self.list.show(self.fetch)
        self._name_filter()

    @on(Input.Changed, "#book-search")
    def _narrow(self) -> None:
        text = self._search.value.strip()
        if text != self.wanted.get("text", ""):
            rest = {name: value for name, value in self.wanted.items() if name != "text"}
            self._show(rest | ({"text": text} if text else {}))

    def _name_filter(self) -> None:
        filters = {name: value for name, value in self.wanted.items() if name != "text"}
        self._only.update("")
        if filters and self.is_mounted:
            named = self._say_filter(filters)
            self.run_worker(named, group="book-name", exclusive=True, exit_on_error=False)

    async def _say_filter(self, filters: dict[str, str]) -> None:
        await self.station.opened.wait()
        book = self.station.backend.book()
        said = await self.station.deeds.fetch(book.said, filters)
        if said and filters == {n: v for n, v in self.wanted.items() if n != "text"}:
            told = _("{filter} · Esc: all").format(filter=said)
            self._only.update(content(f" {told} ", "$warn-ink on $warn bold"))

    @on(PagedList.Moved)
    def _say_count(self) -> None:
        total = max(0, self.list.total)
        said = ngettext("{count} order", "{count} orders", total).format(count=f"{total:,}")
        more, looked_at = self._found
        if more and looked_at > total:
            said = _("{count} of the first {looked_at} found").format(
                count=f"{total:,}", looked_at=f"{looked_at:,}"
            )
        elif more:
            said = _("the first {count} found").format(count=f"{total:,}")
        if self.marked:
            marks = len(self.marked)
            said = ngettext("{count} marked", "{count} marked", marks).format(
                count=f"{marks:,}"
            ) + f" · {said}"  # fmt: skip
        run = self._deeds.run
        if run is not None and not run.over:
            said = f"{run.done:,}/{run.total:,} (F9) · {said}"
        self._count.update(content(said))

    def _say_counts(self) -> None:
        """How many there are of each status; those that are shown stand out.

        Of a search that found more than it shows nobody knows how many: it says what to do.
        """
        if self._found[0]:
            told = _("There are more. Type more of it, or filter: Alt+F.")
            self._counts.update(content(told, "$warn bold"))
            return
        chosen = self.wanted.get("statuses", "").split(",")
        parts: list[tuple[str, str]] = []
        for name, words, number in self._numbers:
            if not number and name not in chosen:
                continue
            ink = "$accent bold" if name in chosen else "" if number else "$quiet"
            parts += [(f"{words} ", "$accent bold" if name in chosen else "$quiet"),
                      (f"{number:,}   ", ink or "bold")]  # fmt: skip
        self._counts.update(join(*parts) if parts else "")

    def tick(self) -> None:
        """Others work on the same list; a run goes on behind it."""
        super().tick()
        self._say_count()

    # Marks.

    def mark(self, row: BookRow | None) -> None:
        """Mark a row, or take its mark away, and go on to the next."""
        if row is None:
            self.station.say(_("No order is chosen."))
            return
        if row.id in self.marked:
            del self.marked[row.id]
        else:
            self.marked[row.id] = None
        self.marks_changed()
        self.list.cursor += 1

    def marks_changed(self) -> None:
        """Paint the marks anew."""
        self.list.refresh()
        self._say_count()
