"""What couriers tell of parcels, in one set of stages, whatever each of them calls it."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a parcel is, as its courier tells it."""

    CREATED = "created"
    """Announced; the courier does not have it yet."""
    PICKUP_FAILED = "pickup_failed"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery_failed"
    """An attempt that failed; another one may follow."""
    HELD = "held"
    """The courier keeps it and waits for a word from somebody."""
    RETURNING = "returning"
    RETURNED = "returned"
    DAMAGED = "damaged"
    LOST = "lost"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    """The courier will not carry it after all."""
