"""Invoices that go out: what nobody knows of, what is held with what is odd, what is on its way."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class GoingOutPane(BoardPane):
    """One row for each way that an invoice goes; Enter shows its log."""

    WHERE: ClassVar[Where] = Where.GOING_OUT
    FREE: ClassVar[frozenset[str]] = frozenset({"out_batch"})
    COLUMNS = (
        column(0, N_("State"), 12, "strong"),
        column(5, N_("Why"), 16, wide_only=64),
        column(1, N_("Number"), 16, "accent"),
        column(2, N_("Buyer"), 10, grow=True),
        column(3, N_("Total"), 13, right=True, wide_only=76),
        column(4, N_("Way"), 6, "quiet"),
        column(6, N_("To"), 24, "quiet", wide_only=130),
    )
