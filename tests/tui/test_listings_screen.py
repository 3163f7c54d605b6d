"""Listings at the station: a new product is drawn up, filled in, sent off, and matched by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import update
from station_hand import station

from core.catalog.models import products
from core.channels.connecting import answer_of, begin, finish
from core.channels.listings import pull
from core.channels.publishing.categories import pull_attributes, pull_categories
from core.channels.publishing.sending import publishing
from core.channels.registry import shops_of
from core.config import load
from core.draining import drain
from core.people.permissions import Role
from core.transaction import SYSTEM, writing
from tui.demo.channels import shopee
from tui.demo.channels.book import Listing
from tui.demo.channels.shopee import SimulatedShopee
from tui.keys import Where

NAME = "Kaos katun polos lengan pendek"


@pytest.fixture
def market() -> Iterator[SimulatedShopee]:
    with SimulatedShopee() as server:
        yield server


@pytest.fixture
def shop(
    tmp_path: Path, sqlite_template: Path, build: ModuleType, market: SimulatedShopee
) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build, orders=0)
    told = made.config.read_text(encoding="utf-8")
    told += f"""
[tokens]
key = "0123456789abcdef0123456789abcdef"
[[channels]]
name = "Toko A"
kind = "shopee"
base_url = "{market.url}"
auth_url = "{market.url}"
app_key = "{shopee.PARTNER_ID}"
app_secret = "{shopee.KEY}"
timeout_seconds = 5
"""
    made.config.write_text(told, encoding="utf-8")
    with writing(made.database) as tx:
        build.operator(tx, "Maya", role=Role.OFFICE)
        build.operator(tx, "Budi", role=Role.PACKER)
        told_ = {"name": NAME, "description": "Nyaman dipakai sehari-hari.", "weight_g": 250}
        size = {"length_mm": 300, "width_mm": 200, "height_mm": 25, "unit_price": 9_900_000}
        tx.execute(update(products).where(products.c.sku == "A").values(**told_, **size))
    (one,) = shops_of(load(made.config))
    with writing(made.database) as tx:
        begin(tx, one)
    answer = answer_of(f"code=SP-code&shop_id={shopee.SHOP_ID}")
    assert finish(made.database, one, answer, SYSTEM) is None
    assert pull_categories(made.database, one) == 4
    assert pull_attributes(made.database, one, "111") is None
    yield made
    made.database.close()


async def test_a_product_is_brought_to_a_shop_by_keys(shop: Shop, market: SimulatedShopee) -> None:
    (one,) = shops_of(load(shop.config))
    async with station(Alone(shop.config, "S1", operator="Maya")) as hand:
        await hand.app.frame.go(Where.LISTINGS)
        await hand.shows("No listing is known yet")
        await hand.do("f7", "down")
        await hand.type("A")
        await hand.do("down")
        await hand.type("kaos")
        await hand.do("f9")
        await hand.shows("is drawn up for Toko A", "drawn up")
        await hand.do("f8", "enter")
        await hand.shows("cannot be sent yet", "pictures", "Bahan")
        await hand.do("f8")
        with writing(shop.database) as tx:
            link = {"pictures": f"{market.url}/none.png"}
            tx.execute(update(products).where(products.c.sku == "A").values(**link))
        await hand.do("escape", "f6", "right", "f9")
        await hand.shows("is noted")
        await hand.do("f8", "enter")
        await hand.shows("is brought to Toko A", "on its way")
        drain(shop.database, publishing([one], "MAIN"))
        await hand.do("f5")
        await hand.shows("refused", "pictures")
        await hand.do("enter")
        await hand.shows("Fashion > Pakaian Pria > Kaos", "none.png")
        await hand.do("escape", "alt+c", "enter")
        await hand.shows("is not brought to Toko A")


async def test_a_packer_changes_nothing_there(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Budi")) as hand:
        await hand.app.frame.go(Where.LISTINGS)
        await hand.shows("No listing is known yet")
        await hand.do("f7")
        await hand.hides("Category")


async def test_a_listing_that_nobody_knows_is_looked_at_and_said_to_be_a_product(
    shop: Shop, market: SimulatedShopee
) -> None:
    market.list_goods([Listing(5, 0, "LAIN-1", "Kaos lain", "", 99_000, 3)])
    (one,) = shops_of(load(shop.config))
    assert pull(shop.database, one).listings == 1
    async with station(Alone(shop.config, "S1", operator="Maya")) as hand:
        await hand.app.frame.go(Where.LISTINGS)
        await hand.shows("Kaos lain", "unknown")
        await hand.do("enter")
        await hand.shows("LAIN-1", "Stock there")
        await hand.do("escape", "ctrl+g")
        await hand.type("A")
        await hand.do("f9")
        await hand.shows("Kaos lain of Toko A is A.", "live")
