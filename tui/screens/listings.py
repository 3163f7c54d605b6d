"""Listings of all shops, and new products that are drawn up for them."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class ListingsPane(BoardPane):
    """New ones first; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.LISTINGS
    FREE: ClassVar[frozenset[str]] = frozenset({"listing_new", "listing_categories"})
    COLUMNS = (
        column(0, N_("SKU"), 14, "strong"),
        column(1, N_("State"), 12),
        column(2, N_("Shop"), 14, wide_only=60),
        column(3, N_("Name"), 14, grow=True, narrow=8),
        column(4, N_("Stock"), 6, right=True, wide_only=50),
        column(5, N_("To do"), 20, "quiet", wide_only=80),
    )
