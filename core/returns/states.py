"""The life cycle of a return, and what the buyer wants of it."""

from __future__ import annotations

from enum import StrEnum


class ReturnState(StrEnum):
    """Where a return stands."""

    ANNOUNCED = "announced"
    ARRIVED = "arrived"
    INSPECTED = "inspected"
    SETTLED = "settled"
    REFUSED = "refused"


_R = ReturnState
RETURN_STEPS = frozenset(
    {
        (_R.ANNOUNCED, _R.ARRIVED),
        (_R.ANNOUNCED, _R.REFUSED),
        (_R.ARRIVED, _R.INSPECTED),
        (_R.ARRIVED, _R.REFUSED),
        (_R.INSPECTED, _R.SETTLED),
        (_R.INSPECTED, _R.REFUSED),
    }
)


class Wish(StrEnum):
    """How a return is to be settled."""

    REFUND = "refund"
    EXCHANGE = "exchange"
    NOTHING = "nothing"
    """The parcel came back undelivered, and nothing was paid."""


class BillingLink(StrEnum):
    """What billing owes for a settled return."""

    NONE = "none"
    CREDIT = "credit"
    REPLACEMENT = "replacement"
