"""The delivery that is in hand: scans are goods, bins, and numbers of purchase orders here."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class ReceivingPane(BoardPane):
    """What is still to come stands first, by the bin it goes to."""

    WHERE: ClassVar[Where] = Where.RECEIVING
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset(
        {
            "receive_expected",
            "receive_damaged",
            "receive_lot",
            "receive_over",
            "receive_undo",
            "receive_done",
        }
    )
    COLUMNS = (
        column(0, N_("Came"), 9, right=True),
        column(1, N_("SKU"), 16),
        column(2, N_("Product"), 12, "quiet", grow=True, wide_only=50),
        column(3, N_("Goes to"), 10, "accent", wide_only=36),
        column(4, N_("Damaged"), 8, "bad", right=True, wide_only=70),
        column(5, N_("Supplier's SKU"), 16, "quiet", wide_only=100),
    )
