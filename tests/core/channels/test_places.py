"""Shops with several warehouses at their platform: each has what is free in one of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from fakes.market_ground import table
from fakes.markets import KINDS, goods
from sqlalchemy import select

from core.channels.connecting import answer_of, begin, finish
from core.channels.listings import pull
from core.channels.models import channel_listings
from core.channels.registry import Shop, shops_of
from core.channels.stock_plan import plan
from core.channels.stock_push import push
from core.config import parse
from core.database import Database
from core.transaction import SYSTEM, reading, writing
from tui.demo.channels.market import Market

_TOKENS = '[tokens]\nkey = "0123456789abcdef0123456789abcdef"\n'


@dataclass
class Places:
    """One shop, two warehouses of ours and two of the platform's."""

    db: Database
    market: Market
    kind: str

    def shop(self, locations: str) -> Shop:
        told = f"{_TOKENS}{table(self.market, self.kind)}[channels.stock]\npush = true\n{locations}"
        (shop,) = shops_of(parse(told, Path("k.toml")))
        shop.meter._gap = 0
        return shop


@pytest.fixture(params=list(KINDS))
def places(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Places]:
    with KINDS[request.param].server() as market:
        market.list_goods([one for one in goods() if one.sku == "KG-250"])
        (one,) = market.shop.listings
        one.put("JKT", 100)
        one.put("SUB", 20)
        house = build.shop(db, {"KG-250": 7})
        with writing(db) as tx:
            build.put(tx, house.products["KG-250"], 4, warehouse_code="EAST")
        made = Places(db, market, request.param)
        shop = made.shop("")
        with writing(db) as tx:
            begin(tx, shop)
        answer = answer_of(f"code={KINDS[request.param].answer['code']}&shop_id=67890123")
        assert finish(db, shop, answer, SYSTEM) is None
        yield made


def test_each_warehouse_there_is_told_what_is_free_in_ours(places: Places) -> None:
    shop = places.shop('locations = { JKT = "MAIN", SUB = "EAST" }\n')
    assert pull(places.db, shop).listings == 2
    told = push(places.db, shop, "MAIN", by_person=True)
    assert (told.done, told.refused, told.trouble) == (2, [], None)
    (one,) = places.market.shop.listings
    assert one.places == {"JKT": 7, "SUB": 4}
    with reading(places.db) as tx:
        rows = tx.execute(select(channel_listings.c.location, channel_listings.c.available))
        assert {row.location: row.available for row in rows} == {"JKT": 7, "SUB": 4}
        assert plan(tx, shop, "MAIN").changes == ()


def test_one_of_them_alone_leaves_the_other_as_it_is(places: Places) -> None:
    shop = places.shop('locations = { SUB = "EAST" }\n')
    pull(places.db, shop)
    with reading(places.db) as tx:
        found = plan(tx, shop, "MAIN")
    assert (found.unknown, [one.location for one in found.changes]) == (("JKT",), ["SUB"])
    assert push(places.db, shop, "MAIN", by_person=True).done == 1
    assert places.market.shop.listings[0].places == {"JKT": 100, "SUB": 4}


def test_what_nobody_mapped_is_named_and_not_touched(places: Places) -> None:
    shop = places.shop("")
    pull(places.db, shop)
    with reading(places.db) as tx:
        found = plan(tx, shop, "MAIN")
    assert (found.unknown, found.changes) == (("JKT", "SUB"), ())
    assert push(places.db, shop, "MAIN", by_person=True).planned == 0
    assert places.market.shop.listings[0].places == {"JKT": 100, "SUB": 20}
