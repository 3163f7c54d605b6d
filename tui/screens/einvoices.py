"""The e-invoices: what waits, what nobody knows, what is out."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class EInvoicesPane(BoardPane):
    """Invoices that want one stand first, then the newest; Enter shows what one says."""

    WHERE: ClassVar[Where] = Where.EINVOICES
    FREE: ClassVar[frozenset[str]] = frozenset({"einvoice_draw"})
    COLUMNS = (
        column(0, N_("State"), 18, narrow=9),
        column(1, N_("Invoice"), 16, "strong", grow=True, narrow=13),
        column(2, N_("Total"), 14, right=True),
        column(3, N_("Number"), 18, "accent", wide_only=66),
        column(4, N_("Buyer"), 20, wide_only=84),
        column(5, N_("Trouble"), 40, "quiet", wide_only=110),
    )
