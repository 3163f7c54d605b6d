"""Boxes whose offline scans could not be saved: whose, what is in them, and why."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class OfflinePane(BoardPane):
    """The oldest first; Enter shows all of a box, F9 says that it was put right.

    A scan means here what it means everywhere: it settles nothing.
    """

    WHERE: ClassVar[Where] = Where.OFFLINE
    COLUMNS = (
        column(0, N_("Order"), 14, "strong", grow=True, narrow=9),
        column(1, N_("Station"), 8, narrow=6),
        column(2, N_("Who"), 9, wide_only=60),
        column(3, N_("Since"), 12, wide_only=50),
        column(4, N_("In the box, not saved"), 16, "warn", grow=True, narrow=10),
        column(5, N_("Box"), 8, "accent", narrow=6),
        column(6, N_("Why"), 30, grow=True, wide_only=100),
    )
