"""GHN is asked what a parcel costs, for its label, its places and when it fetches."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ghn_shop import BOOKING, NEW, OLD, booked, sent, shop

from core.couriers.base import Can
from core.couriers.bookings import (
    Booked,
    Paper,
    Rejected,
    Unknown,
)
from core.couriers.ghn import Ghn, GhnSettings
from core.couriers.quotes import Destination, NotOffered, Offer, Offers, ToQuote, Why, Within
from core.couriers.regions import Level, Region, codes_of
from tui.demo.couriers.ghn import SHOP, TOKEN, SimulatedGhn
from tui.demo.server import Fault


def parcel(**more: Any) -> ToQuote:
    given: dict[str, Any] = {
        "to": Destination("25 Nguyễn Huệ", "Quận 1", "", "Hồ Chí Minh"),
        "currency": "VND",
        "weight_g": 1200,
        "goods": 350_000,
        "cod": 350_000,
        "insurance": 350_000,
        "length_mm": 250,
        "width_mm": 180,
        "height_mm": 100,
        "place": OLD,
    }
    return ToQuote(**given | more)


def test_a_fee_is_asked_by_codes_and_the_days_with_it(far: SimulatedGhn) -> None:
    offers = shop(far).quote(parcel(), 2)
    assert offers == Offers((Offer("standard", 33_750, Within(2, 2, "days")),))
    assert far.asked[0].json == {
        "service_type_id": 2,
        "to_district_id": 1442,
        "to_ward_code": "20107",
        "weight": 1200,
        "length": 25,
        "width": 18,
        "height": 10,
        "insurance_value": 350_000,
        "cod_value": 350_000,
        "coupon": None,
        "items": [],
    }


def test_in_the_new_list_a_fee_is_that_of_a_preview_and_nothing_is_booked(
    far: SimulatedGhn,
) -> None:
    courier = shop(far, sender={"name": "Kho", "phone": "0912345678"})
    offers = courier.quote(parcel(place=NEW), 2)
    assert offers == Offers((Offer("standard", 33_750, Within(3, 3, "days")),))
    assert far.asked[0].path.endswith("/preview")
    assert isinstance(shop(far).quote(parcel(place=NEW), 2), Offers)
    assert far.asked[1].json["to_ward_id_v2"] == 26740
    assert not far.book


def test_a_parcel_that_cannot_be_quoted_says_why(far: SimulatedGhn) -> None:
    courier = shop(far)
    assert courier.quote(parcel(place={}), 2) == NotOffered(Why.PLACE_UNKNOWN)
    other = courier.quote(parcel(currency="IDR"), 2)
    assert other == NotOffered(Why.OTHER_CURRENCY, {"currency": "VND"})
    assert not far.asked
    assert isinstance(courier.quote(parcel(weight_g=0), 2), NotOffered)
    far.go_wrong(Fault.SILENT_BEFORE, "/fee")
    assert courier.quote(parcel(), 0.2) == Unknown("courier_silent")
    # Without a size the usual one is told, as it takes none without.
    assert isinstance(courier.quote(parcel(length_mm=0), 2), Offers)


def test_its_page_is_a_label_only_where_it_is_a_pdf(far: SimulatedGhn) -> None:
    found = sent(booked(far))
    assert shop(far).label(found) == NotOffered(Why.NOT_SERVED)
    courier = shop(far, print_page="80x80")
    assert courier.label(found) == NotOffered(Why.NOT_SERVED)
    assert far.asked[-1].path == "/a5/public-api/print80x80"
    far.pdf = b"%PDF-1.7 simulated"
    assert courier.label(found) == Paper(far.pdf, "application/pdf")


def test_both_lists_of_places_are_told_down_to_the_wards(far: SimulatedGhn) -> None:
    courier = shop(far)
    top = courier.regions(None)
    assert isinstance(top, tuple)
    assert {one.scheme for one in top} == {"old", "new"}

    def down(regions: object, name: str) -> Region:
        assert isinstance(regions, tuple)
        return next(one for one in regions if one.name == name)

    city = down(top, "Hồ Chí Minh")
    district = down(courier.regions(city), "Quận 1")
    ward = down(courier.regions(district), "Phường Bến Nghé")
    assert codes_of((city, district, ward)) == OLD
    assert (ward.aliases, ward.has_more, ward.level) == (("Bến Nghé",), False, Level.WARD)
    new_city = down(top, "Thành phố Hồ Chí Minh")
    assert codes_of((new_city, down(courier.regions(new_city), "Phường Sài Gòn"))) == NEW
    far.go_wrong(Fault.HTML, "/province/all")
    assert isinstance(courier.regions(None), Unknown)


def test_the_token_is_in_no_log(far: SimulatedGhn, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        booked(far)
        shop(far, token="another-secret").book(BOOKING)
    assert "/create" in caplog.text
    assert TOKEN not in caplog.text
    assert "another-secret" not in caplog.text
    assert TOKEN not in repr(GhnSettings(token=TOKEN, shop_id=SHOP))


def test_parcels_are_fetched_in_the_shift_of_a_moment_that_it_has(far: SimulatedGhn) -> None:
    noon = datetime(2026, 10, 12, 5, tzinfo=UTC)  # in Việt Nam
    courier = Ghn(GhnSettings(base_url=far.url, token=TOKEN, shop_id=SHOP), now=lambda: noon)
    assert Can.PICKUP in courier.can
    assert Can.PICKUP not in shop(far, pick_station_id=1444).can
    parcels = [sent(booked(far)), sent(booked(far, replace(BOOKING, own_code="B")))]
    comes = courier.pickup(parcels, noon + timedelta(hours=3))
    assert comes == Booked("Ca lấy hôm nay (12h00 - 18h00)")
    assert far.asked[-1].json == {"order_code": parcels[1].waybill, "pick_shift": [2]}
    assert [one.body["pick_shift"] for one in far.book] == [[2], [2]]
    night = courier.pickup(parcels, noon + timedelta(hours=9))
    assert isinstance(night, Rejected)
    assert "Ca lấy ngày mai (7h00 - 12h00)" in night.reason, "it says when it comes"
    far.move(parcels[0].waybill, "picked")
    gone = courier.pickup(parcels, noon + timedelta(hours=20))
    assert isinstance(gone, Rejected)
    assert parcels[0].waybill in gone.reason
    assert far.book[1].body["pick_shift"] == [3], "the others are fetched all the same"
    far.go_wrong(Fault.CUT_AFTER, "/update")
    assert isinstance(courier.pickup(parcels[1:], noon + timedelta(hours=20)), Unknown)
