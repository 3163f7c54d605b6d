"""The base of the boards: a titled list that is searched, filtered and looked at closer."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from tui.boards import BOARDS
from tui.keys import Action
from tui.screens.listing import ListPane
from tui.speech import _
from tui.state import Verdict
from tui.text import content
from tui.views import BoardRow, Detail, Filter, Form, FormField, Ink, Page
from tui.widgets.columns import Column
from tui.widgets.forms import FormModal
from tui.widgets.modals import DetailModal
from tui.widgets.pagedlist import PagedList


def column(
    place: int,
    title: str,
    width: int,
    ink: Ink = "",
    *,
    grow: bool = False,
    right: bool = False,
    wide_only: int = 0,
    narrow: int = 0,
) -> Column[BoardRow]:
    """A column of a board: the cell at `place` of its rows, in the row's ink where it says one."""

    def cell(row: BoardRow) -> tuple[str, Ink]:
        said = row.inks[place] if place < len(row.inks) else ""
        return row.cells[place], said or ink

    return Column(title, width, cell, grow=grow, right=right, wide_only=wide_only, narrow=narrow)


class BoardPane(ListPane[BoardRow]):
    """Subclasses say which board they are, its columns, and which actions need no row."""

    COLUMNS: ClassVar[tuple[Column[BoardRow], ...]]
    FREE: ClassVar[frozenset[str]] = frozenset()
    """Actions of the board alone that mean no row of it: to make a new one, to plan."""

    def __init__(self) -> None:
        self._board = BOARDS[self.WHERE]
        name = self.WHERE.value.replace("_", "-")
        super().__init__(self.COLUMNS, attrgetter("id"), empty=self._board.empty, id=name)
        self._head = Static("", markup=False, classes="board-head")
        self._filter = Filter()
        self._shown = ""
        """The words of what the list is filtered by."""

    def compose(self) -> ComposeResult:
        """What it is a list of, then the list."""
        yield self._head
        yield from super().compose()

    async def fetch(self, offset: int, limit: int) -> Page[BoardRow]:
        """A page of the list."""
        backend = self.station.backend
        return await self.station.read(backend.board, self.WHERE.value, self._filter, offset, limit)

    async def detail(self, row: BoardRow) -> Detail:
        """Everything about the row under the cursor."""
        return await self.station.read(self.station.backend.board_sheet, self.WHERE.value, row.id)

    def aim(self, target: dict[str, str]) -> None:
        """Whoever comes with a text in mind sees what it finds."""
        if "find" in target:
            self._narrow(replace(self._filter, text=target["find"]))

    def shown(self) -> None:
        """Bring the list up to date."""
        self._say_head()
        super().shown()

    def speak(self) -> None:
        """Say the title anew."""
        self._say_head()
        super().speak()

    def changed_hands(self) -> None:
        """What was loaded for somebody else may not be for who looks now."""
        if self._board.permission:
            self.list.forget()
            self.beside.show(None)

    def target(self) -> dict[str, str]:
        """The row under the cursor."""
        row = self.list.current
        return {**row.target, "id": row.id} if row else {}

    def verdict(self, verdict: Verdict) -> None:
        """What was just scanned here is never hidden by a search."""
        super().verdict(verdict)
        if self.display and self.SCANS and verdict.scanned and self._filter.text:
            self._narrow(replace(self._filter, text=""))

    def act(self, action: Action) -> bool:
        """Search, leave the search, look closer; what is about a row waits for the row."""
        if action.name == "find":
            self.run_worker(self._search(), exit_on_error=False)
            return True
        if action.name == "back" and self._narrowed and not self._held:
            self._narrow(Filter())
            return True
        if action.name == "open" or (
            action.where == frozenset({self.WHERE})
            and action.name not in self.FREE
            and not action.name.endswith("_filter")
        ):
            row = self.list.current
            if row is None:
                self.once_loaded(action, _("Nothing is chosen."))
                return True
            if action.name == "open":
                self.run_worker(self._open(row), exit_on_error=False)
                return True
        return False

    def chosen(self, action: Action, value: str) -> bool:
        """A filter narrows the list; all other choices are the business's."""
        if not action.name.endswith("_filter"):
            return False
        status, _sign, said = value.partition("|")
        self._shown = said
        self._narrow(replace(self._filter, status=status))
        return True

    @property
    def _narrowed(self) -> bool:
        return self._filter != Filter()

    @property
    def _held(self) -> bool:
        return self.station.frame.banner.verdict.held

    def _narrow(self, wanted: Filter) -> None:
        self._filter = wanted
        if not wanted.status:
            self._shown = ""
        self.list.empty = _("Nothing like that was found.") if self._narrowed else self._board.empty
        self.list.show(self.fetch)
        self._say_head()

    async def _search(self) -> None:
        form = Form(_(self._board.title), (FormField("text", _("Search"), self._filter.text),))

        def filled(values: dict[str, str] | None) -> None:
            if values is not None:
                self._narrow(replace(self._filter, text=values["text"].strip()))

        await self.station.deeds.open(FormModal(form), filled)

    async def _open(self, row: BoardRow) -> None:
        deeds = self.station.deeds
        found = await deeds.fetch(self.station.backend.board_sheet, self.WHERE.value, row.id)
        if found is not None:
            await deeds.open(DetailModal(found))

    @on(PagedList.Moved)
    def _follow(self) -> None:
        self._say_head()

    def _say_head(self) -> None:
        said = [_(self._board.title)]
        if self.list.total >= 0:
            said.append(f"{self.list.total:,}")
        row = self.list.current
        about = row.target.get("about", "") if row is not None else ""
        said += [part for part in (about, self._shown, self._filter.text) if part]
        self._head.update(content(" · ".join(said), "bold"))
