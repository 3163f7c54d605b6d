"""The transfers from and to this warehouse: F9 takes the next step, from the draft to the shelf."""

from __future__ import annotations

import re
from typing import ClassVar

from tui.keys import BY_NAME, Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_, _
from tui.state import Verdict
from tui.views import BoardRow

_NUMBER = re.compile(r"\bT\d{6,}\b")


class TransfersPane(BoardPane):
    """The newest first; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.TRANSFERS
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset({"transfer_new"})
    COLUMNS = (
        column(0, N_("Number"), 9, "strong"),
        column(1, N_("From or to"), 12, grow=True),
        column(2, N_("State"), 16),
        column(3, N_("Units"), 9, right=True),
        column(4, N_("Expected"), 8, wide_only=60),
        column(5, N_("Note"), 20, "quiet", wide_only=80),
    )

    def act(self, action: Action) -> bool:
        """What comes next for a transfer depends on where it stands."""
        if super().act(action):
            return True
        row = self.list.current
        if row is None or action.name not in {"transfer_next", "transfer_receive"}:
            return False
        self.run_worker(self._go_on(row, action), exit_on_error=False)
        return True

    def verdict(self, verdict: Verdict) -> None:
        """The cursor goes to the transfer that was just drawn up, or that something happened to."""
        super().verdict(verdict)
        named = _NUMBER.search(verdict.message)
        if self.display and named is not None:
            self.list.seek(lambda row: row.id == named[0])
        number = verdict.scanned.strip().upper()
        if self.display and verdict.kind == "info" and number and number in verdict.message:
            self.run_worker(self.station.frame.go(Where.ARRIVALS), exit_on_error=False)

    async def _go_on(self, row: BoardRow, action: Action) -> None:
        state, _colon, way = row.step.partition(":")
        if action.name == "transfer_receive" or (
            state in {"sent", "part_received"} and way == "in"
        ):
            self.station.command("transfer_receive", {"id": row.id})
            await self.station.frame.go(Where.ARRIVALS)
        elif state == "draft" and way == "out":
            await self.station.deeds.do(BY_NAME["transfer_send"])
        elif state in {"draft", "sent", "part_received"}:
            self.station.say(_("What comes next is done in the other warehouse."))
        else:
            self.station.say(_("It is over; Enter shows what became of it."))
