"""The whole way of an order at every marketplace: in, packed, arranged, on paper, and shipped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType

import pytest
from fakes.market_ground import Ground
from fakes.markets import KINDS, goods

from core.channels.carried import follow_carried
from core.channels.listings import pull
from core.channels.stock_push import push
from core.database import Database
from core.paper.documents import CourierLabel
from tui.demo.channels.book import Order, Package, Stand
from tui.demo.server import Fault as Wrong

HOME = "MAIN"


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
    assert ground.stands(order) == ("shipping", "packed")
    assert follow_carried(ground.db, ground.shop, ground.following) == 1
    assert ground.stands(order) == ("shipping", "handed_over")
    assert ground.stands(cod)[1] == "packed"
    assert follow_carried(ground.db, ground.shop, ground.following) == 0
    market.move(order, Stand.DONE)
    ground.sync()
    assert follow_carried(ground.db, ground.shop, ground.following) == 1
    assert ground.stands(order)[0] == "done"
    assert follow_carried(ground.db, ground.shop, ground.following) == 0


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


def test_the_stock_goes_out_and_both_sides_count_the_same(ground: Ground) -> None:
    market, db, shop = ground.market, ground.db, ground.shop
    market.sell([("KG-250", 2)])
    ground.sync()
    assert pull(db, shop).listings == 3
    braked = push(db, shop, HOME)
    assert braked.braked is not None
    market.refuses_stock = {"AT-01-L"}
    market.sell([("KG-250", 3)])  # bought there meanwhile, and not known here yet
    told = push(db, shop, HOME, by_person=True)
    assert (told.trouble, told.planned, told.done) == (None, 2, 1)
    assert [sku for sku, _why in told.refused] == ["AT-01-L"]
    book = {one.sku: (one.stock, one.reserved) for one in market.shop.listings}
    assert book["KG-250"] == (48, 5)
    assert book["AT-01-L"] == (40, 0)
    assert book["AT-01-XL"] == (12, 0)  # nobody said which product it is
    market.refuses_stock = set()
    ground.sync()
    market.go_wrong(Wrong.CUT_AFTER, "update")
    told = push(db, shop, HOME, by_person=True)
    assert (told.trouble, told.refused) == (None, [])
    book = {one.sku: (one.stock, one.reserved) for one in market.shop.listings}
    assert (book["KG-250"], book["AT-01-L"]) == ((45, 5), (20, 0))
    assert push(db, shop, HOME).planned == 0


def test_a_package_that_has_to_wait_there_holds_up_no_other(ground: Ground) -> None:
    market = ground.market
    first, second = market.sell([("KG-250", 1)]), market.sell([("KG-250", 1)])
    ground.sync()
    for one in (first, second):
        ground.pack(one)
    market.move(first, Stand.HELD)
    ground.work()
    assert [one.packages[0].arranged for one in (first, second)] == [0, 1]
    market.move(first, Stand.READY)
    ground.work()
    assert first.packages[0].arranged == 1


def test_a_package_that_moved_on_between_two_questions_holds_up_no_other(ground: Ground) -> None:
    """The courier was arranged elsewhere right after it was looked at."""
    market = ground.market
    first, second = market.sell([("KG-250", 1)]), market.sell([("KG-250", 1)])
    ground.sync()
    for one in (first, second):
        ground.pack(one)
    plain = market.arrange

    def faster(order: Order, package: Package, how: str, slot: str = "") -> str:
        if order is first:
            plain(order, package, how, slot)
            market.tracked(package)
        return plain(order, package, how, slot)

    market.arrange = faster  # type: ignore[method-assign]
    ground.work(4)
    assert [one.packages[0].arranged for one in (first, second)] == [1, 1]
    assert [one.packages[0].papers for one in (first, second)] == [1, 1]
