"""The life cycle of a link by which an invoice is paid."""

from __future__ import annotations

from enum import StrEnum


class LinkState(StrEnum):
    """Where a link stands; what became of it is only ever found out by asking the gateway."""

    QUEUED = "queued"
    ASKING = "asking"
    UNKNOWN = "unknown"
    """The gateway was asked and nobody knows what it did."""
    REJECTED = "rejected"
    """The gateway certainly made none."""
    LIVE = "live"
    CLOSING = "closing"
    """It is not told to anybody any more; the gateway has yet to close it."""
    PAID = "paid"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_S = LinkState
LINK_STEPS = frozenset(
    {
        (_S.QUEUED, _S.ASKING),
        (_S.QUEUED, _S.CANCELLED),  # taken back before anybody was asked
        (_S.QUEUED, _S.UNKNOWN),  # a copy of before was brought back: it may have been asked since
        (_S.ASKING, _S.QUEUED),  # it certainly did not arrive
        (_S.ASKING, _S.LIVE),
        (_S.ASKING, _S.REJECTED),
        (_S.ASKING, _S.UNKNOWN),
        (_S.UNKNOWN, _S.LIVE),
        (_S.UNKNOWN, _S.QUEUED),  # looked up: it is not there
        (_S.UNKNOWN, _S.REJECTED),
        (_S.LIVE, _S.CLOSING),
        (_S.LIVE, _S.PAID),
        (_S.LIVE, _S.CANCELLED),
        (_S.LIVE, _S.EXPIRED),
        (_S.CLOSING, _S.PAID),
        (_S.CLOSING, _S.CANCELLED),
        (_S.CLOSING, _S.EXPIRED),
        (_S.CANCELLED, _S.PAID),  # money that was on its way
        (_S.EXPIRED, _S.PAID),
        (_S.REJECTED, _S.PAID),  # its key was taken there: somebody knew that link after all
    }
)
OPEN = (_S.QUEUED, _S.ASKING, _S.UNKNOWN, _S.LIVE, _S.CLOSING)
"""An invoice has one of these at most."""
ON_ITS_WAY = frozenset({_S.QUEUED, _S.ASKING, _S.UNKNOWN})
"""Nobody can pay by it yet."""
ENDED = frozenset({_S.CANCELLED, _S.EXPIRED, _S.PAID})
"""Once there was a link; money that was on its way may still come."""


class Ended(StrEnum):
    """Why a link is closed."""

    SETTLED = "settled"
    """The invoice asks for nothing any more."""
    CHANGED = "changed"
    """The invoice asks for another amount now."""
    BY_HAND = "by_hand"
    RENEWED = "renewed"
    """Somebody wants another one in its place."""
    EXPIRED = "expired"
    AT_GATEWAY = "at_gateway"
    """Somebody closed it there."""


class Waits(StrEnum):
    """Why money that came through a link waits for a person."""

    MORE = "more"
    """It is more than the invoice asks for."""
    LESS = "less"
    CURRENCY = "currency"
    SETTLED = "settled"
    """The invoice was paid otherwise."""
    LATE = "late"
    """The link was closed already."""
