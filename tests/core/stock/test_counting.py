"""Counting a bin: the difference is posted, and who waited for the count is done."""

from __future__ import annotations

from types import ModuleType

import pytest

from core.database import Database
from core.errors import NotFound, Refusal
from core.stock import lots
from core.stock.bundling import make_bundle
from core.stock.checks import differences
from core.stock.commands import request_count
from core.stock.counting import count_bin
from core.stock.queries import waiting_counts
from core.transaction import reading, writing


def test_a_count_posts_the_difference_and_ends_the_request(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEA": 5})
    with writing(db) as tx:
        place = build.put(tx, shop.products["TEA"], 1)
        request_count(tx, shop.warehouse, place, shop.products["TEA"], "out")
        done = count_bin(tx, shop.warehouse, "TEA", "MAIN", 9)
    assert (done.counted, done.difference) == (9, 3)
    with reading(db) as tx:
        assert waiting_counts(tx, shop.warehouse) == []
        tea = shop.products["TEA"]
        assert build.available(tx, shop.warehouse, [tea]) == {tea: 9}
        assert differences(tx) == []


def test_a_count_never_goes_below_what_orders_hold(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEA": 5})
    build.ready_order(db, "W-1", {"TEA": 3})
    with pytest.raises(Refusal) as refused, writing(db) as tx:
        count_bin(tx, shop.warehouse, "TEA", "MAIN", 2)
    assert refused.value.code == "stock_reserved"


@pytest.mark.parametrize(
    ("sku", "place", "units", "code"),
    [
        ("NONE", "MAIN", 1, "product_not_found"),
        ("TEA", "Z-9", 1, "bin_unknown"),
        ("TEA", "PACKED", 1, "bin_unknown"),
        ("TEA", "MAIN", -1, "count_impossible"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_reason(
    db: Database, build: ModuleType, sku: str, place: str, units: int, code: str
) -> None:
    shop = build.shop(db, {"TEA": 5})
    with pytest.raises((Refusal, NotFound)) as refused, writing(db) as tx:
        count_bin(tx, shop.warehouse, sku, place, units)
    assert refused.value.code == code


def test_goods_without_lots_are_not_counted_into_a_lot_that_nobody_knows(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEA": 5})
    for units in (5, 0):
        with pytest.raises(Refusal, match="lot_not_kept"), writing(db) as tx:
            count_bin(tx, shop.warehouse, "TEA", "MAIN", units, "L9")
    with writing(db) as tx:
        lots.learn(tx, shop.products["TEA"], "L9")  # a delivery came with it
        done = count_bin(tx, shop.warehouse, "TEA", "MAIN", 2, "l9")
        assert done.difference == 2
        assert lots.on_hand(tx, shop.products["TEA"], "L9") == 2


def test_a_bundle_is_counted_by_its_parts(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEA": 5, "GIFT": 0})
    with writing(db, shop.actor) as tx:
        make_bundle(tx, shop.products["GIFT"], {shop.products["TEA"]: 2})
    with pytest.raises(Refusal, match="bundle_no_stock"), writing(db) as tx:
        count_bin(tx, shop.warehouse, "GIFT", "MAIN", 1)
