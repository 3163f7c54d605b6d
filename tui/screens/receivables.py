"""The money of customers: lines of banks that wait, credit, then what is owed."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Action, Where
from tui.screens.bankfile import BankFile
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_, _


class ReceivablesPane(BoardPane):
    """What a person has to look at stands first."""

    WHERE: ClassVar[Where] = Where.RECEIVABLES
    FREE: ClassVar[frozenset[str]] = frozenset({"money_new", "money_file"})
    COLUMNS = (
        column(0, N_("What"), 14, narrow=8),
        column(1, N_("Who"), 16, "strong", grow=True, narrow=12),
        column(2, N_("Amount"), 16, right=True),
        column(3, N_("For"), 30, "accent", wide_only=76),
        column(4, N_("Day"), 10, "quiet", wide_only=60),
    )

    def __init__(self) -> None:
        super().__init__()
        self._file = BankFile(self)

    def act(self, action: Action) -> bool:
        """Files are asked for here; the order of an invoice is a page of its own."""
        if action.name == "money_file":
            self.run_worker(self._file.begin(), exit_on_error=False)
            return True
        if super().act(action):
            return True
        row = self.list.current
        if action.name != "money_order" or row is None:
            return False
        if not row.target.get("order"):
            self.station.say(_("This is about no order."))
            return True
        kept = {"order": row.target["order"], "channel": ""}
        self.run_worker(self.station.frame.go(Where.ORDER, kept), exit_on_error=False)
        return True
