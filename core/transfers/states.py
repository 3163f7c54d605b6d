"""The life cycle of a transfer between warehouses."""

from __future__ import annotations

from enum import StrEnum


class TransferState(StrEnum):
    """Where a transfer stands."""

    DRAFT = "draft"
    SENT = "sent"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class StepKind(StrEnum):
    """What happened to goods of a transfer."""

    SENT = "sent"
    RECEIVED = "received"
    DAMAGED = "damaged"
    MISSING = "missing"
    RETURNED = "returned"
    """Put back where they had come from: the transfer was cancelled."""


_T = TransferState
TRANSFER_STEPS = frozenset(
    {
        (_T.DRAFT, _T.SENT),
        (_T.DRAFT, _T.CANCELLED),
        (_T.SENT, _T.PART_RECEIVED),
        (_T.SENT, _T.RECEIVED),
        (_T.SENT, _T.CANCELLED),
        (_T.PART_RECEIVED, _T.RECEIVED),
        # What was received by mistake is taken back.
        (_T.RECEIVED, _T.PART_RECEIVED),
        (_T.RECEIVED, _T.SENT),
        (_T.PART_RECEIVED, _T.SENT),
    }
)

ON_ITS_WAY = (_T.SENT, _T.PART_RECEIVED)
"""States in which goods lie in transit."""
OPEN = (_T.DRAFT, *ON_ITS_WAY)
"""States in which something is still to be done."""
