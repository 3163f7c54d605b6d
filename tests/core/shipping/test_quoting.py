"""The fee of an order that is typed in: its parcel, whom it is asked of, and when it is old."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fakes.fee_server import FarCourier, FeeServer
from sqlalchemy import select, update

from core.catalog.models import products
from core.config import parse
from core.couriers.bookings import Unknown
from core.couriers.quotes import Destination, NotOffered, Offer, Offers, Quote, ToQuote, Why, Within
from core.couriers.registry import Couriers
from core.database import Database
from core.errors import NotFound, Refusal
from core.orders.entry.contents import Contents, EntryLine, from_json
from core.orders.entry.rules import EntryRules
from core.settings import Config
from core.shipping.editing import rules_of
from core.shipping.quoting import (
    Answer,
    ask,
    asked,
    is_old,
    offers_in,
    quoted_in,
    quotes,
    telling,
    wanted_of,
    with_offer,
)
from core.shipping.settings import settings_of
from core.transaction import reading, writing

TARIFF = "[[couriers.own.tariff]]\nfee = 9000\nper_kg = 4000\nfree_from = 200000\ndays = '1-2'\n"
BUYER = Contents(
    phone="+62 000 1234567",
    customer="Ibu Ratna",
    address="Jl. Mawar 5",
    city="Bandung",
    postcode="40115",
    country="ID",
    currency="IDR",
    courier="own",
    service="standard",
)
PARCEL = ToQuote(Destination(postcode="40115"), "IDR", 1200)


def config_of(text: str = TARIFF) -> Config:
    return parse(text, Path("k.toml"))


def couriers_of(text: str = TARIFF) -> Couriers:
    return settings_of(config_of(text)).couriers


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Any:
    """Products A and B of 200 g, HEAVY of 3 kg with a size, and NONE whose weight nobody knows."""
    made = build.shop(db, {"A": 9, "B": 9})
    with writing(db) as tx:
        size = {"length_mm": 300, "width_mm": 200, "height_mm": 50}
        heavy = build.product(tx, "HEAVY", weight_g=3000, **size)
        none = build.product(tx, "NONE", weight_g=0)
    return replace(made, products={**made.products, "HEAVY": heavy, "NONE": none})


@pytest.fixture
def rules(shop: Any) -> EntryRules:
    return rules_of(config_of(), shop.warehouse)


def with_lines(shop: Any, *lines: tuple[str, int], **more: Any) -> Contents:
    made = tuple(EntryLine(shop.products[sku], sku, sku, units, 25_000_00) for sku, units in lines)
    return replace(BUYER, lines=made, **more)


@pytest.fixture
def counter() -> Iterator[FeeServer]:
    with FeeServer() as server:
        yield server


def test_the_weight_comes_from_the_products_and_says_which_have_none(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    contents = with_lines(shop, ("A", 2), ("NONE", 1), ("HEAVY", 1))
    with reading(db) as tx:
        wanted = wanted_of(tx, rules, contents)
        typed = wanted_of(tx, rules, replace(contents, weight="2500"))
        again = wanted_of(tx, rules, replace(contents, weight="2500"), weight="900 g")
    assert (wanted.parcel.weight_g, wanted.unweighed, wanted.typed) == (3400, ("NONE",), False)
    assert (typed.parcel.weight_g, typed.typed) == (2500, True)
    assert again.parcel.weight_g == 900


@pytest.mark.parametrize("weight", ["heavy", "0", "-3", "1.000", "100001"])
def test_a_weight_that_cannot_be_read_is_refused(
    db: Database, shop: Any, rules: EntryRules, weight: str
) -> None:
    with reading(db) as tx, pytest.raises(Refusal):
        wanted_of(tx, rules, with_lines(shop, ("A", 1)), weight=weight)


def test_the_parcel_says_all_that_couriers_reckon_with(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    contents = with_lines(shop, ("HEAVY", 2), discount="10000", cod="=", shipping_fee="9000")
    with reading(db) as tx:
        parcel = wanted_of(tx, rules, contents).parcel
        loose = wanted_of(tx, rules, with_lines(shop, ("HEAVY", 1), ("A", 1))).parcel
    assert parcel.to == Destination("Jl. Mawar 5", "", "Bandung", "", "40115", "ID")
    assert (parcel.goods, parcel.cod, parcel.currency) == (40_000_00, 40_000_00, "IDR")
    assert (parcel.length_mm, parcel.width_mm, parcel.height_mm) == (300, 200, 100)
    assert (loose.length_mm, loose.width_mm, loose.height_mm) == (0, 0, 0)


def test_what_cannot_be_read_yet_does_not_stop_the_question(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    contents = with_lines(shop, ("A", 1), phone="?", discount="x", cod="1.000", postcode="4011")
    with reading(db) as tx:
        parcel = wanted_of(tx, rules, contents).parcel
    assert (parcel.goods, parcel.weight_g) == (25_000_00, 200)


def test_the_chosen_courier_is_asked_first_and_only_those_that_the_shop_wants(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with reading(db) as tx:
        wanted = wanted_of(tx, rules, with_lines(shop, ("A", 1), courier="manual"))
    assert [one.code for one in asked(couriers_of(), wanted)] == ["manual", "own"]
    some = couriers_of("[couriers]\nask_fee = ['own']\n")
    assert [one.code for one in asked(some, wanted)] == ["own"]
    assert [one.code for one in asked(some, wanted, ["manual"])] == ["manual"]
    with pytest.raises(NotFound):
        asked(some, wanted, ["jne"])


def test_a_courier_without_a_price_list_is_left_out_where_another_says_something() -> None:
    answers = ask(tuple(map(couriers_of().get, ("own", "manual"))), PARCEL, 1.0)
    assert [one.courier for one in telling(answers, "own")] == ["own"]
    assert [one.courier for one in telling(answers, "manual")] == ["own", "manual"]
    none = ask(tuple(map(couriers_of("").get, ("own", "manual"))), PARCEL, 1.0)
    assert telling(none, "own") == none


def test_an_offer_that_was_taken_is_old_when_the_parcel_is_another(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    contents = with_lines(shop, ("A", 2), cod="=")
    with reading(db) as tx:
        wanted = wanted_of(tx, rules, contents)
        answer = ask(asked(couriers_of(), wanted, ["own"]), wanted.parcel, 1.0)
        ((_answer, offer),) = offers_in(answer)
        taken = from_json(with_offer(contents, "own", offer, wanted.mark).as_json())
        assert (taken.shipping_fee, taken.courier, taken.service) == ("9000", "own", "standard")
        assert not is_old(tx, rules, taken)
        assert not is_old(tx, rules, replace(taken, address="Jl. Mawar 6", note="ring"))
        more = replace(taken, lines=with_lines(shop, ("A", 3)).lines)
        for other in (
            more,
            replace(taken, city="Medan"),
            replace(taken, weight="5000"),
            replace(taken, courier="manual"),
            replace(taken, service="express"),
        ):
            assert is_old(tx, rules, other)
            assert other.shipping_fee == "9000"
        typed = replace(more, shipping_fee="7000")
        assert quoted_in(typed) is None
        assert not is_old(tx, rules, typed)


def test_a_free_delivery_stands_in_the_field() -> None:
    free = with_offer(BUYER, "own", Offer("standard", 0), "mark")
    assert free.shipping_fee == "0"


def test_several_couriers_are_asked_at_once_and_each_answers_for_itself(
    counter: FeeServer,
) -> None:
    counter.counter.go.set()
    far = FarCourier(counter.url)
    answers = ask((far, couriers_of().get("own")), PARCEL, 5.0)
    assert answers == (
        Answer("far", "Far away", Offers((Offer("reg", 18_000_00, Within(1, 2, "days")),))),
        Answer("own", "Kurir toko", Offers((Offer("standard", 13_000_00, Within(1, 2, "days")),))),
    )
    assert counter.counter.asked == [{"weight": 1200, "postcode": "40115", "cod": 0}]


def test_who_does_not_answer_in_time_is_unknown_and_holds_up_nobody(counter: FeeServer) -> None:
    before = time.monotonic()
    couriers = (FarCourier(counter.url), couriers_of().get("own"), FarCourier(counter.url, "b"))
    answers = ask(couriers, PARCEL, 0.3)
    assert time.monotonic() - before < 5
    assert [isinstance(one.quote, Unknown) for one in answers] == [True, False, True]


class Deaf(FarCourier):
    """Keeps to no time-out."""

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        time.sleep(30)
        return Offers((Offer("late", 1),))


class Broken(FarCourier):
    """Has a fault of its own."""

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        raise ZeroDivisionError


@pytest.mark.parametrize(("kind", "reason"), [(Deaf, "no_answer"), (Broken, "failed")])
def test_a_courier_that_keeps_to_nothing_is_unknown(kind: type[FarCourier], reason: str) -> None:
    before = time.monotonic()
    (answer,) = ask((kind("http://127.0.0.1:9/"),), PARCEL, 0.1)
    assert answer.quote == Unknown(reason)
    assert time.monotonic() - before < 10


@pytest.mark.parametrize(
    ("raw", "refusal", "quote"),
    [
        (b"<html>busy</html>", "", Unknown("unreadable")),
        (b"{}", "", Unknown("unreadable")),
        (None, "postal code not found",
         NotOffered(Why.REFUSED, {"reason": "postal code not found"})),
    ],
)  # fmt: skip
def test_what_the_other_side_says_is_never_an_error_of_ours(
    counter: FeeServer, raw: bytes | None, refusal: str, quote: Quote
) -> None:
    counter.counter.go.set()
    counter.counter.raw, counter.counter.refusal = raw, refusal
    (answer,) = ask((FarCourier(counter.url),), PARCEL, 5.0)
    assert answer.quote == quote


@dataclass(frozen=True)
class Writing(FarCourier):
    """Writes to the database while it is asked."""

    database: Database | None = None

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        assert self.database is not None
        with writing(self.database) as tx:
            tx.execute(update(products).values(name="written"))
        return Offers((Offer("reg", wanted.weight_g),))


def test_nobody_is_asked_inside_a_transaction(
    db: Database, shop: Any, rules: EntryRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    couriers = couriers_of("[couriers]\nask_fee = ['own']\n")
    monkeypatch.setattr(couriers, "_by_code", {"own": Writing("", database=db, local=True)})
    contents = with_lines(shop, ("A", 1))
    wanted, (answer,) = quotes(db, couriers, lambda tx: wanted_of(tx, rules, contents))
    assert answer.quote == Offers((Offer("reg", wanted.parcel.weight_g),))
    with reading(db) as tx:
        assert set(tx.execute(select(products.c.name)).scalars()) == {"written"}
