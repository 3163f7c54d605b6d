"""The transfer whose goods arrive here: scans are goods, bins, and numbers of transfers."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class ArrivalsPane(BoardPane):
    """What is on its way still stands first, by the bin it goes to."""

    WHERE: ClassVar[Where] = Where.ARRIVALS
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset(
        {
            "arrival_all",
            "arrival_damaged",
            "arrival_lot",
            "arrival_missing",
            "arrival_undo",
            "arrival_done",
        }
    )
    COLUMNS = (
        column(0, N_("Came"), 9, right=True),
        column(1, N_("SKU"), 16),
        column(2, N_("Product"), 12, "quiet", grow=True, wide_only=50),
        column(3, N_("Goes to"), 10, "accent", wide_only=36),
        column(4, N_("Damaged"), 8, "bad", right=True, wide_only=70),
        column(5, N_("Missing"), 8, "bad", right=True, wide_only=80),
    )
