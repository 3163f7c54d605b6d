"""Invoices that wait to be issued, the odd ones first, and standing orders, those due first."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class BillingPane(BoardPane):
    """What somebody has to look at before it is issued; Enter shows all of it."""

    WHERE: ClassVar[Where] = Where.BILLING
    COLUMNS = (
        column(0, N_("Why"), 24, grow=True),
        column(1, N_("Buyer"), 18, "strong"),
        column(2, N_("Total"), 16, right=True),
        column(3, N_("Of"), 14, "accent", wide_only=76),
        column(4, N_("What"), 12, "quiet", wide_only=96),
        column(5, N_("No."), 6, "quiet", right=True, wide_only=60),
    )


class StandingPane(BoardPane):
    """What is invoiced by the calendar; Enter shows the next days."""

    WHERE: ClassVar[Where] = Where.STANDING
    FREE: ClassVar[frozenset[str]] = frozenset({"standing_new"})
    COLUMNS = (
        column(0, N_("Name"), 16, "strong", grow=True),
        column(1, N_("Customer"), 18),
        column(2, N_("State"), 10),
        column(3, N_("Next"), 10, "accent"),
        column(4, N_("Due"), 4, right=True, wide_only=60),
        column(5, N_("Rule"), 24, "quiet", wide_only=96),
    )
