"""The pick bins that are kept filled from bulk bins."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class PickHomesPane(BoardPane):
    """In walking order."""

    WHERE: ClassVar[Where] = Where.PICK_HOMES
    FREE: ClassVar[frozenset[str]] = frozenset({"home_new"})
    COLUMNS = (
        column(0, N_("Bin"), 10, "accent"),
        column(1, N_("SKU"), 14, "strong"),
        column(2, N_("Name"), 14, "quiet", grow=True),
        column(3, N_("At least"), 8, right=True),
        column(4, N_("At most"), 8, right=True),
    )
