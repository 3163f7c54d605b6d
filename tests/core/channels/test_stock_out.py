"""Listings are matched, and shops are told the stock: only what differs, and never far off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select, update

from core.channel_settings import ChannelSettings
from core.channels.adapter import Fault
from core.channels.listings import listed, match, pull
from core.channels.models import channel_listings
from core.channels.registry import Shop, shop_from
from core.channels.rounds import due, round_of
from core.channels.stock_plan import Plan, plan
from core.channels.stock_push import push
from core.channels.syncing import sync
from core.channels.telling import tell_tracking
from core.channels.vault import Vault
from core.config import parse
from core.database import Database
from core.errors import NotFound, Refusal
from core.fulfilment.claims import holder
from core.orders.intake.rules import Rules, rules_of
from core.orders.models import orders, parked_orders
from core.people.models import stations
from core.shipping.desk import Desk
from core.shipping.models import shipments
from core.transaction import reading, writing
from tui.demo.channels.woocommerce import KEY, SECRET, SimulatedWooCommerce
from tui.demo.server import Fault as Wrong

HOME = "MAIN"


@pytest.fixture
def server() -> Iterator[SimulatedWooCommerce]:
    with SimulatedWooCommerce() as found:
        found.offer(11, "TEH", 25_000, 5)
        found.offer(12, "KOPI", 25_000, 7)
        found.offer(13, "", 25_000, 3)
        found.offer(20, "", 25_000, None)
        found.vary(20, 21, "KAOS-M", 25_000, 4)
        found.vary(20, 22, "KAOS-L", 25_000, 4)
        yield found


@pytest.fixture
def shop(server: SimulatedWooCommerce) -> Shop:
    told = {
        "kind": "woocommerce",
        "name": "toko",
        "base_url": server.url,
        "app_key": KEY,
        "app_secret": SECRET,
        "stock": {"push": True, "buffer": 1},
    }
    made = shop_from(ChannelSettings.model_validate(told), Vault(""))
    made.meter._gap = 0
    return made


@pytest.fixture
def rules(db: Database, build: ModuleType, tmp_path: object) -> Rules:
    made = build.shop(db, {"TEH": 9, "KOPI": 8, "KAOS-M": 5, "KAOS-L": 21, "GULA": 30})
    config = parse("", tmp_path / "config.toml")  # type: ignore[operator]
    return rules_of(config, made.warehouse, lambda tx, one: holder(tx, one) is not None)


def look(db: Database, shop: Shop) -> Plan:
    with reading(db) as tx:
        return plan(tx, shop, HOME)


def by_sku(found: Plan) -> dict[str, tuple[int, int]]:
    return {one.sku: (one.now, one.then) for one in found.changes}


def left(db: Database, shop: Shop, build: ModuleType) -> str:
    """The order 501 is packed at a station and handed over; gives its waybill number."""
    config = parse("", Path("k.toml"))
    desk = Desk(db, config, station_id(db))
    desk.open()
    for code in ("501", "TEH"):
        desk.scan(desk.last_seq() + 1, code)
    desk.close()
    with writing(db) as tx:
        tx.execute(update(orders).values(fulfilment="handed_over"))
        return str(tx.execute(select(shipments.c.waybill)).scalar_one())


def station_id(db: Database) -> int:
    with reading(db) as tx:
        return int(tx.execute(select(stations.c.id)).scalar_one())


def test_listings_are_matched_by_the_sellers_sku_and_what_is_left_is_asked(
    db: Database, shop: Shop, rules: Rules
) -> None:
    assert pull(db, shop).listings == 5
    with reading(db) as tx:
        assert {one.sku for one in listed(tx, "toko")} == {"TEH", "KOPI", "KAOS-M", "KAOS-L", ""}
        assert [one.listing_id for one in listed(tx, "toko", unmatched=True)] == ["13"]
    with writing(db) as tx:
        assert match(tx, shop, "13", "GULA").sku == "GULA"
        with pytest.raises(NotFound, match="product_not_found"):
            match(tx, shop, "13", "NOBODY")
        with pytest.raises(NotFound, match="listing_unknown"):
            match(tx, shop, "99", "GULA")
        with pytest.raises(Refusal, match="listing_variants"):
            match(tx, shop, "20", "GULA")
    pull(db, shop)
    with reading(db) as tx:
        assert listed(tx, "toko", unmatched=True) == ()


def test_an_order_of_a_listing_without_sku_goes_in_once_somebody_says_what_it_is(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce
) -> None:
    pull(db, shop)
    server.sell(501, [(13, 2)])
    assert [one.order_no for one in sync(db, shop, rules).taken.parked] == ["501"]
    with writing(db) as tx:
        match(tx, shop, "13", "GULA")
    sync(db, shop, rules)
    with reading(db) as tx:
        assert tx.execute(select(orders.c.order_no)).scalars().all() == ["501"]
        assert tx.execute(select(parked_orders.c.resolution)).scalar() == "replaced"


def test_a_listing_is_matched_by_barcode_too_asked_for_at_once_and_let_go_again(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce, build: ModuleType
) -> None:
    with writing(db) as tx:
        build.product(tx, "MADU", codes={"4006381333931": 1})
    pull(db, shop)
    with writing(db) as tx, pytest.raises(NotFound, match="product_needed"):
        match(tx, shop, "13", "")
    server.sell(501, [(13, 2)])
    sync(db, shop, rules)
    with reading(db) as tx:
        assert not due(tx, shop)
    with writing(db) as tx:
        assert match(tx, shop, "13", "4006381333931").sku == "MADU"
        assert due(tx, shop)
    with writing(db) as tx:
        assert match(tx, shop, "13", "").sku == ""


def test_what_differs_is_shown_then_told_and_verified(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce
) -> None:
    pull(db, shop)
    found = look(db, shop)
    assert by_sku(found) == {"TEH": (5, 8), "KAOS-L": (4, 20)}
    assert push(db, shop, HOME).braked is not None  # nobody has accepted it yet
    assert server.products[11]["stock_quantity"] == 5
    told = push(db, shop, HOME, by_person=True)
    assert (told.done, told.refused, told.trouble) == (2, [], None)
    assert server.products[11]["stock_quantity"] == 8
    assert server.variants[20][22]["stock_quantity"] == 20
    assert look(db, shop).changes == ()
    before = len(server.asked)
    assert push(db, shop, HOME).planned == 0
    assert len(server.asked) == before


def test_what_one_shop_sells_the_stock_of_it_follows(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce
) -> None:
    pull(db, shop)
    push(db, shop, HOME, by_person=True)
    server.sell(501, [(11, 3)])
    server.products[11]["stock_quantity"] -= 3
    sync(db, shop, rules)
    assert by_sku(look(db, shop)) == {"TEH": (8, 5)}
    assert round_of(db, shop, rules, HOME) is not None
    assert server.products[11]["stock_quantity"] == 5
    assert look(db, shop).changes == ()


def test_more_sold_than_there_is_offers_nothing_and_says_so(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce
) -> None:
    pull(db, shop)
    server.sell(501, [(11, 12)])
    sync(db, shop, rules)
    found = look(db, shop)
    assert by_sku(found)["TEH"] == (5, 0)
    assert [(one.sku, one.oversold) for one in found.oversold] == [("TEH", 3)]


def test_a_push_far_off_waits_for_a_person(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce, build: ModuleType
) -> None:
    with writing(db) as tx:
        for at in range(10):
            build.product(tx, f"B{at}", stock=4)
            server.offer(30 + at, f"B{at}", 25_000, 3)
    pull(db, shop)
    push(db, shop, HOME, by_person=True)
    with writing(db) as tx:
        tx.execute(update(channel_listings).values(available=77))
    told = push(db, shop, HOME)
    assert told.braked is not None
    assert (told.braked.percent, told.done) == (100, 0)


def test_what_is_refused_within_a_success_is_named_and_left_alone_for_a_while(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce
) -> None:
    pull(db, shop)
    server.locked.add(11)
    told = push(db, shop, HOME, by_person=True)
    assert (told.done, told.refused) == (
        1,
        [("TEH", "product_locked: Stock is managed elsewhere.")],
    )
    assert push(db, shop, HOME).planned == 0


def test_after_a_silence_the_shop_is_looked_at_and_nothing_told_twice(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce
) -> None:
    pull(db, shop)
    server.go_wrong(Wrong.CUT_AFTER, "/products/batch")
    told = push(db, shop, HOME, by_person=True)
    assert told.trouble is None or told.trouble.fault is Fault.UNSURE
    push(db, shop, HOME)
    assert server.products[11]["stock_quantity"] == 8
    assert len(server.asked_for("/products/batch")) == 1


def test_prices_go_out_where_the_shop_wants_them(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce
) -> None:
    stock = shop.settings.stock.model_copy(update={"prices": True})
    shop = replace(shop, settings=shop.settings.model_copy(update={"stock": stock}))
    server.products[12]["regular_price"] = "19000"
    pull(db, shop)
    push(db, shop, HOME, by_person=True)
    assert server.products[12]["regular_price"] == "25000.00"


def test_the_number_of_what_left_is_told_once(
    db: Database, shop: Shop, rules: Rules, server: SimulatedWooCommerce, build: ModuleType
) -> None:
    server.sell(501, [(11, 1)])
    sync(db, shop, rules)
    assert tell_tracking(db, shop) is None
    assert server.notes == {}
    number = left(db, shop, build)
    server.go_wrong(Wrong.CUT_AFTER, "/orders/501")
    assert tell_tracking(db, shop) is not None
    assert tell_tracking(db, shop) is None
    assert tell_tracking(db, shop) is None
    assert len(server.notes[501]) == 1
    assert number in server.notes[501][0]["note"]
    assert server.orders[501]["status"] == "completed"
