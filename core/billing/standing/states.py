"""Life cycles of a standing order and of its periods."""

from __future__ import annotations

from enum import StrEnum


class StandingState(StrEnum):
    """Where a standing order stands."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


_S = StandingState
STANDING_STEPS = frozenset(
    {
        (_S.DRAFT, _S.ACTIVE),
        (_S.ACTIVE, _S.PAUSED),
        (_S.PAUSED, _S.ACTIVE),
        (_S.DRAFT, _S.ENDED),
        (_S.ACTIVE, _S.ENDED),
        (_S.PAUSED, _S.ENDED),
    }
)


class Auto(StrEnum):
    """How far an invoice of a standing order gets by itself."""

    DRAFT = "draft"
    REVIEW = "review"
    ISSUE = "issue"


class Shift(StrEnum):
    """What becomes of a day that is a holiday."""

    NONE = "none"
    BEFORE = "before"
    AFTER = "after"


class RunState(StrEnum):
    """What became of a period."""

    MADE = "made"
    SKIPPED = "skipped"
    """A person said that it is not billed."""
