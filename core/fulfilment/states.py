"""Life cycle of a parcel."""

from __future__ import annotations

from enum import StrEnum


class ParcelState(StrEnum):
    """Where a parcel stands."""

    OPEN = "open"
    COMPLETE = "complete"
    LABELLED = "labelled"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"
    VOID = "void"


_P = ParcelState
PARCEL_STEPS = frozenset(
    {
        (_P.OPEN, _P.COMPLETE),
        (_P.OPEN, _P.VOID),
        (_P.COMPLETE, _P.OPEN),
        (_P.COMPLETE, _P.LABELLED),
        (_P.COMPLETE, _P.VOID),
        (_P.LABELLED, _P.OPEN),
        (_P.LABELLED, _P.COMPLETE),  # its shipment was taken back, the box stays packed
        (_P.LABELLED, _P.CLOSED),
        (_P.LABELLED, _P.VOID),
        (_P.CLOSED, _P.OPEN),
        (_P.CLOSED, _P.COMPLETE),
        (_P.CLOSED, _P.HANDED_OVER),
        (_P.HANDED_OVER, _P.CLOSED),  # scanned out by mistake: it never left
        (_P.CLOSED, _P.VOID),
    }
)
