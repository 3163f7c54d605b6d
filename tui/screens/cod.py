"""The money of couriers: lines that a person has to look at, then what is expected."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.screens.statementfile import StatementFile
from tui.speech import N_, _


class CodPane(BoardPane):
    """Lines of statements that are not as they should be stand first, then what is overdue."""

    WHERE: ClassVar[Where] = Where.COD
    COLUMNS = (
        column(0, N_("State"), 18, narrow=11),
        column(1, N_("Order"), 14, "strong", grow=True, narrow=10),
        column(2, N_("Expected"), 14, right=True),
        column(3, N_("Paid"), 14, right=True, wide_only=60),
        column(4, N_("Waybill"), 16, "accent", wide_only=76),
        column(5, N_("Courier"), 16, "quiet", wide_only=96),
    )

    FREE: ClassVar[frozenset[str]] = frozenset({"cod_file"})

    def __init__(self) -> None:
        super().__init__()
        self._file = StatementFile(self)

    def act(self, action: Action) -> bool:
        """Files are asked for here; the order of a line is a page of its own."""
        if action.name == "cod_file":
            self.run_worker(self._file.begin(), exit_on_error=False)
            return True
        if super().act(action):
            return True
        row = self.list.current
        if action.name != "cod_order" or row is None:
            return False
        if not row.target["order"]:
            self.station.say(_("No parcel of ours has this waybill number."))
            return True
        kept = {name: row.target[name] for name in ("order", "channel")}
        self.run_worker(self.station.frame.go(Where.ORDER, kept), exit_on_error=False)
        return True
