"""The suppliers: who they are and what they sell us."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class SuppliersPane(BoardPane):
    """By code; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.SUPPLIERS
    FREE: ClassVar[frozenset[str]] = frozenset({"supplier_new"})
    COLUMNS = (
        column(0, N_("Code"), 10, "strong"),
        column(1, N_("Name"), 14, grow=True),
        column(2, N_("Phone"), 18, "accent", wide_only=50),
        column(3, N_("Days"), 4, right=True, wide_only=40),
        column(4, N_("E-mail"), 24, "quiet", wide_only=90),
    )
