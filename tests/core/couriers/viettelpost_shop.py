"""A shop that sends with Viettel Post, and the parcel that its adapter is asked about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from core.couriers.bookings import (
    Booking,
    Contact,
    Inspection,
    Later,
    Piece,
    Rejected,
    Unknown,
)
from core.couriers.quotes import Destination, ToQuote
from core.couriers.viettelpost import ViettelPost, ViettelPostSettings
from tui.demo.couriers.viettelpost import PASSWORD, USERNAME, SimulatedViettelPost

NOW = datetime(2026, 10, 12, 8, 30, tzinfo=UTC)


NEW_PLACE = {"scheme": "new", "province": "1", "ward": "49876", "ward_name": "Phường Hoàn Kiếm"}


OLD_PLACE = {"scheme": "old", "province": "1", "district": "12", "ward": "233"}


BOOKING = Booking(
    own_code="WH1-SO10482-P1-A1",
    service="VCN",
    currency="VND",
    cod=350_000,
    insurance=0,
    fee_payer="sender",
    weight_g=1200,
    length_mm=250,
    width_mm=180,
    height_mm=100,
    note="",
    inspection=Inspection.LOOK,
    worth=350_000,
    sender=Contact("Kho Bình Tân", "0909000111", "12 Lê Trọng Tấn"),
    recipient=Contact("Trần Thị Mai", "+84912345678", "25 Lý Thái Tổ", place=NEW_PLACE),
    pieces=(Piece("áo thun", "TS-01", 2, 175_000, 600),),
)


WANTED = ToQuote(Destination(), "VND", 1200, 350_000, 350_000, 0, 250, 180, 100, place=OLD_PLACE)


def adapter(post: SimulatedViettelPost, **more: Any) -> ViettelPost:
    account: dict[str, Any] = {
        "username": USERNAME,
        "password": PASSWORD,
        "province_id": 2,
        "district_id": 50,
        "ward_id": 900,
        "timeout_seconds": 20,
        "base_url": post.url,
        "print_url": post.url,
        "webhook_token": "s3cret",
        "ask_status": True,
        "fetch_label": True,
    }
    settings = ViettelPostSettings.model_validate(account | more)
    return ViettelPost(settings, now=lambda: NOW, pause=lambda seconds: None)


def trouble(outcome: object) -> str:
    """What went wrong, without the courier's words."""
    assert isinstance(outcome, Rejected | Unknown | Later), outcome
    return outcome.reason.partition(": ")[0]
