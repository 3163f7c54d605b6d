"""The e-invoices: what waits, what nobody knows, what is out."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from tui.keys import Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.screens.downloading import download
from tui.speech import N_
from tui.state import Verdict
from tui.views import BoardRow


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

    def verdict(self, verdict: Verdict) -> None:
        """The cursor goes to what was just drawn up: F9 means that one, not the one before."""
        super().verdict(verdict)
        if self.display and verdict.kind == "info":
            self.list.seek(lambda row: verdict.message.startswith(f"{row.id}:"))

    def act(self, action: Action) -> bool:
        """Write files; all else is a board's."""
        if super().act(action):
            return True
        row = self.list.current
        if row is None or action.name != "einvoice_file":
            return False
        self.run_worker(self._download(row), exit_on_error=False)
        return True

    async def _download(self, row: BoardRow) -> None:
        files = self.station.backend.invoice_files()
        await download(self, row.id, files.folder(), partial(files.write_legal, row.id))
