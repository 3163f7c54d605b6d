"""Looking up: any code that is scanned or typed here is looked at, and nothing changes."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_
from tui.state import Verdict


class LookupPane(BoardPane):
    """What is known of what was looked up last; each row leads on."""

    WHERE: ClassVar[Where] = Where.LOOKUP
    SCANS: ClassVar[bool] = True
    COLUMNS = (
        column(0, N_("What"), 12, "accent"),
        column(1, N_("Units"), 8, right=True),
        column(2, N_("Which"), 16, grow=True),
        column(3, N_("Where"), 16, wide_only=50),
        column(4, N_("Why"), 22, "quiet", wide_only=76),
        column(5, N_("When"), 16, "quiet", wide_only=100),
    )

    def verdict(self, verdict: Verdict) -> None:
        """Something else is in view: from its top."""
        super().verdict(verdict)
        if self.display and verdict.kind == "info":
            self.list.show(self.fetch)
