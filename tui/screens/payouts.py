"""What marketplaces pay out: statements, orders to look at, and those that are late."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class PayoutsPane(BoardPane):
    """The newest first; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.PAYOUTS
    FREE: ClassVar[frozenset[str]] = frozenset({"payout_ask"})
    COLUMNS = (
        column(0, N_("Number"), 25, "strong", narrow=16),
        column(1, N_("Shop"), 16, wide_only=104),
        column(2, N_("Day"), 10, wide_only=78),
        column(3, N_("Amount"), 13, right=True),
        column(4, N_("State"), 12, wide_only=60),
        column(5, N_("To do"), 14, "quiet", grow=True, narrow=6),
    )
