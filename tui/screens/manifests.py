"""The manifests that were signed, and those that are open."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class ManifestsPane(BoardPane):
    """The newest first; Enter shows what is on one."""

    WHERE: ClassVar[Where] = Where.MANIFESTS
    COLUMNS = (
        column(0, N_("Number"), 10, "strong"),
        column(1, N_("Courier"), 16, grow=True),
        column(2, N_("Parcels"), 7, right=True),
        column(3, N_("Signed"), 14, wide_only=50),
        column(4, N_("Signed by"), 18, "accent", wide_only=64),
        column(5, N_("Name and vehicle"), 22, "quiet", wide_only=96),
    )
