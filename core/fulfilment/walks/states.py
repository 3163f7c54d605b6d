"""Life cycles of a walk and of its pick tasks, and the ways in which orders share a walk."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """How the orders of a walk share it."""

    SINGLE = "single"
    """One order."""
    BATCH = "batch"
    """All goods into one cart, sorted by order at the table."""
    CLUSTER = "cluster"
    """A tote for each order on the cart."""
    ZONE = "zone"
    """As a cluster, but only the bins of one zone; others fetch the rest of the same orders."""


class WalkState(StrEnum):
    """Where a walk stands."""

    PLANNED = "planned"
    WALKING = "walking"
    SORTING = "sorting"
    DONE = "done"
    CANCELLED = "cancelled"


class TaskState(StrEnum):
    """Where the units of one order line in one bin stand."""

    OPEN = "open"
    CLAIMED = "claimed"
    """Somebody walks for it."""
    DONE = "done"
    SHORT = "short"
    """Not all of it was there."""
    CANCELLED = "cancelled"


class Place(StrEnum):
    """Whether an order is still part of a walk."""

    IN = "in"
    DONE = "done"
    OUT = "out"


_W = WalkState
WALK_STEPS = frozenset(
    {
        (_W.PLANNED, _W.WALKING),
        (_W.PLANNED, _W.DONE),  # all its orders went elsewhere
        (_W.PLANNED, _W.CANCELLED),
        (_W.WALKING, _W.SORTING),
        (_W.WALKING, _W.DONE),
        (_W.WALKING, _W.CANCELLED),
        (_W.SORTING, _W.WALKING),  # the last pick was taken back
        (_W.SORTING, _W.DONE),
        (_W.SORTING, _W.CANCELLED),
        (_W.DONE, _W.WALKING),  # the scan that ended it was taken back
        (_W.DONE, _W.SORTING),
    }
)
LIVE = (WalkState.PLANNED, WalkState.WALKING, WalkState.SORTING)
"""Walks that are not over."""

_T = TaskState
TASK_STEPS = frozenset(
    {
        (_T.OPEN, _T.CLAIMED),
        (_T.OPEN, _T.CANCELLED),
        (_T.CLAIMED, _T.OPEN),  # the walk was laid aside
        (_T.CLAIMED, _T.DONE),
        (_T.CLAIMED, _T.SHORT),
        (_T.CLAIMED, _T.CANCELLED),
        (_T.DONE, _T.CLAIMED),  # taken back
        (_T.SHORT, _T.CLAIMED),
    }
)
TO_DO = (TaskState.OPEN, TaskState.CLAIMED)
"""Tasks with units to fetch."""
