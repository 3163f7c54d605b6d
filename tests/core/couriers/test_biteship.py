"""Biteship is asked in its own words, and one reference never becomes two orders."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from biteship_shop import BOOKING, adapter, sent_of, trouble

from core.couriers.base import Can
from core.couriers.bookings import (
    Absent,
    Booked,
    Cancelled,
    Later,
    Piece,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.states import Stage
from core.couriers.tracking import Forged, Told, Unread
from core.couriers.troubles import Trouble
from tui.demo.couriers.biteship import AREAS, KEY, SimulatedBiteship
from tui.demo.server import Fault


def test_an_order_is_told_as_its_documents_say(ship: SimulatedBiteship) -> None:
    booked = adapter(ship).book(BOOKING)
    assert isinstance(booked, Booked)
    assert (booked.waybill, booked.sort_code, booked.fee) == (
        "0123456700001",
        "BDO10000",
        3_200_000,
    )
    assert booked.reference == ship.book[0].facts["id"]
    assert booked.tracking_url.startswith("https://")
    (asked,) = ship.asked
    assert asked.headers["authorization"] == KEY
    assert asked.json == {
        "reference_id": "WH1-SO10482-P1-A1",
        "shipper_contact_name": "Toko Melati",
        "shipper_contact_phone": "081200011122",
        "shipper_organization": "Toko Melati",
        "origin_contact_name": "Gudang Ciledug",
        "origin_contact_phone": "081200011122",
        "origin_address": "Jl. Raden Patah 10",
        "origin_postal_code": 15158,
        "origin_collection_method": "pickup",
        "destination_contact_name": "Budi Santoso",
        "destination_contact_phone": "081234567890",
        "destination_address": "Jl. Riau 21, Bandung",
        "destination_postal_code": 40115,
        "destination_cash_on_delivery": 350_000,
        "destination_cash_on_delivery_type": "7_days",
        "courier_company": "jne",
        "courier_type": "reg",
        "delivery_type": "now",
        "items": [
            {
                "name": "Kaos",
                "sku": "TS-01",
                "category": "fashion",
                "value": 175_000,
                "quantity": 2,
                "weight": 600,
                "length": 25,
                "width": 18,
                "height": 10,
            }
        ],
    }


def test_a_matched_area_goes_before_the_postcode_and_the_scales_before_the_catalogue(
    ship: SimulatedBiteship,
) -> None:
    recipient = replace(BOOKING.recipient, place={"area": AREAS[3][0]}, postcode="")
    pieces = (Piece("Kaos", "TS-01", 2, 10_000, 100), Piece("Topi", "TS-02", 1, 0, 200))
    heavy = replace(BOOKING, recipient=recipient, pieces=pieces, cod=0, insurance=5_000_000)
    assert isinstance(adapter(ship, area_id=AREAS[1][0]).book(heavy), Booked)
    body = ship.asked[-1].json
    assert (body["origin_area_id"], body["destination_area_id"]) == (AREAS[1][0], AREAS[3][0])
    assert [one["weight"] for one in body["items"]] == [300, 600]
    assert body["courier_insurance"] == 50_000
    assert "destination_cash_on_delivery" not in body
    assert not {"origin_postal_code", "destination_postal_code"} & body.keys()


def test_an_order_that_is_there_already_is_taken_as_it_is(ship: SimulatedBiteship) -> None:
    courier = adapter(ship)
    assert courier.repeat_is_safe
    for fault in (Fault.SILENT_AFTER, Fault.CUT_AFTER):
        wanted = replace(BOOKING, own_code=fault.value)
        ship.go_wrong(fault, "/v1/orders")
        assert isinstance(adapter(ship, timeout_seconds=1).book(wanted), Unknown)
        again = courier.book(wanted)
        assert isinstance(again, Booked)
        assert again.waybill == ship.book[-1].number
        assert [one.method for one in ship.asked[-2:]] == ["POST", "GET"]
    ship.server_errors = 1
    assert trouble(courier.book(BOOKING)) == Trouble.BROKEN
    assert isinstance(courier.book(BOOKING), Booked)
    assert len(ship.book) == 3


def test_another_order_under_our_code_and_one_that_is_gone_are_not_taken(
    ship: SimulatedBiteship,
) -> None:
    courier = adapter(ship)
    assert isinstance(courier.book(BOOKING), Booked)
    assert trouble(courier.book(replace(BOOKING, cod=0))) == Trouble.TWICE
    ship.go_wrong(Fault.BAD_GATEWAY, "/v1/orders/")
    assert isinstance(courier.book(BOOKING), Unknown)
    ship.move(ship.book[0], "cancelled")
    assert isinstance(courier.book(BOOKING), Rejected)


def test_a_waybill_number_may_come_later(ship: SimulatedBiteship) -> None:
    courier = adapter(ship)
    ship.late_waybills = 1
    booked = courier.book(BOOKING)
    assert isinstance(booked, Booked)
    assert booked.waybill == ""
    asked = courier.named(sent_of(booked))
    assert isinstance(asked, Booked)
    assert asked.waybill == ""
    ship.number(ship.book[0])
    for found in (courier.named(sent_of(booked)), courier.book(BOOKING)):
        assert isinstance(found, Booked)
        assert found.waybill == ship.book[0].number
    assert courier.find(BOOKING.own_code) == Unknown("not_offered")
    assert Can.FIND not in courier.can


def test_what_goes_wrong_is_told_by_one_set_of_names(
    ship: SimulatedBiteship, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    courier = adapter(ship)
    million = 100_000_000
    too_much = courier.book(replace(BOOKING, cod=6 * million))
    assert trouble(too_much) == Trouble.COD
    assert not ship.asked  # known before anybody is asked
    assert courier.limits.cod == 15 * million
    more = adapter(ship, cod_caps=["jne:16000000"], services=["jne/reg", "jne/yes"])
    assert trouble(more.book(replace(BOOKING, cod=16 * million))) == Trouble.COD
    assert trouble(more.book(replace(BOOKING, service="jne/yes"))) == Trouble.COD
    assert trouble(courier.book(replace(BOOKING, cod=35_000_050))) == Trouble.CURRENCY
    assert trouble(courier.book(replace(BOOKING, currency="VND"))) == Trouble.CURRENCY
    nowhere = replace(BOOKING.recipient, postcode="")
    assert trouble(courier.book(replace(BOOKING, recipient=nowhere))) == Trouble.PLACE_UNKNOWN
    area = replace(BOOKING.recipient, place={"area": "IDNP1"})
    assert trouble(courier.book(replace(BOOKING, recipient=area))) == Trouble.ADDRESS
    assert trouble(courier.book(replace(BOOKING, service="jne/oke"))) == Trouble.ROUTE
    assert trouble(adapter(ship, api_key="biteship_test.no").book(BOOKING)) == Trouble.LOGIN
    ship.balance = 100
    assert trouble(courier.book(BOOKING)) == Trouble.BALANCE
    assert not ship.book
    assert KEY not in caplog.text


def test_too_often_is_later_and_what_cannot_be_read_is_unknown(ship: SimulatedBiteship) -> None:
    courier = adapter(ship)
    ship.go_wrong(Fault.BUSY, seconds=7)
    busy = courier.book(BOOKING)
    assert busy == Later(Trouble.BUSY, 7)
    ship.go_wrong(Fault.BUSY)
    assert courier.book(BOOKING) == Later(Trouble.BUSY)
    assert isinstance(adapter(ship, base_url="http://127.0.0.1:9").book(BOOKING), Later)
    for fault in (Fault.HTML, Fault.EMPTY, Fault.BAD_GATEWAY, Fault.CUT_BEFORE):
        ship.go_wrong(fault)
        assert isinstance(courier.book(BOOKING), Unknown)
    assert not ship.book


def test_an_order_is_taken_back_while_nobody_has_picked_it_up(ship: SimulatedBiteship) -> None:
    courier = adapter(ship)
    booked = courier.book(BOOKING)
    assert isinstance(booked, Booked)
    ship.move(ship.book[0], "picked")
    too_late = courier.recall(sent_of(booked))
    assert trouble(too_late) == Trouble.TOO_LATE
    ship.move(ship.book[0], "allocated")
    ship.go_wrong(Fault.SILENT_AFTER, "/cancel")
    assert isinstance(adapter(ship, timeout_seconds=1).recall(sent_of(booked)), Unknown)
    assert ship.book[0].state == "cancelled"
    assert isinstance(courier.recall(sent_of(booked)), Cancelled)
    assert ship.asked_for("/cancel")[-1].json == {
        "cancellation_reason_code": "others",
        "cancellation_reason": "Dibatalkan oleh penjual",
    }
    assert isinstance(courier.recall(Sent(BOOKING.own_code, "")), Unknown)
    gone = Sent(BOOKING.own_code, "", "6710f0c2a5e4d10012abffff")
    assert trouble(courier.recall(gone)) == Trouble.NO_SUCH


def test_where_a_parcel_is_comes_in_one_way_of_writing(ship: SimulatedBiteship) -> None:
    courier = adapter(ship)
    booked = courier.book(BOOKING)
    assert isinstance(booked, Booked)
    for state in ("picking_up", "picked", "dropping_off", "on_the_moon"):
        ship.move(ship.book[0], state)
    told = courier.track(sent_of(booked))
    assert isinstance(told, Told)
    assert (told.waybill, told.reference) == (booked.waybill, booked.reference)
    assert [(one.raw, one.stage) for one in told.sightings] == [
        ("confirmed", Stage.CREATED),
        ("pickingUp", Stage.CREATED),
        ("picked", Stage.PICKED_UP),
        ("droppingOff", Stage.OUT_FOR_DELIVERY),
        ("onTheMoon", None),
    ]
    assert all(one.at is not None for one in told.sightings)
    by_order = courier.track(Sent(BOOKING.own_code, booked.waybill, booked.reference))
    assert isinstance(by_order, Told)
    assert [one.raw for one in by_order.sightings] == ["on_the_moon"]
    assert by_order.reference == booked.reference
    strange = Sent("", "", "x", {"courier": {"tracking_id": "trk9"}})
    assert courier.track(strange) == Absent()


def test_what_it_tells_by_itself_needs_the_secret_in_the_header(ship: SimulatedBiteship) -> None:
    courier = adapter(ship)
    assert isinstance(courier.book(BOOKING), Booked)
    parcel = ship.book[0]
    ship.move(parcel, "delivered")
    shown = {"x-shop": "s3cret"}
    (told,) = heard = courier.heard(shown, ship.webhook(parcel))
    assert isinstance(told, Told)
    assert (told.waybill, told.reference) == (parcel.number, parcel.facts["id"])
    assert [(one.stage, one.fee) for one in told.sightings] == [(Stage.DELIVERED, 3_200_000)]
    assert heard == courier.heard(shown, ship.webhook(parcel))
    assert courier.heard({"x-shop": "guess"}, ship.webhook(parcel)) == Forged()
    assert courier.heard({}, ship.webhook(parcel)) == Forged()
    assert adapter(ship, webhook_secret=None).heard(shown, ship.webhook(parcel)) == Forged()
    for body in (b"", b"[]", b"{}", b"{\xff"):
        assert isinstance(courier.heard(shown, body), Unread)
    assert isinstance(courier.heard({}, b""), Unread)  # when it is set up


def test_a_label_names_the_carrier_that_comes(ship: SimulatedBiteship) -> None:
    named = adapter(ship).on_label
    assert [named(one) for one in ("jne/reg", "sicepat/best", "odd")] == [
        ("JNE", "REG"),
        ("SiCepat", "BEST"),
        ("Biteship", "odd"),
    ]
