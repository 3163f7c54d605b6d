"""The life cycle of a purchase order."""

from __future__ import annotations

from enum import StrEnum


class PurchaseState(StrEnum):
    """Where a purchase order stands."""

    DRAFT = "draft"
    ORDERED = "ordered"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


_P = PurchaseState
PURCHASE_STEPS = frozenset(
    {
        (_P.DRAFT, _P.ORDERED),
        (_P.DRAFT, _P.CANCELLED),
        (_P.ORDERED, _P.PART_RECEIVED),
        (_P.ORDERED, _P.RECEIVED),
        (_P.ORDERED, _P.CANCELLED),
        (_P.PART_RECEIVED, _P.RECEIVED),
        (_P.PART_RECEIVED, _P.CLOSED),
        (_P.RECEIVED, _P.CLOSED),
        # What was received by mistake is taken back.
        (_P.PART_RECEIVED, _P.ORDERED),
        (_P.RECEIVED, _P.PART_RECEIVED),
        (_P.RECEIVED, _P.ORDERED),
    }
)

COMING = (_P.ORDERED, _P.PART_RECEIVED)
"""States in which goods are still to come."""
OPEN = (_P.DRAFT, *COMING)
"""States in which goods are to come, or may be."""
TAKES = frozenset({*COMING, _P.RECEIVED})
"""States in which goods may be received: of a whole order more may come than was asked for."""
