"""Viettel Post is asked in its own words, and nothing is booked twice whatever it answers."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from core.couriers.base import Can
from core.couriers.bookings import (
    Absent,
    Booked,
    Booking,
    Cancelled,
    Contact,
    Inspection,
    Later,
    Paper,
    Piece,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.quotes import Destination, NotOffered, Offer, Offers, ToQuote, Why, Within
from core.couriers.states import Stage
from core.couriers.tracking import Forged, Told, Unread
from core.couriers.troubles import Trouble
from core.couriers.viettelpost import ViettelPost, ViettelPostSettings
from tui.demo.couriers.viettelpost import PASSWORD, USERNAME, SimulatedViettelPost
from tui.demo.server import Fault

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


@pytest.fixture
def post() -> Iterator[SimulatedViettelPost]:
    with SimulatedViettelPost() as server:
        yield server


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


def test_an_order_is_told_as_its_documents_say(post: SimulatedViettelPost) -> None:
    booked = adapter(post).book(BOOKING)
    assert isinstance(booked, Booked)
    assert (booked.waybill, booked.sort_code, booked.fee) == (
        "158800123456",
        "HNI-HOÀN KIẾM-LTT",
        36_300,
    )
    (asked,) = post.asked_for("createOrder")
    assert asked.json == {
        "ORDER_NUMBER": "WH1-SO10482-P1-A1",
        "CHECK_UNIQUE": True,
        "GROUPADDRESS_ID": 0,
        "CUS_ID": 0,
        "DELIVERY_DATE": "12/10/2026 15:30:00",
        "SENDER_FULLNAME": "Kho Bình Tân",
        "SENDER_PHONE": "0909000111",
        "SENDER_ADDRESS": "12 Lê Trọng Tấn",
        "SENDER_PROVINCE": 2,
        "SENDER_DISTRICT": 50,
        "SENDER_WARD": 900,
        "RECEIVER_FULLNAME": "Trần Thị Mai",
        "RECEIVER_PHONE": "0912345678",
        "RECEIVER_ADDRESS": "25 Lý Thái Tổ",
        "RECEIVER_PROVINCE": 1,
        "RECEIVER_DISTRICT": None,
        "RECEIVER_WARD": 49876,
        "PRODUCT_NAME": "2 áo thun",
        "PRODUCT_QUANTITY": 2,
        "PRODUCT_PRICE": 350_000,
        "PRODUCT_WEIGHT": 1200,
        "PRODUCT_LENGTH": 25,
        "PRODUCT_WIDTH": 18,
        "PRODUCT_HEIGHT": 10,
        "PRODUCT_TYPE": "HH",
        "ORDER_PAYMENT": 3,
        "ORDER_SERVICE": "VCN",
        "ORDER_SERVICE_ADD": "",
        "ORDER_NOTE": "Cho xem hàng",
        "MONEY_COLLECTION": 350_000,
        "ENABLE_SORT_CODE": True,
        "LIST_ITEM": [
            {
                "PRODUCT_NAME": "áo thun",
                "PRODUCT_QUANTITY": 2,
                "PRODUCT_PRICE": 175_000,
                "PRODUCT_WEIGHT": 600,
            }
        ],
    }


def test_what_the_buyer_pays_is_one_of_four_and_never_the_fee_twice(
    post: SimulatedViettelPost,
) -> None:
    courier = adapter(post)
    cases = [
        ("sender", 0, False, 1),
        ("recipient", 350_000, False, 2),
        ("sender", 350_000, False, 3),
        ("recipient", 0, False, 4),
        ("recipient", 380_000, True, 3),
        ("recipient", 0, True, 1),
    ]
    old = replace(BOOKING.recipient, place=OLD_PLACE)
    for number, (payer, cod, paid, how) in enumerate(cases):
        said = {"fee_payer": payer, "cod": cod, "shipping_paid": paid}
        wanted = replace(BOOKING, own_code=f"C{number}", recipient=old, **said)  # type: ignore[arg-type]
        assert isinstance(courier.book(wanted), Booked)
        body = post.asked[-1].json
        assert (body["ORDER_PAYMENT"], body["RECEIVER_DISTRICT"]) == (how, 12)


def test_long_texts_are_cut_by_bytes_between_two_letters(post: SimulatedViettelPost) -> None:
    long = "Nguyễn Thị Ở Đường Số Mười " * 10
    recipient = replace(BOOKING.recipient, name=long, address=long)
    assert isinstance(adapter(post).book(replace(BOOKING, note=long, recipient=recipient)), Booked)
    body = post.asked[-1].json
    for name in ("RECEIVER_FULLNAME", "RECEIVER_ADDRESS", "ORDER_NOTE"):
        assert 140 < len(body[name].encode()) <= 150
        assert "\ufffd" not in body[name]


@pytest.mark.parametrize("envelopes", [True, False])
def test_prices_come_with_and_without_an_envelope(
    post: SimulatedViettelPost, envelopes: bool
) -> None:
    post.envelopes = envelopes
    courier = adapter(post, services=["VTK", "VCN", "PHS"])
    assert courier.quote(WANTED, 2) == Offers(
        (
            Offer("VTK", 22_000, Within(3, 3, "days")),
            Offer("VCN", 31_000, Within(36, 36, "hours")),
        )
    )
    assert post.asked[-1].json == {
        "SENDER_PROVINCE": 2,
        "SENDER_DISTRICT": 50,
        "SENDER_WARD": 900,
        "RECEIVER_PROVINCE": 1,
        "RECEIVER_DISTRICT": 12,
        "RECEIVER_WARD": 233,
        "PRODUCT_TYPE": "HH",
        "PRODUCT_WEIGHT": 1200,
        "PRODUCT_PRICE": 350_000,
        "MONEY_COLLECTION": 350_000,
        "PRODUCT_LENGTH": 25,
        "PRODUCT_WIDTH": 18,
        "PRODUCT_HEIGHT": 10,
        "TYPE": 1,
    }


def test_a_quote_that_is_none_says_why(post: SimulatedViettelPost) -> None:
    courier = adapter(post)
    assert courier.quote(replace(WANTED, place={}), 2) == NotOffered(Why.PLACE_UNKNOWN)
    assert courier.quote(replace(WANTED, weight_g=60_000), 2) == NotOffered(Why.NOT_SERVED)
    wrong = courier.quote(replace(WANTED, place=OLD_PLACE | {"ward": "7"}), 2)
    assert wrong == NotOffered(Why.REFUSED, {"reason": "Invalid [RECEIVER_WARD]"})
    post.go_wrong(Fault.HTML)
    assert isinstance(courier.quote(WANTED, 2), Unknown)


def test_it_logs_in_in_two_steps_and_once_more_where_the_token_has_ended(
    post: SimulatedViettelPost, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    courier = adapter(post)
    assert isinstance(courier.book(BOOKING), Booked)
    post.tokens.clear()
    assert isinstance(courier.book(replace(BOOKING, own_code="C2")), Booked)
    paths = [one.path.rsplit("/", 1)[1] for one in post.asked]
    again = ["createOrder", "Login", "ownerconnect", "createOrder"]
    assert paths == ["Login", "ownerconnect", *again[-1:], *again]
    assert len(post.book) == 2
    assert PASSWORD not in caplog.text
    assert not any(token in caplog.text for token in post.tokens)


def test_a_wrong_login_books_nothing_and_a_token_of_the_web_site_is_asked_with_once(
    post: SimulatedViettelPost,
) -> None:
    assert trouble(adapter(post, password="other").book(BOOKING)) == Trouble.LOGIN
    assert trouble(adapter(post, token="old").book(BOOKING)) == Trouble.LOGIN
    assert len(post.asked_for("createOrder")) == 1
    assert not post.book


def test_what_goes_wrong_before_the_order_is_told_may_be_tried_again(
    post: SimulatedViettelPost,
) -> None:
    courier = adapter(post)
    for fault in (Fault.CUT_BEFORE, Fault.HTML, Fault.BAD_GATEWAY):
        post.go_wrong(fault, "ownerconnect")
        assert isinstance(courier.book(BOOKING), Later)
    post.go_wrong(Fault.BUSY, "createOrder", seconds=30)
    busy = courier.book(BOOKING)
    assert isinstance(busy, Later)
    assert busy.seconds == 30
    assert isinstance(courier.book(BOOKING), Booked)
    assert isinstance(adapter(post, base_url="http://127.0.0.1:9").book(BOOKING), Later)


def test_an_answer_that_did_not_come_leaves_an_order_unknown_and_it_is_never_asked_twice(
    post: SimulatedViettelPost,
) -> None:
    courier = adapter(post)
    assert not courier.repeat_is_safe
    assert Can.FIND not in courier.can
    faults = (Fault.SILENT_AFTER, Fault.CUT_AFTER, Fault.HTML, Fault.EMPTY, Fault.BAD_GATEWAY)
    for number, fault in enumerate(faults):
        post.go_wrong(fault, "createOrder")
        silent = adapter(post, timeout_seconds=1)
        assert isinstance(silent.book(replace(BOOKING, own_code=f"C{number}")), Unknown)
    assert len(post.book) == 2
    assert trouble(courier.book(replace(BOOKING, own_code="C0"))) == Trouble.TWICE
    assert len(post.asked_for("createOrder")) == len(faults) + 1


def test_yes_without_a_waybill_and_a_system_error_are_unknown(post: SimulatedViettelPost) -> None:
    courier = adapter(post)
    post.empty_waybills = 1
    assert trouble(courier.book(BOOKING)) == Trouble.UNREADABLE
    post.system_errors = 1
    assert trouble(courier.book(replace(BOOKING, own_code="C2"))) == Trouble.BROKEN


def test_what_it_refuses_is_told_in_its_words_also_where_they_are_a_list(
    post: SimulatedViettelPost,
) -> None:
    post.listed_messages = True
    courier = adapter(post)
    wrong = {"ward": "5"} | {key: NEW_PLACE[key] for key in ("province", "scheme")}
    refused = courier.book(replace(BOOKING, recipient=replace(BOOKING.recipient, place=wrong)))
    assert isinstance(refused, Rejected)
    assert refused.reason == f"{Trouble.ADDRESS}: Invalid [RECEIVER_WARD]"
    phone = replace(BOOKING.recipient, phone="12")
    assert trouble(courier.book(replace(BOOKING, recipient=phone))) == Trouble.PHONE
    assert trouble(courier.book(replace(BOOKING, service="PHS"))) == Trouble.ROUTE
    nowhere = replace(BOOKING.recipient, place={})
    assert trouble(courier.book(replace(BOOKING, recipient=nowhere))) == Trouble.PLACE_UNKNOWN
    assert trouble(courier.book(replace(BOOKING, currency="IDR"))) == Trouble.CURRENCY
    assert not post.book


def test_a_new_order_that_it_does_not_find_yet_is_asked_back_a_few_times(
    post: SimulatedViettelPost,
) -> None:
    courier = adapter(post)
    assert isinstance(courier.book(BOOKING), Booked)
    waybill = post.book[0].number
    post.lag = 2
    assert isinstance(courier.cancel(BOOKING.own_code, waybill), Cancelled)
    assert post.asked[-1].json == {
        "TYPE": 4,
        "ORDER_NUMBER": waybill,
        "NOTE": BOOKING.own_code,
    }
    assert [one.path for one in post.asked[-3:]] == ["/v2/order/UpdateOrder"] * 3
    assert isinstance(courier.cancel(BOOKING.own_code, "158800999999"), Unknown)
    post.book[0].state = "200"
    assert isinstance(courier.cancel(BOOKING.own_code, waybill), Rejected)
    assert isinstance(courier.cancel(BOOKING.own_code, ""), Unknown)


def test_what_came_back_to_its_post_office_goes_out_again_or_home(
    post: SimulatedViettelPost,
) -> None:
    courier = adapter(post)
    assert isinstance(courier.book(BOOKING), Booked)
    found = Sent(BOOKING.own_code, post.book[0].number)
    early = courier.redeliver(found)
    assert isinstance(early, Rejected)
    post.move(post.book[0], "505")
    assert isinstance(courier.redeliver(found), Cancelled)
    assert post.asked[-1].json == {
        "TYPE": 3,
        "ORDER_NUMBER": found.waybill,
        "NOTE": BOOKING.own_code,
    }
    post.move(post.book[0], "505")
    assert isinstance(courier.turn_back(found), Cancelled)
    assert post.asked[-1].json["TYPE"] == 2
    assert post.book[0].state == "515"


def test_a_label_is_fetched_with_a_code_that_stands_in_the_message(
    post: SimulatedViettelPost,
) -> None:
    post.clock = NOW.timestamp
    courier = adapter(post)
    assert isinstance(courier.book(BOOKING), Booked)
    sent = Sent(BOOKING.own_code, post.book[0].number)
    page = courier.label(sent)
    assert isinstance(page, Paper)
    assert page.kind.startswith("text/html")
    assert post.asked[-2].json == {
        "EXPIRY_TIME": int(NOW.timestamp() * 1000) + 1_800_000,
        "ORDER_ARRAY": [sent.waybill],
    }
    assert post.asked[-1].query == {
        "type": "2",
        "bill": f"code+/={sent.waybill}",
        "showPostage": "0",
    }
    assert isinstance(adapter(post, fetch_label=False).label(sent), NotOffered)


def test_states_are_read_where_they_come_from_the_one_who_has_the_secret(
    post: SimulatedViettelPost,
) -> None:
    courier = adapter(post)
    assert isinstance(courier.book(BOOKING), Booked)
    parcel = post.book[0]
    parcel.state, parcel.states = (
        "501",
        [("501", datetime(2026, 10, 12, 9, 7, 16, tzinfo=UTC).timestamp())],
    )
    (told,) = heard = courier.heard({}, post.webhook(parcel, "s3cret"))
    assert isinstance(told, Told)
    (sighting,) = told.sightings
    assert (told.waybill, told.own_code) == (parcel.number, BOOKING.own_code)
    assert (sighting.raw, sighting.stage) == ("501", Stage.DELIVERED)
    assert sighting.at == datetime(2026, 10, 12, 9, 7, 16, tzinfo=UTC)
    assert (sighting.cod, sighting.fee, sighting.weight_g) == (350_000, 36_300, 1200)
    assert courier.heard({"authorization": "Bearer s3cret"}, post.webhook(parcel, "")) == heard
    assert courier.heard({}, post.webhook(parcel, "guess")) == Forged()
    assert adapter(post, webhook_token=None).heard({}, post.webhook(parcel, "")) == Forged()
    assert isinstance(courier.heard({}, b'{"TOKEN":"s3cret"}'), Unread)
    assert isinstance(courier.heard({}, b"\xff{"), Unread)
    assert courier.track(Sent(BOOKING.own_code, parcel.number)) == told
    assert courier.track(Sent(BOOKING.own_code, "1")) == Absent()


@pytest.mark.parametrize(
    ("number", "returning", "stage"),
    [
        (500, False, Stage.OUT_FOR_DELIVERY),
        (503, False, Stage.CANCELLED),
        (505, False, Stage.HELD),
        (515, False, Stage.RETURNING),
        (300, True, Stage.RETURNING),
        (999, False, None),
    ],
)
def test_its_numbers_mean_what_its_documents_say(
    post: SimulatedViettelPost, number: int, returning: bool, stage: Stage | None
) -> None:
    told = {
        "DATA": {"ORDER_NUMBER": "1", "ORDER_STATUS": number, "IS_RETURNING": returning},
        "TOKEN": "s3cret",
    }
    heard = adapter(post).heard({}, json.dumps(told).encode())
    assert isinstance(heard, tuple)
    assert [(one.raw, one.stage) for one in heard[0].sightings] == [(str(number), stage)]


def test_its_places_are_those_of_both_lists(post: SimulatedViettelPost) -> None:
    courier = adapter(post)
    first = courier.regions(None)
    assert isinstance(first, tuple)
    assert [(one.scheme, one.level, one.code, one.parent) for one in first] == [
        ("new", "province", "1", ""),
        ("new", "province", "2", ""),
        ("new", "province", "4", ""),
        ("new", "province", "5", ""),
        ("new", "province", "6", ""),
        ("old", "province", "1", ""),
        ("old", "province", "2", ""),
        ("old", "district", "12", "1"),
        ("old", "district", "43", "2"),
        ("old", "district", "50", "2"),
        ("old", "ward", "233", "12"),
        ("old", "ward", "796", "43"),
        ("old", "ward", "900", "50"),
    ]
    wards = courier.regions(first[0])
    assert isinstance(wards, tuple)
    assert [(one.code, one.parent, one.has_more) for one in wards] == [
        ("49876", "1", False),
        ("49877", "1", False),
    ]
    for at in range(4):
        post.go_wrong(Fault.BAD_GATEWAY, ("ProvinceNew", "ProvinceById", "District", "Wards")[at])
        assert isinstance(courier.regions(None), Unknown)


def test_a_simulated_order_goes_its_way_by_itself_where_it_has_a_pace(
    post: SimulatedViettelPost,
) -> None:
    courier = adapter(post)
    assert isinstance(courier.book(BOOKING), Booked)
    parcel = post.book[0]
    post.pace = 60.0
    parcel.states[0] = ("100", parcel.states[0][1] - 250)
    told = courier.track(Sent(BOOKING.own_code, parcel.number))
    assert isinstance(told, Told)
    assert [one.stage for one in told.sightings] == [Stage.IN_TRANSIT]
    assert [state for state, _at in parcel.states] == ["100", "103", "104", "105", "200"]
