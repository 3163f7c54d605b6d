"""What Biteship asks for a parcel, which areas it knows, and what its table in the file needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from biteship_shop import WANTED, adapter

from core.config import parse
from core.couriers.bookings import (
    Unknown,
)
from core.couriers.quotes import Destination, NotOffered, Offer, Offers, Why, Within
from core.couriers.registry import Couriers
from core.errors import ConfigRefusal
from tui.demo.couriers.biteship import AREAS, SimulatedBiteship
from tui.demo.server import Fault


def test_prices_are_those_of_the_shops_services_with_all_that_is_paid(
    ship: SimulatedBiteship,
) -> None:
    courier = adapter(ship, services=["sicepat/reg", "jne/reg", "jne/yes"])
    assert courier.quote(WANTED, 2) == Offers(
        (
            Offer("sicepat/reg", 3_050_000, Within(1, 2, "days")),
            Offer("jne/reg", 3_200_000, Within(1, 2, "days")),
        )
    )
    assert ship.asked[-1].json == {
        "origin_postal_code": 15158,
        "destination_postal_code": 40115,
        "couriers": "sicepat,jne",
        "items": [
            {
                "name": "Paket",
                "value": 350_000,
                "quantity": 1,
                "weight": 1200,
                "length": 25,
                "width": 18,
                "height": 10,
            }
        ],
        "destination_cash_on_delivery": 350_000,
        "destination_cash_on_delivery_type": "7_days",
    }


def test_a_quote_that_is_none_says_why(ship: SimulatedBiteship) -> None:
    courier = adapter(ship)
    nowhere = replace(WANTED, to=Destination(city="Bandung"))
    assert courier.quote(nowhere, 2) == NotOffered(Why.PLACE_UNKNOWN)
    assert adapter(ship, services=["tiki/reg"]).quote(WANTED, 2) == NotOffered(Why.NOT_SERVED)
    assert adapter(ship, services=["jne/yes"]).quote(WANTED, 2) == NotOffered(Why.NO_COD)
    ship.balance = 0
    empty = courier.quote(WANTED, 2)
    assert isinstance(empty, NotOffered)
    assert "balance" in str(empty.params["reason"])
    ship.go_wrong(Fault.EMPTY)
    assert isinstance(courier.quote(WANTED, 2), Unknown)


def test_the_areas_that_may_be_meant_come_with_their_postcode(ship: SimulatedBiteship) -> None:
    courier = adapter(ship)
    found = courier.places_like(Destination(city="Bandung", province="Jawa Barat"))
    assert isinstance(found, tuple)
    assert [(one.code, one.facts["postcode"]) for one in found] == [
        (AREAS[2][0], "40115"),
        (AREAS[3][0], "40132"),
    ]
    assert ship.asked[-1].query == {
        "countries": "ID",
        "input": "Bandung Jawa Barat",
        "type": "single",
    }
    ship.go_wrong(Fault.HTML)
    assert isinstance(courier.places_like(Destination(city="Bandung")), Unknown)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ('biteship]\napi_key = "k"', "config_courier_origin"),
        ('biteship]\napi_key = "k"\nsender = {postcode = "151"}', "config_courier_origin"),
        ('biteship]\narea_id = "IDNP6"', "config_required"),
        ('biteship]\napi_key = "k"\nservices = ["jne reg"]', "config_pattern"),
        ('biteship]\napi_key = "k"\ncod_caps = ["jne=5"]', "config_pattern"),
        ('biteship]\napi_key = "k"\nbase_url = "http://api.example"', "config_server_url"),
        ("viettelpost]\nprovince_id = 1\nward_id = 2", "config_viettelpost_login"),
        ('viettelpost]\ntoken = "t"', "config_courier_origin"),
    ],
)
def test_a_table_that_lacks_something_says_what(table: str, code: str) -> None:
    with pytest.raises(ConfigRefusal) as caught:
        parse(f"[couriers.{table}\n", Path("/srv/kemas.toml"))
    assert caught.value.code == code


def test_a_table_makes_a_courier_and_shows_no_secret() -> None:
    config = parse(
        '[couriers.biteship]\napi_key = "k3y"\nwebhook_secret = "s3cret"\narea_id = "IDNP6"\n'
        '[couriers.viettelpost]\ntoken = "t0ken"\nprovince_id = 1\nward_id = 49876\n',
        Path("/srv/kemas.toml"),
    )
    couriers = Couriers(config.couriers, "en", "IDR")
    assert couriers.get("biteship").name == "Biteship"
    assert couriers.get("viettelpost").services == ("VCN", "VTK")
    shown = f"{config!r} {couriers.get('biteship')!r} {couriers.get('viettelpost')!r}"
    assert not [one for one in ("k3y", "s3cret", "t0ken") if one in shown]
