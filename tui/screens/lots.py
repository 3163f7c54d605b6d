"""The lots in stock, and when they expire."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class LotsPane(BoardPane):
    """Those that expire soon first; Enter shows where a lot lies and with what it left."""

    WHERE: ClassVar[Where] = Where.LOTS
    FREE: ClassVar[frozenset[str]] = frozenset({"lot_assign", "lot_track", "lot_aside"})
    COLUMNS = (
        column(0, N_("SKU"), 14, "strong"),
        column(1, N_("Lot"), 12, grow=True),
        column(2, N_("Expires"), 10),
        column(3, N_("Bin"), 10, "accent"),
        column(4, N_("On hand"), 8, right=True, wide_only=60),
        column(5, N_("Promised"), 8, "quiet", right=True, wide_only=70),
        column(6, N_("Name"), 20, "quiet", wide_only=110),
    )
