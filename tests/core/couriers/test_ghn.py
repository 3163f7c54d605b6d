"""GHN is asked as its documents say, and whatever it answers has one meaning."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ghn_shop import BOOKING, NEW, OLD, SECRET, booked, sent, shop

from core.couriers.base import Can
from core.couriers.bookings import (
    Absent,
    Booked,
    Cancelled,
    Later,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.ghn_words import STAGES
from core.couriers.states import Stage
from core.couriers.tracking import Forged, Told, Unread
from tui.demo.couriers.ghn import SHOP, TOKEN, SimulatedGhn
from tui.demo.server import Fault

# The example of the documents, by which everything else is judged.
SHEET: dict[str, Any] = {
    "payment_type_id": 1,
    "required_note": "CHOXEMHANGKHONGTHU",
    "service_type_id": 2,
    "client_order_code": "WH1-SO10482-P1-A1",
    "to_name": "Trần Thị Mai",
    "to_phone": "0912345678",
    "to_address": "25 Nguyễn Huệ",
    "to_ward_name": "Phường Sài Gòn",
    "to_district_name": "",
    "to_province_name": "Thành phố Hồ Chí Minh",
    "is_new_to_address": True,
    "cod_amount": 350_000,
    "insurance_value": 350_000,
    "content": "2 áo thun",
    "weight": 1200,
    "length": 25,
    "width": 18,
    "height": 10,
    "note": "Gọi trước khi giao",
    "items": [{"name": "áo thun", "code": "TS-01", "quantity": 2, "price": 175_000}],
}


def test_an_order_is_asked_word_for_word_as_in_the_documents(far: SimulatedGhn) -> None:
    found = booked(far)
    (asked,) = far.asked
    assert asked.path == "/shiip/public-api/v2/shipping-order/create"
    assert asked.json == SHEET
    assert (asked.headers["token"], asked.headers["shopid"]) == (TOKEN, str(SHOP))
    assert (found.waybill, found.sort_code, found.fee) == ("L8Q001", "190-G-01-A4", 33_750)
    assert found.tracking_url == "https://donhang.ghn.vn/?order_code=L8Q001"


def test_an_address_with_a_district_goes_by_the_old_list(far: SimulatedGhn) -> None:
    booked(far, replace(BOOKING, recipient=replace(BOOKING.recipient, place=OLD)))
    said = far.asked[0].json
    assert "is_new_to_address" not in said
    assert (said["to_ward_code"], said["to_district_id"]) == ("20107", 1442)
    assert said["to_district_name"] == "Quận 1"


def test_a_heavy_parcel_is_one_item_with_its_weight_and_size(far: SimulatedGhn) -> None:
    booked(far, replace(BOOKING, weight_g=24_000))
    said = far.asked[0].json
    assert said["service_type_id"] == 5
    (item,) = said["items"]
    assert (item["quantity"], item["weight"], item["length"]) == (1, 24_000, 25)


def test_who_pays_the_fee_never_pays_the_shipping_twice(far: SimulatedGhn) -> None:
    buyer = replace(BOOKING, fee_payer="recipient")
    booked(far, buyer)
    booked(far, replace(buyer, own_code="WH1-SO10482-P1-A2", shipping_paid=True))
    assert [one.json["payment_type_id"] for one in far.asked] == [2, 1]


def test_asked_twice_with_one_code_it_books_once_and_can_be_asked_by_it(far: SimulatedGhn) -> None:
    courier = shop(far)
    far.go_wrong(Fault.CUT_AFTER, "/create")
    assert isinstance(courier.book(BOOKING), Unknown)
    found = courier.find(BOOKING.own_code)
    assert isinstance(found, Booked)
    assert courier.book(BOOKING) == replace(found, fee=33_750, answer=booked(far).answer)
    assert len(far.book) == 1


@pytest.mark.parametrize("status", [400, 404])
def test_a_code_that_it_does_not_know_is_absent(far: SimulatedGhn, status: int) -> None:
    far.missing_status = status
    assert shop(far).find("WH1-SO1-P1-A1") == Absent()


def test_odd_forms_of_its_answers_mean_the_same(far: SimulatedGhn) -> None:
    far.text_fees = far.listed = True
    assert booked(far).fee == 33_750
    found = shop(far).find(BOOKING.own_code)
    assert isinstance(found, Booked)
    assert found.waybill == "L8Q001"


def test_an_order_that_is_still_being_made_is_unknown_until_it_is_looked_up(
    far: SimulatedGhn,
) -> None:
    far.processing = 1
    assert shop(far).book(BOOKING) == Unknown(
        "courier_processing: Too many request. This request is processing"
    )
    assert isinstance(shop(far).find(BOOKING.own_code), Booked)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.SILENT_AFTER, Unknown("courier_silent")),
        (Fault.CUT_BEFORE, Unknown("courier_silent")),
        (Fault.HTML, Unknown("courier_unreadable: HTTP 200")),
        (Fault.EMPTY, Unknown("courier_unreadable: HTTP 200")),
        (Fault.BAD_GATEWAY, Unknown("courier_broken: HTTP 502")),
        (Fault.BUSY, Later("courier_busy", 30.0)),
    ],
)
def test_what_goes_wrong_on_the_way_is_only_certain_where_it_is(
    far: SimulatedGhn, fault: Fault, outcome: object
) -> None:
    far.go_wrong(fault, "/create", seconds=30)
    patience = 1 if fault is Fault.SILENT_AFTER else 20
    assert shop(far, timeout_seconds=patience).book(BOOKING) == outcome


def test_nobody_there_is_later() -> None:
    with SimulatedGhn() as gone:
        courier = shop(gone)
    assert courier.book(BOOKING) == Later("courier_unreached")


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize(
    ("setting", "change", "reason"),
    [
        ({"token": "wrong"}, {}, "courier_login: Token is not valid!"),
        ({"shop_id": 7}, {}, "courier_shop: Tài khoản không phải chủ cửa hàng"),
        ({}, {"phone": "12345"}, "courier_phone: Số điện thoại không hợp lệ"),
        ({}, {"place": NEW | {"ward_name": "Phường X"}}, "courier_address: Phường/xã"),
        ({}, {"place": {}}, "courier_place_unknown"),
        ({}, {"weight_g": 0}, "courier_weight: Key: 'ShiipCreate.Weight' Error"),
        ({}, {"cod": 50_000_001}, "courier_cod: Key: 'ShiipCreate.CodAmount' Error"),
        ({}, {"currency": "IDR"}, "courier_currency: VND"),
    ],
)
def test_a_refusal_says_what_it_is_about(
    far: SimulatedGhn, setting: Any, change: dict[str, Any], reason: str, *, inside: bool
) -> None:
    far.wrong_in_200 = inside
    whole = {name: value for name, value in change.items() if name not in {"phone", "place"}}
    person = {name: change[name] for name in change if name not in whole}
    booking = replace(BOOKING, recipient=replace(BOOKING.recipient, **person), **whole)
    said = shop(far, **setting).book(booking)
    assert isinstance(said, Rejected)
    assert said.reason.startswith(reason)
    assert not far.book


def test_a_booking_is_cancelled_once_and_the_second_time_is_no_harm(far: SimulatedGhn) -> None:
    courier, found = shop(far), booked(far)
    assert isinstance(courier.cancel(BOOKING.own_code, found.waybill), Cancelled)
    assert far.asked_for("cancel")[0].json == {
        "order_codes": ["L8Q001"],
        "reason_code": "GHN-CO003",
    }
    assert isinstance(courier.cancel(BOOKING.own_code, found.waybill), Cancelled)


def test_a_parcel_on_its_way_is_not_cancelled(far: SimulatedGhn) -> None:
    found = booked(far)
    far.move(found.waybill, "delivering")
    said = shop(far).cancel(BOOKING.own_code, found.waybill)
    assert isinstance(said, Rejected)
    assert said.reason == "courier_too_late: Trạng thái đơn hàng không hợp lệ"


def test_a_booking_without_an_answer_is_cancelled_by_our_code(far: SimulatedGhn) -> None:
    courier = shop(far)
    assert isinstance(courier.cancel(BOOKING.own_code, ""), Cancelled)
    far.go_wrong(Fault.CUT_AFTER, "/create")
    courier.book(BOOKING)
    assert isinstance(courier.cancel(BOOKING.own_code, ""), Cancelled)
    assert far.book[0].state == "cancel"
    assert isinstance(courier.cancel("other", "L8Q999"), Rejected)


def test_a_failed_delivery_is_tried_again_or_comes_back(far: SimulatedGhn) -> None:
    found = sent(booked(far))
    early = shop(far).turn_back(found)
    assert isinstance(early, Rejected)
    assert early.reason == "courier_too_late: Trạng thái đơn hàng không hợp lệ"
    far.move("L8Q001", "delivery_fail")
    assert isinstance(shop(far).redeliver(found), Cancelled)
    assert far.asked[-1].path.endswith("/v2/switch-status/storing")
    assert far.asked[-1].json == {"order_codes": ["L8Q001"]}
    assert isinstance(shop(far).turn_back(found), Cancelled)
    assert far.asked[-1].path.endswith("/v2/switch-status/return")
    assert far.book[0].state == "return"
    far.go_wrong(Fault.CUT_AFTER, "/switch-status")
    assert isinstance(shop(far).turn_back(found), Unknown)


def test_another_amount_is_collected(far: SimulatedGhn) -> None:
    found = sent(booked(far))
    assert isinstance(shop(far).update(found, 300_000), Cancelled)
    assert far.asked[-1].json == {"order_code": "L8Q001", "cod_amount": 300_000}
    far.move("L8Q001", "delivered")
    said = shop(far).update(found, 0)
    assert isinstance(said, Rejected)
    assert said.reason.startswith("courier_too_late")


def test_where_a_parcel_is_comes_oldest_first_with_the_words_of_the_courier(
    far: SimulatedGhn,
) -> None:
    found = sent(booked(far))
    for state in ("picked", "delivering", "drone_landed"):
        far.move("L8Q001", state)
    told = shop(far).track(found)
    assert isinstance(told, Told)
    assert [(one.raw, one.stage) for one in told.sightings] == [
        ("ready_to_pick", Stage.CREATED),
        ("picked", Stage.PICKED_UP),
        ("delivering", Stage.OUT_FOR_DELIVERY),
        ("drone_landed", None),
    ]
    assert told.sightings[-1].at is not None
    assert (told.sightings[-1].cod, told.sightings[-1].weight_g) == (350_000, 1200)
    assert shop(far).track(Sent("x", "L8Q999")) == Absent()


def test_each_state_of_the_documents_has_a_meaning() -> None:
    documented = (
        "ready_to_pick picking money_collect_picking picked storing transporting sorting "
        "delivering money_collect_delivering delivered delivery_fail waiting_to_return return "
        "return_transporting return_sorting returning return_fail returned cancel exception "
        "damage lost scrap"
    )
    assert set(documented.split()) == set(STAGES)


def test_a_webhook_is_believed_with_the_secret_only(far: SimulatedGhn) -> None:
    booked(far)
    far.move("L8Q001", "delivered")
    body = far.hook("L8Q001")
    courier = shop(far, webhook_secret=SECRET)
    told = courier.heard({"x-kemas-key": SECRET}, body)
    assert isinstance(told, tuple)
    assert (told[0].waybill, told[0].own_code) == ("L8Q001", BOOKING.own_code)
    assert told[0].sightings[0].stage is Stage.DELIVERED
    assert told[0].sightings[0].at is not None
    assert courier.heard({"x-kemas-key": "guess"}, body) == Forged()
    assert courier.heard({}, body) == Forged()
    assert shop(far).heard({"x-kemas-key": ""}, body) == Forged()
    assert Can.HOOK in courier.can
    assert Can.HOOK not in shop(far).can
    other = far.hook("L8Q001", ShopID=7)
    for unread in (b"{", b"[]", b'{"OrderCode":"L8Q001"}', other):
        assert isinstance(courier.heard({"x-kemas-key": SECRET}, unread), Unread)
