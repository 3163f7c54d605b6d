"""The picking queue: every order that is ready, most urgent first, with search."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.keys import Action, Where
from tui.screens.pane import Pane
from tui.speech import N_, _
from tui.state import Verdict
from tui.text import content
from tui.views import Filter, Page, QueueRow
from tui.widgets.columns import Column
from tui.widgets.field import Field
from tui.widgets.pagedlist import PagedList


def _state(row: QueueRow) -> tuple[str, str]:
    if row.claimed_by:
        return row.claimed_by, "warn"
    return row.status, "quiet"


COLUMNS: tuple[Column[QueueRow], ...] = (
    Column(N_("Due"), 6, lambda row: (row.due, "bad" if row.late else "")),
    Column(N_("Order"), 14, lambda row: (row.order, "accent"), grow=True),
    Column(N_("Customer"), 12, lambda row: (row.customer, ""), grow=True, wide_only=50),
    Column(N_("Courier"), 9, lambda row: (row.courier, ""), wide_only=60),
    Column(N_("Channel"), 8, lambda row: (row.channel, "quiet"), wide_only=70),
    Column(N_("Units"), 5, lambda row: (str(row.units), "strong"), right=True),
    Column(N_("State"), 10, _state, wide_only=40),
)


class QueuePane(Pane):
    """Search on top, the list below."""

    WHERE: ClassVar[Where] = Where.QUEUE

    def __init__(self) -> None:
        super().__init__(id="queue")
        self._filter = Filter()
        self._list: PagedList[QueueRow] = PagedList(COLUMNS, empty=N_("Nothing to pick."))
        self._search = Field(id="search")
        self._count = Static("", markup=False, id="count")

    def compose(self) -> ComposeResult:
        """The search line and the list."""
        with Horizontal(id="search-row"):
            yield self._search
            yield self._count
        yield self._list

    def shown(self) -> None:
        """Bring the list up to date; the arrows are its own."""
        self._search.placeholder = _("F3 to search")
        self.screen.set_focus(self._list)
        if self._list.total < 0:
            self._list.show(self._fetch)
        else:
            self._list.reload()

    def subject(self) -> str:
        """The order under the cursor."""
        row = self._list.current
        return row.order if row else ""

    def act(self, action: Action) -> bool:
        """Search, leave the search, take the chosen order."""
        if action.name == "find":
            self.screen.set_focus(self._search)
            return True
        searching = self.screen.focused is self._search
        if searching and action.name in {"claim", "ack"}:
            if action.name == "ack":
                self._search.value = ""
            self._narrow()
            self.screen.set_focus(self._list)
            return True
        if action.name == "claim":
            self.station.submit(partial(self._claim, self._list.current))
            return True
        return False

    async def _claim(self, row: QueueRow | None, seq: int) -> Verdict:
        """Take the order that stood under the cursor, or comes to stand there while it loads."""
        if row is None:
            await self._list.ready()
            row = self._list.current
        if row is None:
            message = _("No order is chosen.")
            return Verdict(seq, "not_claimable", message=message, work=self.station.work)
        station = self.station
        return await station.writer.run(station.backend.act, seq, "claim", {"order": row.order})

    def verdict(self, verdict: Verdict) -> None:
        """An order may have come or gone."""
        self._list.reload()

    async def _fetch(self, offset: int, limit: int) -> Page[QueueRow]:
        return await self.station.read(self.station.backend.queue, self._filter, offset, limit)

    @on(Input.Changed, "#search")
    def _narrow(self) -> None:
        wanted = Filter(text=self._search.value.strip())
        if wanted != self._filter:
            self._filter = wanted
            self._list.show(self._fetch)

    @on(PagedList.Moved)
    def _say_count(self) -> None:
        total = max(0, self._list.total)
        self._count.update(content(_("{count} orders").format(count=f"{total:,}")))
