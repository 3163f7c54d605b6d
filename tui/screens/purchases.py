"""The purchase orders: F9 takes the next step, from the draft to the delivery."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import BY_NAME, Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_
from tui.state import Verdict
from tui.views import BoardRow


class PurchasesPane(BoardPane):
    """The newest first; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.PURCHASES
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset({"purchase_new"})
    COLUMNS = (
        column(0, N_("Number"), 9, "strong"),
        column(1, N_("State"), 16),
        column(2, N_("Units"), 9, right=True),
        column(3, N_("Supplier"), 14, grow=True, wide_only=50),
        column(4, N_("Expected"), 8, wide_only=60),
        column(5, N_("Total"), 16, right=True, wide_only=70),
        column(6, N_("Note"), 20, "quiet", wide_only=110),
    )

    def act(self, action: Action) -> bool:
        """What comes next for a purchase order depends on where it stands."""
        if super().act(action):
            return True
        row = self.list.current
        if action.name != "purchase_next" or row is None:
            return False
        self.run_worker(self._go_on(row), exit_on_error=False)
        return True

    def verdict(self, verdict: Verdict) -> None:
        """The number on a printed order was scanned: its goods are received now."""
        super().verdict(verdict)
        number = verdict.scanned.strip().upper()
        if self.display and verdict.kind == "info" and number and number in verdict.message:
            self.run_worker(self.station.frame.go(Where.RECEIVING), exit_on_error=False)

    async def _go_on(self, row: BoardRow) -> None:
        if row.step == "draft":
            await self.station.deeds.do(BY_NAME["purchase_order"])
        elif row.step in {"ordered", "part_received"}:
            self.station.command("purchase_receive", {"id": row.id})
            await self.station.frame.go(Where.RECEIVING)
        else:
            self.station.command("purchase_close", {"id": row.id})
