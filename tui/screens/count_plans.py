"""The plans of counts: what is counted by itself, and when."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class CountPlansPane(BoardPane):
    """By name; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.COUNT_PLANS
    FREE: ClassVar[frozenset[str]] = frozenset({"count_plan_new"})
    COLUMNS = (
        column(0, N_("Name"), 16, "strong"),
        column(1, N_("What"), 20, grow=True),
        column(2, N_("Next"), 10),
        column(3, N_("Shown"), 10, "quiet", wide_only=60),
    )
