"""The life of a product that is brought to a shop at a sales channel."""

from __future__ import annotations

from enum import StrEnum


class Stand(StrEnum):
    """How far it is."""

    DRAFT = "draft"
    """Drawn up here; the platform knows nothing of it."""
    WAITING = "waiting"
    """To be told to the platform, or being told."""
    REVIEW = "review"
    """The platform has it and looks at it."""
    LIVE = "live"
    REFUSED = "refused"
    """The platform does not take it, or took it down; it says why."""


_S = Stand
PUBLISH_STEPS = frozenset(
    {
        (_S.DRAFT, _S.WAITING),
        (_S.WAITING, _S.REVIEW),
        (_S.WAITING, _S.LIVE),
        (_S.WAITING, _S.REFUSED),
        (_S.REFUSED, _S.WAITING),
        (_S.REVIEW, _S.LIVE),
        (_S.REVIEW, _S.REFUSED),
        (_S.REVIEW, _S.WAITING),  # some of its variants are told once more
        (_S.LIVE, _S.REFUSED),  # taken down
        (_S.LIVE, _S.REVIEW),
        (_S.LIVE, _S.WAITING),
    }
)
