"""The shop's own delivery: Kemas numbers the waybills."""

from __future__ import annotations

from dataclasses import dataclass

from core.shipping.couriers.base import Booked, Booking, Outcome


@dataclass(frozen=True, slots=True)
class OwnDelivery:
    """A rider of the shop's own; the waybill number is our own code."""

    name: str
    services: tuple[str, ...]
    prints_label: bool = True
    code: str = "own"
    needs_waybill: bool = False
    local: bool = True
    repeat_is_safe: bool = True

    def book(self, booking: Booking) -> Outcome:
        """Take the parcel under our own code."""
        return Booked(booking.own_code)

    def cancel(self, own_code: str, waybill: str) -> Outcome:
        """Forget it."""
        return Booked(waybill)
