"""What has to be bought: short of orders, or below the reorder point."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class NeedsPane(BoardPane):
    """By SKU; F9 puts all of it on drafts."""

    WHERE: ClassVar[Where] = Where.NEEDS
    FREE: ClassVar[frozenset[str]] = frozenset({"need_buy"})
    COLUMNS = (
        column(0, N_("SKU"), 16),
        column(1, N_("To buy"), 7, right=True),
        column(2, N_("Short"), 6, right=True),
        column(3, N_("Orders"), 6, right=True, wide_only=46),
        column(4, N_("Product"), 12, "quiet", grow=True, wide_only=60),
        column(5, N_("Free"), 6, right=True, wide_only=70),
        column(6, N_("Coming"), 6, right=True, wide_only=76),
        column(7, N_("Supplier"), 14, wide_only=40),
    )
