"""The base of the panes that are a list, with a detail beside it where there is room."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from core.errors import NotAllowed
from tui.keys import Action
from tui.problems import OWN, is_away
from tui.screens.pane import Pane
from tui.speech import _
from tui.state import Verdict
from tui.views import Detail, Page
from tui.widgets.columns import Column
from tui.widgets.detail import DetailView
from tui.widgets.pagedlist import PagedList

R = TypeVar("R")

WIDE = 120
"""The width of the terminal, in cells, from which on there is a detail beside the list."""
_REST = 0.12
"""Seconds that the cursor rests before its detail is asked for."""


class ListPane(Pane, Generic[R]):
    """Subclasses say how a page is fetched, what a row's detail is, and what keys do."""

    def __init__(
        self, columns: Sequence[Column[R]], identity: Callable[[R], object], *, empty: str, id: str
    ) -> None:
        super().__init__(id=id)
        self.list: PagedList[R] = PagedList(columns, empty=empty, identity=identity)
        self.beside = DetailView(classes="beside", focusable=False)
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        """The list and, on wide terminals, the detail."""
        with Horizontal(classes="split"):
            yield self.list
            yield self.beside

    @abstractmethod
    async def fetch(self, offset: int, limit: int) -> Page[R]:
        """A page of the list."""

    @abstractmethod
    async def detail(self, row: R) -> Detail:
        """What stands beside the list for a row."""

    def shown(self) -> None:
        """Bring the list up to date; the arrows are its own."""
        self.screen.set_focus(self.list)
        if self.list.total < 0:
            self.list.show(self.fetch)
        else:
            self.list.reload()

    def verdict(self, verdict: Verdict) -> None:
        """Something may have come, gone or changed.

        What the terminal itself could not do changes nothing, and is perhaps this very list.
        """
        if self.display and verdict.kind not in OWN:
            self.list.reload()

    @property
    def settled(self) -> bool:
        """Whether the rows in sight are loaded."""
        return self.list.settled

    @property
    def took(self) -> float:
        """Seconds of the last page."""
        return self.list.took

    def tick(self) -> None:
        """Others work on the same list."""
        if self.display:
            self.list.reload()

    def once_loaded(self, action: Action, nothing: str) -> None:
        """Do an action on the row that comes to stand under the cursor; `nothing` if none does."""

        async def wait() -> None:
            await self.list.ready()
            if self.list.current is None:
                self.station.say(nothing)
            else:
                await self.station.deeds.do(action)

        self.run_worker(wait(), exit_on_error=False)

    def needs_row(self, action: Action) -> bool:
        """Wait for the row that loads; where there is none, no other order is meant instead."""
        if self.list.current is not None:
            return False
        self.once_loaded(action, _("No order is chosen."))
        return True

    @on(PagedList.Failed)
    def _say_failure(self, event: PagedList.Failed) -> None:
        if is_away(event.error) and self.list.total >= 0:
            return  # what was read stays, and what the station says of the line is enough
        if isinstance(event.error, NotAllowed):  # what somebody else had looked at is not shown
            self.list.forget()
            self.beside.show(None)
        self.station.fail(event.error)

    @on(PagedList.Moved)
    def _look_closer(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        if self.is_running and self.display and self.app.size.width >= WIDE:
            self._rest = self.set_timer(_REST, self._rested)

    def _rested(self) -> None:
        self.run_worker(self._peek(), exit_on_error=False)

    def on_resize(self) -> None:
        """The detail may have room now."""
        self._look_closer()

    async def _peek(self) -> None:
        row = self.list.current
        if row is None:
            self.beside.show(None)
            return
        try:
            found = await self.detail(row)
        except Exception as error:  # noqa: BLE001 - said in the banner; the list goes on
            self.station.fail(error)
            return
        if row == self.list.current:
            self.beside.show(found, keep=True)
