"""The end of the day: what is left over, and the way to where it is put right."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_
from tui.views import BoardRow

_CURES = {"standing": Where.HAND_OVER, "unlisted": Where.HAND_OVER, "paper": Where.JOBS}
"""Where what is put right; all else at its order."""


class DayEndPane(BoardPane):
    """What is nearest to leaving first."""

    WHERE: ClassVar[Where] = Where.DAY_END
    COLUMNS = (
        column(0, N_("What"), 30, grow=True, narrow=23),
        column(1, N_("Order"), 14, "strong"),
        column(2, N_("Parcel"), 12, wide_only=50),
        column(3, N_("Last seen"), 16, "accent", wide_only=66),
        column(4, N_("Courier"), 16, "quiet", wide_only=84),
    )

    def act(self, action: Action) -> bool:
        """Each line leads to its cure."""
        if super().act(action):
            return True
        row = self.list.current
        if action.name != "day_end_cure" or row is None:
            return False
        self.run_worker(self._cure(row), exit_on_error=False)
        return True

    async def _cure(self, row: BoardRow) -> None:
        where = _CURES.get(row.step, Where.ORDER)
        kept = ("order", "channel") if where is Where.ORDER else ()
        await self.station.frame.go(where, {name: row.target[name] for name in kept})
