"""The parcels on their way: those that somebody has to look at first."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class OnTheWayPane(BoardPane):
    """Those that wait longest first; Enter shows all that was told of one, and what to do."""

    WHERE: ClassVar[Where] = Where.ON_THE_WAY
    COLUMNS = (
        column(0, N_("Problem"), 18, "warn", narrow=14),
        column(1, N_("Order"), 12, "strong"),
        column(2, N_("Since"), 11, "quiet", wide_only=50),
        column(3, N_("Where it is"), 16, grow=True, wide_only=40),
        column(4, N_("Waybill"), 14, "accent", wide_only=90),
        column(5, N_("Buyer"), 16, wide_only=110),
        column(6, N_("Phone"), 15, "accent", wide_only=70),
    )
