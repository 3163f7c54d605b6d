"""The walks: Enter takes one, F7 plans more."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import BY_NAME, Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_
from tui.views import BoardRow


class WalksPane(BoardPane):
    """Those in hand first, then the most urgent; the scan of a sheet takes its walk."""

    WHERE: ClassVar[Where] = Where.WALKS
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset({"walk_plan"})
    COLUMNS = (
        column(0, N_("Number"), 6, "strong"),
        column(1, N_("State"), 13),
        column(2, N_("Orders"), 6, right=True),
        column(3, N_("Fetched"), 8, right=True),
        column(4, N_("Courier"), 11, wide_only=50),
        column(5, N_("How"), 12, "quiet", wide_only=64),
        column(6, N_("Zone"), 8, "quiet", wide_only=90),
        column(7, N_("Bays"), 5, "quiet", right=True, wide_only=100),
        column(8, N_("Picker"), 10, grow=True, wide_only=76),
    )

    def act(self, action: Action) -> bool:
        """Enter takes the walk under the cursor; to look at it closer is a key of its own."""
        if action.name == "open" and self.list.current is not None:
            action = BY_NAME["walk_take"]
            self.run_worker(self.station.deeds.do(action), exit_on_error=False)
            return True
        if super().act(action):
            return True
        row: BoardRow | None = self.list.current
        if action.name == "walk_look" and row is not None:
            self.run_worker(self._open(row), exit_on_error=False)
            return True
        return False
