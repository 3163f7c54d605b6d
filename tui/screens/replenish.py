"""The pick bins to fill up: scan the bulk bin, the goods, then the pick bin."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class ReplenishPane(BoardPane):
    """The urgent first, then in walking order; scans are bins and goods here."""

    WHERE: ClassVar[Where] = Where.REPLENISH
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset({"replenish_plan", "replenish_home"})
    COLUMNS = (
        column(0, N_("Lies in"), 10, "accent"),
        column(1, N_("Units"), 5, "strong", right=True),
        column(2, N_("SKU"), 14),
        column(3, N_("Product"), 12, "quiet", grow=True, wide_only=50),
        column(4, N_("Goes to"), 10, wide_only=40),
        column(5, N_("Lot"), 10, "quiet", wide_only=90),
        column(6, N_("Orders due"), 11, "quiet", wide_only=76),
    )
