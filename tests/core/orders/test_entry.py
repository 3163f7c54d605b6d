"""Orders typed in by hand: kept as they are typed, made once, their goods held and promised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.config import parse
from core.customers.models import customers
from core.database import Database
from core.errors import NotFound, Refusal
from core.orders.entry import drafts
from core.orders.entry.checking import NotComplete, check
from core.orders.entry.contents import Contents, EntryLine, from_json
from core.orders.entry.making import make, make_at_once
from core.orders.entry.numbers import next_number
from core.orders.entry.reading import contents_of, copy_of
from core.orders.entry.reasons import say
from core.orders.entry.rules import EntryRules, entry_rules
from core.orders.models import order_lines, orders
from core.orders.payments.models import order_payments
from core.orders.search import find_by_word
from core.stock import holds
from core.stock.checks import differences
from core.transaction import Transaction, reading, writing

NOBODY = "+62 000 1234567"
BUYER = Contents(
    phone=NOBODY,
    customer="Ibu Ratna",
    address="Jl. Mawar 5",
    city="Bandung",
    postcode="40115",
    country="ID",
)


@pytest.fixture
def rules(tmp_path: Any) -> Callable[..., EntryRules]:
    def made(warehouse: int, **orders: object) -> EntryRules:
        said = "\n".join(
            f"{name} = {str(value).lower() if isinstance(value, bool) else repr(value)}"
            for name, value in orders.items()
        )
        config = parse(f"[orders]\n{said}\n", tmp_path / "config.toml")
        return entry_rules(config, warehouse, lambda tx, order: False)

    return made


def line(shop: Any, sku: str, units: int = 1, price: int = 25_000_00, off: int = 0) -> EntryLine:
    return EntryLine(shop.products[sku], sku, f"Barang {sku}", units, price, off)


def row_of(tx: Transaction, order_id: int) -> Any:
    return tx.execute(select(orders).where(orders.c.id == order_id)).one()


def test_what_is_typed_is_kept_whatever_it_is(
    db: Database, build: ModuleType, rules: Callable[..., EntryRules]
) -> None:
    shop = build.shop(db, {"TEH": 5})
    typed = Contents(phone="08 no", lines=(line(shop, "TEH", 3),), gift=True)
    with writing(db, shop.actor) as tx:
        found = drafts.save(tx, rules(shop.warehouse), "k", typed)
        assert found[shop.products["TEH"]].held == 3
    with reading(db, shop.actor) as tx:
        assert [one.contents for one in drafts.unfinished(tx)] == [typed]
        assert from_json(typed.as_json()) == typed


def test_a_draft_thrown_away_lets_its_goods_go(
    db: Database, build: ModuleType, rules: Callable[..., EntryRules]
) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db, shop.actor) as tx:
        drafts.save(tx, rules(shop.warehouse), "k", Contents(lines=(line(shop, "TEH", 3),)))
        drafts.throw_away(tx, "k")
        assert drafts.unfinished(tx) == []
        assert build.available(tx, shop.warehouse, [shop.products["TEH"]]) == {
            shop.products["TEH"]: 5
        }
        with pytest.raises(NotFound, match="draft_not_found"):
            make(tx, rules(shop.warehouse), "k")


def test_saving_twice_makes_one_order_with_its_goods_promised(
    db: Database, build: ModuleType, rules: Callable[..., EntryRules]
) -> None:
    shop = build.shop(db, {"TEH": 3})
    typed = replace(BUYER, lines=(line(shop, "TEH", 3),), shipping_fee="10000", cod="=")
    given = rules(shop.warehouse)
    with writing(db, shop.actor) as tx:
        drafts.save(tx, given, "k", typed)
    with writing(db, shop.actor) as tx:
        first = make(tx, given, "k")
    with writing(db, shop.actor) as tx:
        second = make(tx, given, "k")
        with pytest.raises(Refusal, match="draft_done"):
            drafts.save(tx, given, "k", typed)
    assert first.is_new
    assert not second.is_new
    assert (first.order_id, first.order_no) == (second.order_id, second.order_no)
    with reading(db) as tx:
        row = row_of(tx, first.order_id)
        assert (row.status, row.fulfilment, row.source) == ("processing", "ready", "manual")
        assert (row.goods, row.shipping_fee, row.total, row.cod) == (
            75_000_00,
            10_000_00,
            85_000_00,
            85_000_00,
        )
        assert row.customer_id is not None
        assert holds.held_by(tx, "k") == {}
        assert differences(tx) == []
        assert find_by_word(tx, "ibu ratna") == [first.order_id]
        assert len(tx.execute(select(orders.c.id)).all()) == 1


def test_the_last_units_go_to_the_order_that_held_them(
    db: Database, build: ModuleType, rules: Callable[..., EntryRules]
) -> None:
    shop = build.shop(db, {"TEH": 3})
    given = rules(shop.warehouse)
    with writing(db, shop.actor) as tx:
        drafts.save(tx, given, "a", replace(BUYER, lines=(line(shop, "TEH", 3),)))
        drafts.save(tx, given, "b", replace(BUYER, lines=(line(shop, "TEH", 1),)))
        assert [one.quantity for one in make(tx, given, "b").missing] == [1]
        assert make(tx, given, "a").missing == ()


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({}, "unpaid"),
        ({"cod": "25000"}, "processing"),
        ({"paid": "10000", "received": True}, "down_payment"),
        ({"paid": "25000", "received": True}, "processing"),
        ({"paid": "25000"}, "to_confirm"),
        ({"paid": "10000", "cod": "=", "received": True}, "processing"),
    ],
)
def test_the_status_of_a_typed_order_follows_from_its_money(
    db: Database,
    build: ModuleType,
    rules: Callable[..., EntryRules],
    typed: dict[str, Any],
    status: str,
) -> None:
    shop = build.shop(db, {"TEH": 3})
    contents = replace(BUYER, lines=(line(shop, "TEH"),), **typed)
    with writing(db, shop.actor) as tx:
        made = make_at_once(tx, rules(shop.warehouse), contents)
        assert made.status.value == status
        row = row_of(tx, made.order_id)
        kinds = list(tx.execute(select(order_payments.c.kind)).scalars())
    assert kinds == (
        [] if "paid" not in typed else ["down_payment" if typed["paid"] == "10000" else "payment"]
    )
    assert row.total == 25_000_00


def test_a_known_phone_is_the_same_customer_however_it_is_written(
    db: Database, build: ModuleType, rules: Callable[..., EntryRules]
) -> None:
    shop = build.shop(db, {"TEH": 9})
    given = rules(shop.warehouse)
    with writing(db, shop.actor) as tx:
        for phone in (NOBODY, "+620001234567", "0062 000-123-4567"):
            make_at_once(tx, given, replace(BUYER, phone=phone, lines=(line(shop, "TEH"),)))
        ids = set(tx.execute(select(orders.c.customer_id)).scalars())
        assert len(ids) == 1
        assert tx.execute(select(customers.c.name)).scalars().all() == ["Ibu Ratna"]


def test_discounts_of_lines_and_order_add_up(
    db: Database, build: ModuleType, rules: Callable[..., EntryRules]
) -> None:
    shop = build.shop(db, {"TEH": 9})
    typed = replace(BUYER, discount="1000", lines=(line(shop, "TEH", 2, 10_000_00, 500_00),))
    with writing(db, shop.actor) as tx:
        row = row_of(tx, make_at_once(tx, rules(shop.warehouse), typed).order_id)
        assert (row.goods, row.discount, row.total) == (20_000_00, 1_500_00, 18_500_00)


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"customer": " "}, ["customer"]),
        ({"phone": "12", "address": ""}, ["address", "phone"]),
        ({"postcode": "4"}, ["postcode"]),
        ({"shipping_fee": "ten"}, ["shipping_fee"]),
        ({"discount": "999999"}, ["discount"]),
        ({"paid": "999999"}, ["paid"]),
        ({"cod": "999999"}, ["cod"]),
        ({"paid": "25000", "cod": "1"}, ["cod"]),
        ({"courier": "pigeon"}, ["courier"]),
        ({"service": "rocket"}, ["service"]),
        ({"ship_by": "31/02/2026"}, ["ship_by"]),
        ({"method": "shells"}, ["method"]),
        ({"email": "nobody"}, ["email"]),
        ({"lines": ()}, ["lines"]),
    ],
)
def test_whatever_is_wrong_is_named_field_by_field(
    db: Database,
    build: ModuleType,
    rules: Callable[..., EntryRules],
    typed: dict[str, Any],
    fields: list[str],
) -> None:
    shop = build.shop(db, {"TEH": 9})
    contents = replace(replace(BUYER, lines=(line(shop, "TEH"),)), **typed)
    with pytest.raises(NotComplete) as caught:
        check(rules(shop.warehouse), contents)
    assert [one.params["column"] for one in caught.value.reasons] == fields
    assert all(": " in say(one) and "{" not in say(one) for one in caught.value.reasons)


def test_numbers_follow_the_shops_pattern_and_leave_out_what_is_taken(
    db: Database, build: ModuleType
) -> None:
    with clock.frozen(datetime(2026, 12, 31, 20, 0, tzinfo=UTC)), writing(db) as tx:
        assert next_number(tx, "M{year}{n:05}", "manual", "Asia/Jakarta") == "M202700001"
        assert next_number(tx, "M{year}{n:05}", "manual", "UTC") == "M202600001"
        assert next_number(tx, "{month}-{n}/X", "manual", "UTC") == "12-1/X"
        build.product(tx, "GULA", stock=1)
        build.order(tx, "12-2/X", {"GULA": 1}, channel="manual")
        assert next_number(tx, "{month}-{n}/X", "manual", "UTC") == "12-3/X"


def test_a_copy_has_buyer_and_goods_but_none_of_the_money(
    db: Database, build: ModuleType, rules: Callable[..., EntryRules]
) -> None:
    shop = build.shop(db, {"TEH": 9, "KOPI": 4})
    given = rules(shop.warehouse)
    typed = replace(
        BUYER,
        lines=(line(shop, "TEH", 2), line(shop, "KOPI", 1, 9_000_00)),
        paid="1000",
        discount="500",
        ship_by="2026-12-01",
        gift=True,
    )
    with writing(db, shop.actor) as tx:
        first = make_at_once(tx, given, typed)
        again = copy_of(tx, first.order_id, given.zone)
        assert (again.paid, again.discount, again.ship_by, again.gift) == ("", "", "", True)
        made = make_at_once(tx, given, again)
        row = row_of(tx, made.order_id)
        assert (row.origin, row.origin_id) == ("copy", first.order_id)
        assert contents_of(tx, made.order_id, given.zone).lines == typed.lines
        lines = tx.execute(
            select(order_lines.c.quantity).where(order_lines.c.order_id == made.order_id)
        )
        assert list(lines.scalars()) == [2, 1]
