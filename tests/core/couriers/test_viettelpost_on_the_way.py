"""What Viettel Post knows of parcels on their way, of their labels and of its places."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from viettelpost_shop import BOOKING, NOW, adapter

from core.couriers.bookings import (
    Absent,
    Booked,
    Cancelled,
    Paper,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.quotes import NotOffered
from core.couriers.states import Stage
from core.couriers.tracking import Forged, Told, Unread
from tui.demo.couriers.viettelpost import SimulatedViettelPost
from tui.demo.server import Fault


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
