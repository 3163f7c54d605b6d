"""Why a return that a marketplace told of is not one of the house yet."""

from __future__ import annotations

from enum import StrEnum


class Waits(StrEnum):
    """What is in the way of it; empty: nothing."""

    NOTHING = ""
    ORDER_UNKNOWN = "order_unknown"
    NOT_SHIPPED = "not_shipped"
    """Nothing of its order has left, as far as anybody knows here."""
    BEFORE = "before"
    """Its order left before anything was packed here: its goods are taken in by hand."""
    GOODS_UNKNOWN = "goods_unknown"
    """What is to come back is not in the order."""
    NOTHING_LEFT = "nothing_left"
    """All that left came back already, or is on its way."""
    TOO_MANY = "too_many"
    """More is to come back than left."""
    MONEY_ONLY = "money_only"
    """The buyer keeps the goods."""
    WITHDRAWN = "withdrawn"
    """It was over before anything was registered here."""


TRIED_AGAIN = frozenset({Waits.ORDER_UNKNOWN.value, Waits.NOT_SHIPPED.value})
"""What passes by itself, once the order came in or left."""
FOR_PEOPLE = frozenset({*TRIED_AGAIN, Waits.GOODS_UNKNOWN.value, Waits.TOO_MANY.value})
"""What somebody has to look at, while it is new."""
