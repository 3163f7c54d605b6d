"""Bundles that come in with a file are taken apart, once, and cost what the buyer pays."""

from __future__ import annotations

import pytest
from intake_files import lines_of, stored
from sqlalchemy import select

from core.catalog.bundles import set_parts
from core.config import load
from core.doctor.checks import check
from core.doctor.looking import Means
from core.orders.entry.contents import Contents
from core.orders.entry.lines import only_line, with_line
from core.orders.models import order_lines
from core.orders.search import find_by_word
from core.transaction import reading, writing


@pytest.fixture
def tea_time(db, shop, build):
    """Two teas and a mug, sold as SET."""
    with writing(db, shop.actor) as tx:
        made = build.product(tx, "SET", unit_price=60_000_00)
        set_parts(tx, made, {shop.products["TEA"]: 2, shop.products["MUG"]: 1})
    return made


def test_a_bundle_is_packed_part_by_part_and_costs_what_was_paid(db, take, tea_time):
    report = take({"sku": "SET", "quantity": "2", "unit_price": "49999"})
    assert (report.created, report.ready) == (1, 1)
    order = stored(db)
    assert lines_of(db) == [("MUG", 2), ("TEA", 4)]
    assert order["total"] == 2 * 49_999_00
    assert (order["units"], order["lines"]) == (6, 2)
    with reading(db) as tx:
        assert find_by_word(tx, "set") == [order["id"]]
        assert set(tx.execute(select(order_lines.c.bundle)).scalars()) == {"SET"}


def test_without_a_price_it_costs_what_the_catalogue_says(db, take, tea_time):
    take({"sku": "SET", "quantity": "1", "unit_price": ""})
    assert stored(db)["total"] == 60_000_00


def test_the_same_file_again_changes_nothing_even_where_the_bundle_is_another(
    db, take, tea_time, shop
):
    take({"sku": "SET", "quantity": "1"})
    with writing(db, shop.actor) as tx:
        set_parts(tx, tea_time, {shop.products["TEA"]: 1})
    report = take({"sku": "SET", "quantity": "1"})
    assert (report.unchanged, report.updated) == (1, 0)
    assert lines_of(db) == [("MUG", 1), ("TEA", 2)]


def test_a_changed_order_gets_the_parts_of_today(db, take, tea_time, shop):
    take({"sku": "SET", "quantity": "1"})
    report = take({"sku": "SET", "quantity": "2"})
    assert report.updated == 1
    assert lines_of(db) == [("MUG", 2), ("TEA", 4)]


def test_a_bundle_that_is_typed_in_becomes_its_parts(db, tea_time):
    with reading(db) as tx:
        made = with_line(tx, Contents(currency="IDR"), only_line(tx, "2*SET @30000", "IDR"))
    assert [(one.sku, one.quantity, one.bundle) for one in made.lines] == [
        ("MUG", 2, "SET"),
        ("TEA", 4, "SET"),
    ]
    assert sum(one.amount for one in made.lines) == 60_000_00


def test_the_doctor_finds_an_order_of_a_bundle_as_it_should_be(db, take, tea_time, tmp_path):
    take({"sku": "SET", "quantity": "1"}, {"sku": "TEA", "quantity": "1"})
    (tmp_path / "k.toml").write_text("", encoding="utf-8")
    (result,) = check(Means(db, load(tmp_path / "k.toml")), ["search"], rest_s=0)
    assert result.found == ()
