"""Bundles: made of parts, priced to the last unit, and refused where they cannot be."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.bundles import Part, bundles_with, parts_of, set_parts, shared
from core.catalog.queries import product
from core.database import Database
from core.errors import NotFound, Refusal
from core.stock.bundling import free_bundles, make_bundle
from core.stock.goods_queries import goods_page
from core.transaction import reading, writing


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Any:
    return build.shop(db, {"TEH": 7, "KOPI": 3, "PAKET": 0})


def test_a_bundle_is_made_of_its_parts(db: Database, shop: Any) -> None:
    with writing(db, shop.actor) as tx:
        set_parts(tx, shop.products["PAKET"], {shop.products["TEH"]: 2, shop.products["KOPI"]: 1})
        (parts,) = parts_of(tx, list(shop.products.values())).values()
        assert [(one.sku, one.quantity) for one in parts] == [("KOPI", 1), ("TEH", 2)]
        assert bundles_with(tx, shop.products["TEH"]) == ("PAKET",)


def test_as_many_bundles_can_be_had_as_the_scarcest_part_allows(db: Database, shop: Any) -> None:
    with writing(db, shop.actor) as tx:
        paket = shop.products["PAKET"]
        make_bundle(tx, paket, {shop.products["TEH"]: 3, shop.products["KOPI"]: 1})
        assert free_bundles(tx, shop.warehouse, paket) == 2
        make_bundle(tx, paket, {})
        assert free_bundles(tx, shop.warehouse, paket) == 0


@pytest.mark.parametrize(
    ("bundle", "parts", "code"),
    [
        ("PAKET", {"PAKET": 1}, "bundle_itself"),
        ("PAKET", {"SET": 1}, "bundle_nested"),
        ("GULA", {"TEH": 1}, "bundle_part"),
        ("PAKET", {"TEH": 0}, "bundle_quantity"),
        ("PAKET", {"TEH": 10**9}, "bundle_quantity"),
        ("TEH", {"KOPI": 1}, "bundle_stock"),
    ],
)
def test_what_cannot_be_a_bundle_is_refused(
    db: Database, shop: Any, build: ModuleType, bundle: str, parts: dict[str, int], code: str
) -> None:
    with writing(db, shop.actor) as tx:
        for sku in ("SET", "GULA"):
            shop.products[sku] = build.product(tx, sku)
        set_parts(tx, shop.products["SET"], {shop.products["GULA"]: 1})
        wanted = {shop.products[sku]: units for sku, units in parts.items()}
        with pytest.raises(Refusal) as refused:
            make_bundle(tx, shop.products[bundle], wanted)
    assert refused.value.code == code


@given(
    parts=st.lists(st.tuples(st.integers(1, 20), st.integers(0, 10**8)), min_size=1, max_size=8),
    quantity=st.integers(1, 500),
    price=st.integers(0, 10**9),
    off=st.integers(0, 100),
    currency=st.sampled_from(["IDR", "VND", "USD"]),
)
def test_the_parts_cost_what_the_bundle_costs(
    parts: list[tuple[int, int]], quantity: int, price: int, off: int, currency: str
) -> None:
    made = [Part(at, f"P{at}", "", units, one, currency) for at, (units, one) in enumerate(parts)]
    discount = price * quantity * off // 100
    found = shared(made, quantity, price, discount, currency)
    costs = [one.quantity * one.unit_price - one.discount for one in found]
    assert sum(costs) == price * quantity - discount
    assert all(0 <= one.discount <= one.quantity * one.unit_price for one in found)
    assert [one.quantity for one in found] == [units * quantity for units, _one in parts]


def test_prices_of_parts_are_whole_amounts_where_that_is_possible() -> None:
    parts = [Part(1, "A", "", 3, 1000_00, "IDR"), Part(2, "B", "", 1, 500_00, "IDR")]
    found = shared(parts, 2, 3000_00, 0, "IDR")
    assert [(one.unit_price, one.discount) for one in found] == [(857_00, 0), (429_00, 0)]


def test_a_list_of_goods_says_how_many_bundles_can_be_had(db: Database, shop: Any) -> None:
    with writing(db, shop.actor) as tx:
        set_parts(tx, shop.products["PAKET"], {shop.products["TEH"]: 2, shop.products["KOPI"]: 1})
    with reading(db) as tx:
        found, _total = goods_page(tx, "", archived=False, offset=0, limit=10)
    free = {one.product.sku: (one.on_hand, one.free) for one in found}
    assert free == {"TEH": (7, 7), "KOPI": (3, 3), "PAKET": (0, 3)}


def test_nothing_is_no_product(db: Database, shop: Any) -> None:
    with reading(db) as tx, pytest.raises(NotFound, match="product_needed"):
        product(tx, "  ")
