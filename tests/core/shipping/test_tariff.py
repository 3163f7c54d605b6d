"""Price lists: which row is for a parcel, what it costs there, and why nothing is offered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.config import parse
from core.couriers.places import name_of
from core.couriers.quotes import Destination, NotOffered, Offer, Offers, Quote, ToQuote, Why, Within
from core.errors import ConfigRefusal
from core.shipping.settings import settings_of

LIST = """
[couriers.own]
services = ["standard", "same day"]
[[couriers.own.tariff]]
services = ["same day"]
cities = ["Jakarta Selatan"]
fee = 15000
max_g = 5000
hours = "3-6"
[[couriers.own.tariff]]
services = ["standard"]
provinces = ["DKI Jakarta"]
fee = 9000
up_to_g = 2000
per_kg = 4000
free_from = 300000
max_g = 10000
days = "1"
[[couriers.own.tariff]]
services = ["standard"]
provinces = ["DKI Jakarta"]
fee = 60000
max_g = 30000
[[couriers.own.tariff]]
services = ["standard"]
postcodes = ["401", "402"]
fee = 20000
days = "2-3"
"""
TEBET = Destination("Jl. Melati 1", "Tebet", "Jakarta Selatan", "DKI Jakarta", "12810", "ID")


def quote(text: str = LIST, code: str = "own", **more: Any) -> Quote:
    config = parse(text, Path("k.toml"))
    parcel = {"to": TEBET, "currency": "IDR", "weight_g": 500} | more
    return settings_of(config).couriers.get(code).quote(ToQuote(**parcel), 1.0)


def test_each_service_is_offered_by_the_first_row_that_is_for_it() -> None:
    assert quote() == Offers(
        (
            Offer("standard", 9000_00, Within(1, 1, "days")),
            Offer("same day", 15000_00, Within(3, 6, "hours")),
        )
    )


@pytest.mark.parametrize(
    ("grams", "fee"),
    [(0, 9000), (2000, 9000), (2001, 13000), (3000, 13000), (3001, 17000), (10000, 41000),
     (10001, 60000 + 0)],
)  # fmt: skip
def test_every_kilogram_that_is_begun_costs_and_a_heavier_parcel_takes_the_next_row(
    grams: int, fee: int
) -> None:
    text = LIST.replace('services = ["standard", "same day"]', 'services = ["standard"]')
    text = text.replace('services = ["same day"]\n', "")
    found = quote(text, weight_g=grams, to=Destination(province="Jakarta", city="Jakarta Barat"))
    assert isinstance(found, Offers)
    assert found.offers[0].fee == fee * 100


@pytest.mark.parametrize(("goods", "fee"), [(299_999_99, 9000_00), (300_000_00, 0)])
def test_it_is_free_from_goods_of_some_worth_on(goods: int, fee: int) -> None:
    found = quote(goods=goods)
    assert isinstance(found, Offers)
    assert found.offers[0].fee == fee


@pytest.mark.parametrize(
    ("more", "why", "params"),
    [
        ({"weight_g": 30001}, Why.TOO_HEAVY, {"max_g": 30000}),
        ({"to": Destination(city="Medan", province="Sumatera Utara", postcode="20111")},
         Why.NOT_SERVED, {"place": "Medan"}),
        ({"to": Destination(city="Bandung", postcode="40115")},
         Why.ADDRESS_SHORT, {"parts": ("province",)}),
        ({"to": Destination(province="Jawa Barat")}, Why.ADDRESS_SHORT, {"parts": ("postcode",)}),
        ({"to": Destination()}, Why.ADDRESS_SHORT, {"parts": ("province",)}),
        ({"currency": "USD"}, Why.OTHER_CURRENCY, {"currency": "IDR"}),
    ],
)  # fmt: skip
def test_nothing_is_offered_without_saying_why(
    more: dict[str, Any], why: Why, params: dict[str, object]
) -> None:
    assert quote(**more) == NotOffered(why, params)


def test_without_a_price_list_there_is_no_offer_for_any_of_the_two_couriers() -> None:
    assert quote("", "own") == quote("", "manual") == NotOffered(Why.NO_TARIFF)


def test_pre_printed_labels_have_a_price_list_of_the_same_kind() -> None:
    text = "[[couriers.manual.tariff]]\nfee = 22000\nper_kg = 20000\n"
    assert quote(text, "manual", weight_g=1500) == Offers((Offer("standard", 42000_00),))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Bandung", "Kota Bandung", True),
        ("kab. bandung", "Kabupaten Bandung", True),
        ("Kota Bandung", "Kab. Bandung", False),
        ("DKI Jakarta", "Jakarta", True),
        ("DI Yogyakarta", "D.I. Yogyakarta", True),
        ("Quận 1", "Q.1", True),
        ("Quận 1", "P1", False),
        ("Thành phố Hồ Chí Minh", "TP. Ho Chi Minh", True),
        ("Bandung", "Bandung Barat", False),
        ("Kotabaru", "Baru", False),
        ("Dili", "Li", False),
        ("Tịnh Biên", "Huyện Tịnh Biên", True),
        ("Dĩ An", "TP. Dĩ An", True),
    ],
)
def test_a_place_is_the_same_however_its_kind_is_written(one: str, other: str, same: bool) -> None:
    assert name_of(one).is_same(name_of(other)) is same
    assert name_of(other).is_same(name_of(one)) is same


def test_amounts_are_exact_in_the_currency_of_the_shop() -> None:
    text = '[shop]\ncurrency = "SGD"\n[[couriers.own.tariff]]\nfee = "4.50"\nper_kg = 1\n'
    found = quote(text, currency="SGD", weight_g=1001)
    assert found == Offers((Offer("standard", 5_50),))


ROW = "[[couriers.own.tariff]]\n"


@pytest.mark.parametrize(
    ("text", "code", "line", "key"),
    [
        (ROW, "config_required", 1, "couriers.own.tariff[1].fee"),
        (ROW + "fee = 4.5", "config_amount", 2, "couriers.own.tariff[1].fee"),
        (ROW + "fee = -1", "config_amount", 2, "couriers.own.tariff[1].fee"),
        (ROW + "fee = true", "config_amount", 2, "couriers.own.tariff[1].fee"),
        (ROW + 'fee = "9.000"', "config_amount", 2, "couriers.own.tariff[1].fee"),
        ('[shop]\ncurrency = "VND"\n' + ROW + 'fee = "0.5"', "config_amount", 4,
         "couriers.own.tariff[1].fee"),
        (ROW + "fee = 1\nup_to_g = 0", "config_range", 3, "couriers.own.tariff[1].up_to_g"),
        (ROW + "fee = 1\nmax_kg = 3", "config_unknown_key", 3, "couriers.own.tariff[1].max_kg"),
        (ROW + "fee = 1\ncities = 'x'", "config_wants_list", 3, "couriers.own.tariff[1].cities"),
        (ROW + "fee = 1\npostcodes = ['1x']", "config_pattern", 3,
         "couriers.own.tariff[1].postcodes[1]"),
        (ROW + "fee = 1\ndays = '3-1'", "config_pattern", 3, "couriers.own.tariff[1].days"),
        (ROW + "fee = 1\ndays = 'two'", "config_pattern", 3, "couriers.own.tariff[1].days"),
        (ROW + "fee = 1\ndays = '1'\nhours = '3'", "config_tariff_promise", 4,
         "couriers.own.tariff[1].hours"),
        (ROW + "fee = 1\n" + ROW + "fee = 2\nservices = ['express']", "config_tariff_service", 5,
         "couriers.own.tariff[2].services"),
        ("[couriers]\nask_fee = ['jne']", "config_choice", 2, "couriers.ask_fee[1]"),
        ("[couriers]\nfee_seconds = 0", "config_range", 2, "couriers.fee_seconds"),
        ("[shop]\ncurrency = 'RP'\n" + ROW + "fee = 1", "config_currency", 2, "shop.currency"),
    ],
)  # fmt: skip
def test_a_wrong_price_list_is_refused_with_key_line_and_what_is_allowed(
    text: str, code: str, line: int, key: str
) -> None:
    with pytest.raises(ConfigRefusal) as caught:
        parse(text, Path("/srv/shop/config.toml"))
    told = caught.value
    assert (told.code, told.params["line"], told.params["key"]) == (code, line, key)
