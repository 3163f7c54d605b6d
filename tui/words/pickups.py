"""Words for what a courier says that was asked to come."""

from __future__ import annotations

from core.couriers.bookings import Booked, Rejected
from core.i18n import _
from core.shipping.pickups import Pickup
from tui.words.verdicts_parts import reason as reason_words


def pickup_words(courier: str, found: Pickup) -> str:
    """What it said, in a sentence; `courier` by its name."""
    said = found.said
    if isinstance(said, Booked):
        words = _("{courier} comes, number {number}, for: {parcels}")
        parcels = ", ".join(found.parcels)
        return words.format(courier=courier, number=said.waybill or "-", parcels=parcels)
    reason = reason_words(said.reason).rstrip(".")
    if isinstance(said, Rejected):
        words = _("{courier} does not come: {reason}.")
    else:
        words = _("Nobody knows whether {courier} comes: {reason}.")
    return words.format(courier=courier, reason=reason)
