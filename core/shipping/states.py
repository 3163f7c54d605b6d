"""Life cycle of a shipment."""

from __future__ import annotations

from enum import StrEnum


class ShipmentState(StrEnum):
    """Where a shipment stands with its courier."""

    DRAFT = "draft"
    REQUESTED = "requested"
    UNKNOWN = "unknown"
    BOOKED = "booked"
    REJECTED = "rejected"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"


_S = ShipmentState
SHIPMENT_STEPS = frozenset(
    {
        (_S.DRAFT, _S.REQUESTED),
        (_S.DRAFT, _S.CANCELLED),
        (_S.REQUESTED, _S.BOOKED),
        (_S.REQUESTED, _S.REJECTED),
        (_S.REQUESTED, _S.UNKNOWN),
        (_S.REQUESTED, _S.CANCELLING),
        (_S.UNKNOWN, _S.BOOKED),
        (_S.UNKNOWN, _S.REJECTED),
        (_S.UNKNOWN, _S.CANCELLING),
        (_S.UNKNOWN, _S.CANCELLED),
        (_S.REJECTED, _S.CANCELLED),
        (_S.BOOKED, _S.CANCELLING),
        (_S.BOOKED, _S.IN_TRANSIT),
        (_S.BOOKED, _S.DELIVERED),
        (_S.BOOKED, _S.LOST),
        (_S.CANCELLING, _S.CANCELLED),
        (_S.IN_TRANSIT, _S.BOOKED),  # scanned out by mistake: it never left
        (_S.IN_TRANSIT, _S.DELIVERED),
        (_S.IN_TRANSIT, _S.FAILED),
        (_S.IN_TRANSIT, _S.RETURNING),
        (_S.IN_TRANSIT, _S.LOST),
        (_S.FAILED, _S.IN_TRANSIT),
        (_S.FAILED, _S.DELIVERED),
        (_S.FAILED, _S.RETURNING),
        (_S.FAILED, _S.LOST),
        (_S.RETURNING, _S.RETURNED),
        (_S.RETURNING, _S.LOST),
    }
)

LIVE = frozenset({_S.DRAFT, _S.REQUESTED, _S.UNKNOWN, _S.BOOKED, _S.IN_TRANSIT})
"""A parcel has at most one shipment in these states.

One that is being cancelled is none of them: nobody wants it, and the box may be sent anew.
"""
LEFT = frozenset({_S.IN_TRANSIT, _S.FAILED, _S.RETURNING, _S.RETURNED, _S.LOST, _S.DELIVERED})
"""The courier has the parcel, or had it: too late to cancel."""
VAIN = frozenset({_S.REJECTED, _S.CANCELLING, _S.CANCELLED})
"""Shipments that came to nothing: their waybill is on no box that goes out."""
