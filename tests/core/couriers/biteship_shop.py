"""A shop that sends with Biteship, and the parcel that its adapter is asked about."""

from __future__ import annotations

from typing import Any

from core.couriers.biteship import Biteship, BiteshipSettings
from core.couriers.bookings import (
    Booked,
    Booking,
    Contact,
    Later,
    Piece,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.quotes import Destination, ToQuote
from tui.demo.couriers.biteship import KEY, SimulatedBiteship

BOOKING = Booking(
    own_code="WH1-SO10482-P1-A1",
    service="jne/reg",
    currency="IDR",
    cod=35_000_000,
    insurance=0,
    fee_payer="sender",
    weight_g=1200,
    length_mm=250,
    width_mm=180,
    height_mm=100,
    note="",
    worth=35_000_000,
    sender=Contact("Gudang Ciledug", "081200011122", "Jl. Raden Patah 10", postcode="15158"),
    recipient=Contact(
        "Budi Santoso", "+6281234567890", "Jl. Riau 21", city="Bandung", postcode="40115"
    ),
    pieces=(Piece("Kaos", "TS-01", 2, 17_500_000, 600, 250, 180, 100),),
)


WANTED = ToQuote(
    Destination(postcode="40115"), "IDR", 1200, 35_000_000, 35_000_000, 0, 250, 180, 100
)


def adapter(ship: SimulatedBiteship, **more: Any) -> Biteship:
    account: dict[str, Any] = {
        "api_key": KEY,
        "brand": "Toko Melati",
        "category": "fashion",
        "sender": {"postcode": "15158"},
        "timeout_seconds": 20,
        "base_url": ship.url,
        "webhook_header": "X-Shop",
        "webhook_secret": "s3cret",
    }
    return Biteship(BiteshipSettings.model_validate(account | more))


def trouble(outcome: object) -> str:
    """What went wrong, without the courier's words."""
    assert isinstance(outcome, Rejected | Unknown | Later), outcome
    return outcome.reason.partition(": ")[0]


def sent_of(booked: Booked) -> Sent:
    return Sent(BOOKING.own_code, booked.waybill, booked.reference, booked.answer)
