"""Life cycles of labels and print jobs."""

from __future__ import annotations

from enum import StrEnum


class LabelState(StrEnum):
    """Whether a label may be on a box."""

    CURRENT = "current"
    VOID = "void"


class JobState(StrEnum):
    """Where a print job stands."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    UNKNOWN = "unknown"
    """Some of it may be on paper: a person is asked, and it is never sent again by itself."""
    FAILED = "failed"
    CANCELLED = "cancelled"


_J = JobState
JOB_STEPS = frozenset(
    {
        (_J.QUEUED, _J.SENDING),
        (_J.QUEUED, _J.FAILED),  # it cannot be drawn
        (_J.QUEUED, _J.CANCELLED),
        (_J.SENDING, _J.QUEUED),  # the printer refused it before its first byte
        (_J.SENDING, _J.PRINTED),
        (_J.SENDING, _J.UNKNOWN),
        (_J.UNKNOWN, _J.PRINTED),  # a person saw the paper
        (_J.UNKNOWN, _J.FAILED),  # a person saw none
    }
)
LABEL_STEPS = frozenset({(LabelState.CURRENT, LabelState.VOID)})

ON_PAPER = frozenset({_J.QUEUED, _J.SENDING, _J.PRINTED, _J.UNKNOWN})
"""Jobs that are, may be or will be on paper: the next copy counts on from them."""
