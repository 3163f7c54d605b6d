"""The life cycles of a count and of each of its bins."""

from __future__ import annotations

from enum import StrEnum


class CountState(StrEnum):
    """Where a count stands."""

    PLANNED = "planned"
    COUNTING = "counting"
    RECOUNT = "recount"
    """All bins were counted; some have to be counted again."""
    POSTED = "posted"
    CANCELLED = "cancelled"


_C = CountState
COUNT_STEPS = frozenset(
    {
        (_C.PLANNED, _C.COUNTING),
        (_C.PLANNED, _C.CANCELLED),
        (_C.COUNTING, _C.RECOUNT),
        (_C.COUNTING, _C.POSTED),
        (_C.COUNTING, _C.CANCELLED),
        (_C.RECOUNT, _C.POSTED),
        (_C.RECOUNT, _C.CANCELLED),
    }
)
OPEN = (_C.PLANNED, _C.COUNTING, _C.RECOUNT)
"""States in which bins may still be counted."""


class TaskState(StrEnum):
    """Where one bin of a count stands."""

    OPEN = "open"
    COUNTING = "counting"
    AGAIN = "again"
    """Counted, and to be counted once more."""
    DONE = "done"
    SKIPPED = "skipped"
    """The count was posted or cancelled without it."""


_T = TaskState
TASK_STEPS = frozenset(
    {
        (_T.OPEN, _T.COUNTING),
        (_T.OPEN, _T.SKIPPED),
        (_T.COUNTING, _T.DONE),
        (_T.COUNTING, _T.AGAIN),
        (_T.COUNTING, _T.OPEN),  # somebody went away from it
        (_T.COUNTING, _T.SKIPPED),
        (_T.AGAIN, _T.COUNTING),
        (_T.AGAIN, _T.SKIPPED),
        (_T.DONE, _T.AGAIN),
    }
)
TO_COUNT = (_T.OPEN, _T.COUNTING, _T.AGAIN)
"""States of a bin in which somebody still has to count it."""


class Kind(StrEnum):
    """What a count is for."""

    FULL = "full"
    """A stock-take: all bins of a warehouse or a zone."""
    CYCLE = "cycle"
    """Some bins of a plan, so that each is counted now and then."""
    SOME = "some"
    """Bins that somebody chose."""
    TASK = "task"
    """Goods that were not where they should be: somebody else asks for them."""
