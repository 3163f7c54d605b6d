"""Viettel Post is asked in its own words, and nothing is booked twice whatever it answers."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from viettelpost_shop import BOOKING, NEW_PLACE, OLD_PLACE, WANTED, adapter, trouble

from core.couriers.base import Can
from core.couriers.bookings import (
    Booked,
    Later,
    Rejected,
    Unknown,
)
from core.couriers.quotes import NotOffered, Offer, Offers, Why, Within
from core.couriers.troubles import Trouble
from tui.demo.couriers.viettelpost import PASSWORD, SimulatedViettelPost
from tui.demo.server import Fault


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
