"""What is sold and is not there is named with the orders that wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from core.catalog.bundles import set_parts
from core.channel_settings import ChannelSettings
from core.channels.listings import pull
from core.channels.oversold import Oversold, oversold
from core.channels.registry import Shop, shop_from
from core.channels.syncing import sync
from core.channels.vault import Vault
from core.config import parse
from core.database import Database
from core.orders.intake.rules import Rules, rules_of
from core.orders.promise import promise_waiting
from core.transaction import SYSTEM, reading, writing
from tui.demo.channels.woocommerce import KEY, SECRET, SimulatedWooCommerce

HOME = "MAIN"


@pytest.fixture
def server() -> Iterator[SimulatedWooCommerce]:
    with SimulatedWooCommerce() as found:
        found.offer(11, "TEH", 25_000, 5)
        found.offer(12, "KOPI", 25_000, 7)
        found.offer(13, "SET", 50_000, 7)
        yield found


def made(url: str, **stock: object) -> Shop:
    told = {
        "kind": "woocommerce",
        "name": "toko",
        "base_url": url,
        "app_key": KEY,
        "app_secret": SECRET,
        "stock": stock,
    }
    shop = shop_from(ChannelSettings.model_validate(told), Vault(""))
    shop.meter._gap = 0
    return shop


@pytest.fixture
def rules(db: Database, build: ModuleType, tmp_path: Path) -> Rules:
    shop = build.shop(db, {"TEH": 9, "KOPI": 8, "GULA": 30})
    config = parse("", tmp_path / "config.toml")
    return rules_of(config, shop.warehouse, lambda tx, one: False)


def named(db: Database, shop: Shop) -> tuple[Oversold, ...]:
    with reading(db) as tx:
        return oversold(tx, shop, HOME)


def come_in(db: Database, shop: Shop, rules: Rules) -> None:
    sync(db, shop, rules)
    promise_waiting(db, SYSTEM, rules.warehouse, partial=rules.partial)


def test_what_is_missing_is_named_with_the_orders_that_wait(
    db: Database, rules: Rules, server: SimulatedWooCommerce
) -> None:
    shop = made(server.url)
    pull(db, shop)
    server.sell(501, [(11, 9)])
    server.sell(502, [(12, 8)])
    come_in(db, shop, rules)
    assert named(db, shop) == ()
    server.sell(503, [(11, 2)])
    server.sell(504, [(11, 1), (12, 1)])
    come_in(db, shop, rules)
    assert [(one.sku, one.units) for one in named(db, shop)] == [("KOPI", 1), ("TEH", 3)]
    assert [set(one.orders) for one in named(db, shop)] == [{"504"}, {"503", "504"}]


def test_a_part_that_is_missing_is_named_where_only_the_bundle_is_offered(
    db: Database, rules: Rules, server: SimulatedWooCommerce, build: ModuleType
) -> None:
    with writing(db) as tx:
        bundle, part = build.product(tx, "SET"), build.product(tx, "GELAS", stock=3)
        set_parts(tx, bundle, {part: 2})
    shop = made(server.url)
    pull(db, shop)
    server.sell(501, [(13, 2)])
    come_in(db, shop, rules)
    assert [(one.sku, one.units, one.orders) for one in named(db, shop)] == [("GELAS", 1, ("501",))]


def test_a_warehouse_that_is_not_there_stops_no_board(
    db: Database, rules: Rules, server: SimulatedWooCommerce
) -> None:
    shop = made(server.url, warehouses=["NOWHERE"])
    pull(db, shop)
    server.sell(501, [(11, 10)])
    come_in(db, shop, rules)
    assert named(db, shop) == ()
