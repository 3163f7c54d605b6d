"""How far a payout is, and what an order's part in payouts came to."""

from __future__ import annotations

from enum import StrEnum


class PayoutState(StrEnum):
    """How far a payout is, as its platform says."""

    WAITING = "waiting"
    """It is on its way, or about to be sent."""
    PAID = "paid"
    FAILED = "failed"
    """The bank or the platform sent it back."""
    UNKNOWN = "unknown"
    """A word that is not known here; it stands beside it."""


_WORDS: dict[PayoutState, frozenset[str]] = {
    PayoutState.PAID: frozenset({"paid", "released", "yes", "1", "settled", "success"}),
    PayoutState.WAITING: frozenset(
        {"processing", "pending", "not_paid", "unpaid", "no", "0", "settling", "in_progress"}
    ),
    PayoutState.FAILED: frozenset({"failed", "rejected", "bounced"}),
}


def state_of(word: str) -> PayoutState:
    """What a platform's word for a payout means."""
    name = word.strip().casefold().replace(" ", "_")
    return next((one for one, words in _WORDS.items() if name in words), PayoutState.UNKNOWN)


class Part(StrEnum):
    """What became of an order's part in payouts."""

    UNKNOWN = "unknown"
    """No order of the shop has this number."""
    CURRENCY = "currency"
    """The payout is in another currency than the order."""
    WAITING = "waiting"
    """The platform has not paid it out yet."""
    DIFFERS = "differs"
    """It is not what the order still asks for: a person has to look."""
    STOPPED = "stopped"
    """The order is cancelled here, and money came for it."""
    NOTHING = "nothing"
    """The order was paid before: nothing had to be written down."""
    PAID = "paid"
    """Its payment was written down by itself."""
    ACCEPTED = "accepted"
    """A person had its payment written down."""
    SEEN = "seen"
    """A person looked at it, and nothing is to be written down."""


OPEN = (Part.UNKNOWN, Part.CURRENCY, Part.WAITING, Part.DIFFERS, Part.STOPPED)
"""Looked at anew with each round."""
FOR_PEOPLE = (Part.UNKNOWN, Part.CURRENCY, Part.DIFFERS, Part.STOPPED)
"""A person has to look."""
TAKEN = (Part.DIFFERS, Part.STOPPED)
"""What a person may take as it came."""
