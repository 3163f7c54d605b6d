"""The walk in hand: what comes now is painted big, the rest of the way is a list."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from tui.keys import BY_NAME, Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_
from tui.views import BoardRow, Page
from tui.widgets.bigtask import BigTask

_SAME = {
    "undo": "walk_undo",
    "done": "walk_done",
    "short": "walk_short",
    "hold": "walk_aside",
    "next": "walk_skip",
}
"""Keys of the packing table that mean the same on a walk."""


class WalkPane(BoardPane):
    """Scans are bins, goods and totes here; after a batch each scan names a place of the wall."""

    WHERE: ClassVar[Where] = Where.WALK
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset(
        {"walk_skip", "walk_short", "walk_undo", "walk_done", "walk_aside"}
    )
    COLUMNS = (
        column(0, N_("Where"), 10, "accent"),
        column(1, N_("Units"), 7, right=True),
        column(2, N_("What"), 16),
        column(3, N_("Product"), 12, "quiet", grow=True, wide_only=50),
        column(4, N_("Goes to"), 16, wide_only=70),
    )

    def __init__(self) -> None:
        super().__init__()
        self.big = BigTask()
        self.big.display = False

    def compose(self) -> ComposeResult:
        """The big task, then the list."""
        for widget in super().compose():
            yield widget
            if widget is self._head:
                yield self.big

    async def fetch(self, offset: int, limit: int) -> Page[BoardRow]:
        """A page of what is left; its first row is what comes now."""
        found = await super().fetch(offset, limit)
        if offset == 0:
            first = found.rows[0] if found.rows else None
            self.big.show(first.cells if first is not None and first.step == "now" else ())
        return found

    def act(self, action: Action) -> bool:
        """What packers press means the same here."""
        if action.name in _SAME:
            meant = BY_NAME[_SAME[action.name]]
            self.run_worker(self.station.deeds.do(meant), exit_on_error=False)
            return True
        return super().act(action)
