"""Calls for a lead: who calls from where, since when, and who comes."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class CallsPane(BoardPane):
    """Those that somebody waits on first; Enter shows the screen that was called from."""

    WHERE: ClassVar[Where] = Where.CALLS
    COLUMNS = (
        column(0, N_("Station"), 8, "strong"),
        column(1, N_("Who"), 9, grow=True, narrow=7),
        column(2, N_("Order"), 12, "accent", grow=True, narrow=9),
        column(3, N_("Since"), 8),
        column(4, N_("State"), 16, narrow=8),
        column(5, N_("Times"), 5, right=True, wide_only=70),
    )

    @property
    def took(self) -> float:
        """Whoever waits is seen at once."""
        return 0.0
