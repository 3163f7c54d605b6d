"""A shop that sends with GHN, and the parcel that its adapter is asked about."""

from __future__ import annotations

from typing import Any

from core.couriers.bookings import (
    Booked,
    Booking,
    Contact,
    Inspection,
    Piece,
    Sent,
)
from core.couriers.ghn import Ghn, GhnSettings
from tui.demo.couriers.ghn import SHOP, TOKEN, SimulatedGhn

NEW = {
    "scheme": "new",
    "province": "79",
    "province_name": "Thành phố Hồ Chí Minh",
    "ward": "26740",
    "ward_name": "Phường Sài Gòn",
}


OLD = {
    "scheme": "old",
    "province": "202",
    "province_name": "Hồ Chí Minh",
    "district": "1442",
    "district_name": "Quận 1",
    "ward": "20107",
    "ward_name": "Phường Bến Nghé",
}


BOOKING = Booking(
    own_code="WH1-SO10482-P1-A1",
    service="standard",
    currency="VND",
    cod=350_000,
    insurance=350_000,
    fee_payer="sender",
    weight_g=1200,
    length_mm=250,
    width_mm=180,
    height_mm=100,
    note="Gọi trước khi giao",
    inspection=Inspection.LOOK,
    worth=350_000,
    recipient=Contact("Trần Thị Mai", "+84912345678", "25 Nguyễn Huệ", country="VN", place=NEW),
    pieces=(Piece("áo thun", "TS-01", 2, 175_000),),
)


SECRET = "only-the-two-of-us"


def shop(far: SimulatedGhn, **more: Any) -> Ghn:
    given = {"base_url": far.url, "token": TOKEN, "shop_id": SHOP, "timeout_seconds": 20} | more
    return Ghn(GhnSettings(**given))


def booked(far: SimulatedGhn, booking: Booking = BOOKING) -> Booked:
    found = shop(far).book(booking)
    assert isinstance(found, Booked)
    return found


def sent(found: Booked) -> Sent:
    return Sent(BOOKING.own_code, found.waybill)
