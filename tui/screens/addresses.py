"""The addresses that a courier's list does not know, and what people said about them."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class AddressesPane(BoardPane):
    """Most orders first; Enter shows all that is known of one."""

    WHERE: ClassVar[Where] = Where.ADDRESSES
    COLUMNS = (
        column(0, N_("Written"), 16, "strong", grow=True),
        column(1, N_("Within"), 20, grow=True, wide_only=60),
        column(2, N_("Courier"), 14, "quiet", wide_only=50),
        column(3, N_("Orders"), 6, right=True),
        column(4, N_("Means"), 20, "accent", wide_only=90),
    )
