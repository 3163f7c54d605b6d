"""The warehouses of the shop."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class WarehousesPane(BoardPane):
    """In the order in which orders ask them; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.WAREHOUSES
    FREE: ClassVar[frozenset[str]] = frozenset({"warehouse_new"})
    COLUMNS = (
        column(0, N_("Code"), 10, "strong"),
        column(1, N_("Name"), 14, grow=True),
        column(2, N_("Kind"), 14, wide_only=60),
        column(3, N_("City"), 14, wide_only=46),
        column(4, N_("In charge"), 14, "quiet", wide_only=90),
        column(5, N_("Rank"), 5, right=True, wide_only=70),
        column(6, "", 12, "accent", wide_only=40),
    )
