"""What is counted: scan a bin, then what lies there."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class CountsPane(BoardPane):
    """The open counts, then the bins as one walks; scans are bins and goods here."""

    WHERE: ClassVar[Where] = Where.COUNTS
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset(
        {"count_new", "count_done", "count_undo", "count_leave"}
    )
    COLUMNS = (
        column(0, N_("Where"), 10, "strong"),
        column(1, N_("State"), 15),
        column(2, N_("Done"), 7, right=True),
        column(3, N_("What"), 12, grow=True),
        column(4, N_("When"), 11, "quiet", wide_only=60),
        column(5, N_("Who"), 16, "quiet", wide_only=76),
    )
