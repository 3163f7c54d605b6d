"""The whole way of an order at every marketplace: in, packed, arranged, on paper, and shipped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType

import pytest
from fakes.market_ground import Ground
from fakes.markets import KINDS, goods

from core.database import Database
from core.paper.documents import CourierLabel
from tui.demo.channels.book import Stand
from tui.demo.server import Fault as Wrong


@pytest.fixture(params=list(KINDS))
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Ground]:
    with KINDS[request.param].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20  # what changes twice is a second later each time
        market.paper_after = 0
        yield Ground(db, build, market, request.param)


def test_from_the_buyer_to_the_courier(ground: Ground) -> None:
    market = ground.market
    order, cod = (
        market.sell([("KG-250", 2), ("AT-01-L", 1)]),
        market.sell([("KG-250", 1)], is_cod=True),
    )
    assert ground.sync().taken.ready == 2
    for one in (order, cod):
        assert ground.stands(one) == ("processing", "ready")
        ground.pack(one)
        ground.work(3)
        (package,) = one.packages
        assert (package.arranged, package.papers) == (1, 1)
        assert (ground.shipment.state, ground.shipment.waybill) == ("booked", package.tracking)
    assert ground.papers == [CourierLabel.kind] * 2
    ground.sync()
    market.move(order, Stand.SHIPPED)
    ground.sync()
    assert ground.stands(order)[0] == "shipping"


def test_tokens_end_in_the_middle_of_it(ground: Ground) -> None:
    market = ground.market
    first = market.sell([("KG-250", 1)])
    ground.sync()
    market.tokens.expire()
    market.sell([("AT-01-L", 1)])
    assert ground.sync().taken.created == 1
    market.tokens.expire()
    ground.pack(first)
    ground.work(3)
    assert (first.packages[0].arranged, ground.shipment.state) == (1, "booked")
    assert market.tokens.reused == 0


@pytest.mark.parametrize("way", [Wrong.SILENT_AFTER, Wrong.CUT_AFTER, Wrong.HTML, Wrong.BUSY])
def test_nothing_is_arranged_twice(ground: Ground, way: Wrong) -> None:
    order = ground.market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    ground.market.go_wrong(way, KINDS[ground.shop.settings.kind].words["ship"])
    ground.work(4)
    assert order.packages[0].arranged == 1
    assert ground.shipment.state == "booked"
    assert ground.papers == [CourierLabel.kind]
