"""The courier that a marketplace arranges: its number and its label, whoever carries the parcel.

At the packing table it is a courier like any other. Whoever speaks to the marketplace is put in
where that is done; a station only writes down what is wanted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.couriers.base import Can, Plain
from core.couriers.bookings import (
    Booking,
    Cancelled,
    Found,
    Later,
    Outcome,
    Paper,
    Recall,
    Sent,
    Unknown,
)
from core.couriers.quotes import NotOffered, Quote, ToQuote, Why

_CAN = frozenset({Can.FIND, Can.LABEL, Can.COD})
_NOBODY = "not_offered"


class Asks(Protocol):
    """What speaks to a marketplace about parcels; nothing here is asked inside a transaction."""

    def book(self, booking: Booking) -> Outcome:
        """Arrange a package; one that is arranged already is only looked up."""

    def find(self, own_code: str) -> Found:
        """What became of a package that was to be arranged under our code."""

    def label(self, shipment: Sent) -> Paper | NotOffered | Unknown:
        """The label of an arranged package, unless its order is cancelled or it left already."""

    def recall(self, sent: Sent) -> Recall:
        """Take back what was arranged, where the marketplace does that."""


@dataclass(frozen=True, slots=True)
class Marketplace(Plain):
    """One shop at a marketplace, as the one that carries its parcels."""

    code: str
    name: str
    asks: Asks | None = None
    services: tuple[str, ...] = ("standard",)
    can: frozenset[Can] = _CAN
    repeat_is_safe: bool = True
    own_label_only: bool = True

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        """The buyer paid the marketplace for it."""
        return NotOffered(Why.NOT_SERVED)

    def book(self, booking: Booking) -> Outcome:
        """As `Asks.book`."""
        return Later(_NOBODY) if self.asks is None else self.asks.book(booking)

    def find(self, own_code: str) -> Found:
        """As `Asks.find`."""
        return Unknown(_NOBODY) if self.asks is None else self.asks.find(own_code)

    def label(self, shipment: Sent) -> Paper | NotOffered | Unknown:
        """As `Asks.label`."""
        return Unknown(_NOBODY) if self.asks is None else self.asks.label(shipment)

    def cancel(self, own_code: str, waybill: str) -> Recall:
        """Forget it here: the package stays arranged there, and its number counts on."""
        return Cancelled()

    def recall(self, sent: Sent) -> Recall:
        """As `Asks.recall`."""
        return Unknown(_NOBODY) if self.asks is None else self.asks.recall(sent)
