"""The bills of platforms: what is unpaid, what is booked, and their papers."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class PlatformBillsPane(BoardPane):
    """The newest first; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.PLATFORM_BILLS
    FREE: ClassVar[frozenset[str]] = frozenset({"bill_ask"})
    COLUMNS = (
        column(0, N_("Number"), 16, "strong"),
        column(1, N_("Day"), 10, wide_only=50),
        column(2, N_("Total"), 14, right=True),
        column(3, N_("Payment"), 18, wide_only=60),
        column(4, N_("Billed"), 14, grow=True, narrow=6),
        column(5, N_("Group"), 18, "quiet", wide_only=110),
        column(6, N_("Booked"), 8, "quiet", wide_only=76),
    )
