"""The picking queue: every order that is ready, most urgent first, with search and filters."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.keys import Action, Where
from tui.screens.listing import ListPane
from tui.speech import N_, _, ngettext
from tui.state import Verdict
from tui.text import content
from tui.views import Detail, Filter, Ink, Page, QueueRow
from tui.widgets.columns import Column
from tui.widgets.field import Field
from tui.widgets.pagedlist import PagedList


def _state(row: QueueRow) -> tuple[str, Ink]:
    if row.claimed_by:
        return row.claimed_by, "warn"
    return row.status, "quiet"


def _identity(row: QueueRow) -> tuple[str, str]:
    return row.channel, row.order


_ABOUT_ONE = {"hold", "release", "cancel", "papers", "note", "route"}
"""Actions that mean the order under the cursor; without one they mean nothing here."""
EMPTY = N_("Nothing to pick.")
NOT_FOUND = N_("No such order. Esc shows all orders.")
COLUMNS: tuple[Column[QueueRow], ...] = (
    Column(N_("Due"), 5, lambda row: (row.due, "bad" if row.late else "")),
    Column(N_("Order"), 18, lambda row: (row.order, "accent")),
    Column("", 2, lambda row: ("!" if row.must_read else "", "warn")),
    Column(N_("Customer"), 10, lambda row: (row.customer, ""), grow=True, wide_only=50),
    Column(N_("Courier"), 10, lambda row: (row.courier, ""), wide_only=60),
    Column(N_("Channel"), 7, lambda row: (row.channel, "quiet"), wide_only=76),
    Column(N_("Units"), 5, lambda row: (str(row.units), "strong"), right=True),
    Column(N_("State"), 10, _state, wide_only=40),
)


class QueuePane(ListPane[QueueRow]):
    """Search on top, the list below."""

    WHERE: ClassVar[Where] = Where.QUEUE

    def __init__(self) -> None:
        super().__init__(COLUMNS, _identity, empty=EMPTY, id="queue")
        self._filter = Filter()
        self._search = Field(id="search")
        self._only = Static("", markup=False, id="only")
        self._count = Static("", markup=False, id="count")
        self._more = False

    def compose(self) -> ComposeResult:
        """The search line and the list."""
        with Horizontal(id="search-row"):
            yield self._search
            yield self._only
            yield self._count
        yield from super().compose()

    async def fetch(self, offset: int, limit: int) -> Page[QueueRow]:
        """A page of the queue."""
        wanted = self._filter
        page = await self.station.read(self.station.backend.queue, wanted, offset, limit)
        if wanted == self._filter:
            self._more = page.more
        return page

    async def detail(self, row: QueueRow) -> Detail:
        """Everything about the order under the cursor."""
        return await self.station.read(self.station.backend.order, row.order, row.channel)

    def shown(self) -> None:
        """Bring the list up to date."""
        self._say_all()
        super().shown()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The search field says again what it is for."""
        if event.widget is self._search:
            self._search.placeholder = _("F3: order, customer, phone, SKU or barcode")

    def speak(self) -> None:
        """The words around the list, and those in it."""
        self._say_all()
        self.list.reload()
        super().speak()

    def _say_all(self) -> None:
        self._search.placeholder = _("F3: order, customer, phone, SKU or barcode")
        self._say_count()

    def target(self) -> dict[str, str]:
        """The order under the cursor."""
        row = self.list.current
        return {"order": row.order, "channel": row.channel} if row else {}

    def act(self, action: Action) -> bool:
        """Search, leave the search or the filter, take the chosen order."""
        if action.name == "find":
            self._search.placeholder = _("Type what you look for, then Enter. Esc goes back.")
            self.screen.set_focus(self._search)
            return True
        searching = self.screen.focused is self._search
        if searching and action.name in {"claim", "ack"}:
            if action.name == "ack":
                self._search.value = ""
            self._narrow()
            self.screen.set_focus(self.list)
            return True
        if action.name == "ack" and self._filter != Filter() and not self._held:
            self._search.value = ""
            self._filter_by(Filter(), "")
            return True
        if action.name == "claim":
            self.station.submit(partial(self._claim, self.list.current))
            return True
        if action.name in _ABOUT_ONE:
            return self.needs_row(action)
        return False

    @property
    def _held(self) -> bool:
        return self.station.frame.banner.verdict.held

    def chosen(self, action: Action, value: str) -> bool:
        """Show what was chosen as a filter: ``status=held``, ``channel=shopee`` …"""
        if action.name != "filter":
            return False
        name, _sign, wanted = value.partition("=")
        self._filter_by(replace(Filter(text=self._filter.text), **{name: wanted}), value)
        return True

    def _filter_by(self, wanted: Filter, value: str) -> None:
        self._show(wanted)
        self._only.update("")
        if value:
            self.run_worker(self._name_filter(value), group="name", exclusive=True,
                            exit_on_error=False)  # fmt: skip
        self.screen.set_focus(self.list)

    def _show(self, wanted: Filter) -> None:
        """Show this part of the queue from its top."""
        self._filter = wanted
        self.list.empty = EMPTY if wanted == Filter() else NOT_FOUND
        self.list.show(self.fetch)

    async def _name_filter(self, value: str) -> None:
        choices = await self.station.deeds.fetch(self.station.backend.choices, "filter") or ()
        label = next((each.label for each in choices if each.value == value), value)
        said = _("{filter} · Esc: all").format(filter=label)
        self._only.update(content(f" {said} ", "$warn-ink on $warn bold"))

    async def _claim(self, row: QueueRow | None, seq: int) -> Verdict:
        """Take the order that stood under the cursor, or comes to stand there while it loads."""
        if row is None:
            await self.list.ready()
            row = self.list.current
        if row is None:
            message = _("No order is chosen.")
            return Verdict(seq, "refused", message=message, held=True)
        station, values = self.station, {"order": row.order, "channel": row.channel}
        return await station.writer.run(station.backend.act, seq, "claim", values)

    @on(Input.Changed, "#search")
    def _narrow(self) -> None:
        wanted = replace(self._filter, text=self._search.value.strip())
        if wanted != self._filter:
            self._show(wanted)

    @on(PagedList.Moved)
    def _say_count(self) -> None:
        total = max(0, self.list.total)
        said = ngettext("{count} order", "{count} orders", total).format(count=f"{total:,}")
        if self._more:
            said = _("the first {count} found").format(count=f"{total:,}")
        self._count.update(content(said))
