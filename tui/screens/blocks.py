"""The goods that nobody may promise, and why."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class BlocksPane(BoardPane):
    """The newest first."""

    WHERE: ClassVar[Where] = Where.BLOCKS
    FREE: ClassVar[frozenset[str]] = frozenset({"block_new"})
    COLUMNS = (
        column(0, N_("SKU"), 14, "strong"),
        column(1, N_("Units"), 5, right=True),
        column(2, N_("Bin"), 10, "accent"),
        column(3, N_("Why"), 14, grow=True),
        column(4, N_("Who"), 12, "quiet", wide_only=60),
        column(5, N_("Until"), 11, "quiet", wide_only=50),
        column(6, N_("Lot"), 10, "quiet", wide_only=90),
    )
