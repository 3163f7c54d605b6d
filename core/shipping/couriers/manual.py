"""A courier that is booked outside Kemas: the packer scans the waybill of a pre-printed label."""

from __future__ import annotations

from dataclasses import dataclass

from core.shipping.couriers.base import Booked, Booking, Outcome


@dataclass(frozen=True, slots=True)
class ManualCourier:
    """Booked by hand; Kemas records the waybill number."""

    name: str
    services: tuple[str, ...]
    prints_label: bool = False
    code: str = "manual"
    needs_waybill: bool = True
    local: bool = True
    repeat_is_safe: bool = True

    def book(self, booking: Booking) -> Outcome:
        """The waybill number was given with the request."""
        return Booked(booking.own_code)

    def cancel(self, own_code: str, waybill: str) -> Outcome:
        """Forget it here; the pre-printed label is thrown away by hand."""
        return Booked(waybill)
