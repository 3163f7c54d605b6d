"""Couriers that no server is asked for: the shop's own rider, and those booked outside Kemas."""

from __future__ import annotations

from dataclasses import dataclass

from core.couriers.base import Can, Plain
from core.couriers.bookings import Booked, Booking, Cancelled, Outcome, Recall, Sent
from core.couriers.quotes import Quote, ToQuote
from core.couriers.tariff import Tariff

CODES = frozenset({"own", "manual"})
"""The couriers of this kind; each other one has a server that is asked."""
_NO_TARIFF = Tariff()
_CAN = frozenset({Can.QUOTE, Can.COD, Can.INSURE, Can.RECIPIENT_PAYS, Can.UPDATE})


@dataclass(frozen=True, slots=True)
class LocalCourier(Plain):
    """Booked by writing it down, under our own code unless a pre-printed label has a number."""

    code: str
    name: str
    services: tuple[str, ...]
    prints_label: bool
    needs_waybill: bool
    local: bool = True
    repeat_is_safe: bool = True
    can: frozenset[Can] = _CAN
    tariff: Tariff = _NO_TARIFF
    """The shop's own price list, also of the courier whose pre-printed labels it buys."""

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        """Look it up in the price list, at once."""
        return self.tariff.quote(self.services, wanted)

    def book(self, booking: Booking) -> Outcome:
        """Take the parcel; the number of a pre-printed label was given with the request."""
        return Booked(booking.own_code)

    def update(self, shipment: Sent, cod: int) -> Recall:
        """Whoever delivers it goes by the label, or is told by hand."""
        return Cancelled()

    def cancel(self, own_code: str, waybill: str) -> Recall:
        """Forget it here; a pre-printed label is thrown away by hand."""
        return Cancelled()
