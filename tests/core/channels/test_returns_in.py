"""Returns at marketplaces join those of the house: once, by number, whatever comes in between."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from fakes.market_ground import Ground
from fakes.markets import KINDS, goods
from sqlalchemy import select, update

from core.channels.calm import EVERY, What, want_read
from core.channels.carried import follow_carried
from core.channels.commands import want
from core.channels.listings import pull as pull_listings
from core.channels.models import channel_reads, channel_returns
from core.channels.queries import standings
from core.channels.return_states import Waits
from core.channels.returns_in import pull_returns
from core.channels.returns_told import told_of, told_returns
from core.channels.rounds import round_of
from core.channels.stock_plan import plan
from core.channels.stock_push import push
from core.database import Database
from core.returns.commands import arrive, register
from core.returns.queries import Return, lines_of, page
from core.stock.bundling import make_bundle
from core.transaction import reading, writing
from tui.demo.channels.book import Listing, Order, Stand
from tui.demo.server import Fault as Wrong

ENDED = {"shopee": "CANCELLED", "tiktok": "RETURN_OR_REFUND_REQUEST_CANCEL", "lazada": "CANCEL"}


@pytest.fixture(params=list(KINDS))
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Ground]:
    with KINDS[request.param].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        market.paper_after = 0
        yield Ground(db, build, market, request.param)


def sent(ground: Ground, *lines: tuple[str, int]) -> Order:
    """An order that its buyer has."""
    order = ground.market.sell(list(lines))
    ground.sync()
    ground.pack(order)
    ground.work(3)
    ground.market.move(order, Stand.SHIPPED)
    ground.sync()
    follow_carried(ground.db, ground.shop, ground.following)
    return order


def ask(ground: Ground, order: Order, sku: str = "") -> Any:
    return ground.market.ask_return(order, KINDS[ground.shop.settings.kind].words["asks"], sku)


def pull(ground: Ground) -> None:
    assert pull_returns(ground.db, ground.shop, at_once=True) is None


def ours(ground: Ground) -> list[Return]:
    with reading(ground.db) as tx:
        return page(tx)


def told(ground: Ground) -> list[tuple[str, Waits, str | None]]:
    with reading(ground.db) as tx:
        return [(one.order_no, one.why, one.code) for one in told_returns(tx, [ground.shop.name])]


def test_a_return_there_is_announced_here_once(ground: Ground) -> None:
    order = sent(ground, ("KG-250", 2), ("AT-01-L", 1))
    asked = ask(ground, order, "KG-250")
    pull(ground)
    (one,) = ours(ground)
    assert (one.order_no, one.state, one.expected) == (order.no, "announced", 2)
    with reading(ground.db) as tx:
        assert [(line.sku, line.expected) for line in lines_of(tx, one.id)] == [("KG-250", 2)]
        there = told_of(tx, one.code)
    assert there is not None
    assert (there.return_no, there.raw_status) == (asked.no, asked.state)
    asked.updated += 5  # the same again, a little later
    pull(ground)
    pull(ground)
    assert [one.code for one in ours(ground)] == [there.code]
    assert told(ground) == [(order.no, Waits.NOTHING, there.code)]


def test_what_is_withdrawn_does_not_come(ground: Ground) -> None:
    order = sent(ground, ("KG-250", 1))
    asked = ask(ground, order)
    pull(ground)
    asked.state, asked.updated = ENDED[ground.shop.settings.kind], asked.updated + 5
    pull(ground)
    (one,) = ours(ground)
    assert one.state == "refused"
    again = ask(ground, order)
    pull(ground)
    assert [one.state for one in ours(ground)] == ["announced", "refused"]
    with writing(ground.db) as tx:
        arrive(tx, ours(ground)[0].id)
    again.state, again.updated = ENDED[ground.shop.settings.kind], again.updated + 5
    pull(ground)
    assert ours(ground)[0].state == "arrived"  # it is here, whatever they say


def test_a_box_that_came_first_is_the_same_return(ground: Ground) -> None:
    order = sent(ground, ("KG-250", 2))
    with writing(ground.db, ground.house.actor) as tx:
        shipment = ground.shipment
        made = register(tx, shipment.order_id, arrived=True)
    ask(ground, order)
    pull(ground)
    assert [one.code for one in ours(ground)] == [made.code]
    assert told(ground) == [(order.no, Waits.NOTHING, made.code)]


def test_what_cannot_be_joined_waits_with_its_reason(ground: Ground) -> None:
    early = ground.market.sell([("KG-250", 1)])
    ask(ground, early)
    pull(ground)
    assert told(ground) == [(early.no, Waits.ORDER_UNKNOWN, None)]
    ground.sync()
    pull(ground)
    assert told(ground) == [(early.no, Waits.NOT_SHIPPED, None)]
    with reading(ground.db) as tx:
        (stands,) = standings(tx, [ground.shop])
    assert stands.returns_waiting == 1
    ground.pack(early)
    ground.work(3)
    ground.market.move(early, Stand.SHIPPED)
    ground.sync()
    follow_carried(ground.db, ground.shop, ground.following)
    pull(ground)
    (one,) = ours(ground)
    assert told(ground) == [(early.no, Waits.NOTHING, one.code)]


def test_a_round_that_is_idle_asks_for_no_returns(ground: Ground) -> None:
    rounds = ground.db, ground.shop, ground.rules
    assert round_of(*rounds) is not None
    first = len(ground.market.asked)
    with writing(ground.db) as tx:
        assert tx.execute(select(channel_reads.c.fault)).scalar() == ""
        want(tx, ground.shop.name)
    assert round_of(*rounds) is not None
    idle = len(ground.market.asked) - first
    assert idle <= 3
    with writing(ground.db) as tx:
        want(tx, ground.shop.name)
        want_read(tx, ground.shop.name, What.RETURNS)
    assert round_of(*rounds) is not None
    assert len(ground.market.asked) - first == 2 * idle + 1
    with writing(ground.db) as tx:
        want(tx, ground.shop.name)
        long_ago = tx.now - EVERY - timedelta(minutes=1)
        tx.execute(update(channel_reads).values(tried_at=long_ago))
    assert round_of(*rounds) is not None
    assert len(ground.market.asked) - first == 3 * idle + 2


@pytest.mark.parametrize("way", [Wrong.CUT_AFTER, Wrong.HTML, Wrong.BUSY])
def test_trouble_with_returns_holds_up_nothing(ground: Ground, way: Wrong) -> None:
    order = sent(ground, ("KG-250", 1))
    ask(ground, order)
    ground.market.go_wrong(way, "return" if ground.shop.settings.kind != "lazada" else "reverse")
    assert pull_returns(ground.db, ground.shop, at_once=True) is not None
    with reading(ground.db) as tx:
        (stands,) = standings(tx, [ground.shop])
    assert (stands.fault, stands.returns_fault is None) == (None, False)
    pull(ground)
    assert len(ours(ground)) == 1


def test_goods_that_are_not_in_the_order_are_named(ground: Ground) -> None:
    order = sent(ground, ("KG-250", 1))
    asked = ask(ground, order)
    asked.lines = [type(asked.lines[0])(ground.market.shop.by_sku("AT-01-XL"), 1, 1)]
    pull(ground)
    assert told(ground) == [(order.no, Waits.GOODS_UNKNOWN, None)]
    with reading(ground.db) as tx:
        assert tx.execute(select(channel_returns.c.order_id)).scalar() is not None
    assert ours(ground) == []


def test_a_bundle_comes_back_as_its_parts(ground: Ground) -> None:
    """Of two bundles one comes back: the parts of one, though a part was sold alone as well."""
    ids = ground.house.products
    with writing(ground.db, ground.house.actor) as tx:
        bundle = ground.build.product(tx, "SET")
        make_bundle(tx, bundle, {ids["KG-250"]: 2, ids["AT-01-L"]: 1})
    ground.market.list_goods([Listing(77, 0, "SET", "Set", "", 200_000, 9)])
    order = sent(ground, ("SET", 2), ("KG-250", 1))
    ask(ground, order, "SET").lines[0].units = 1
    pull(ground)
    (one,) = ours(ground)
    with reading(ground.db) as tx:
        back = [(line.sku, line.expected) for line in lines_of(tx, one.id)]
    assert sorted(back) == [("AT-01-L", 1), ("KG-250", 2)]


def test_a_bundle_is_offered_as_often_as_its_parts_allow(ground: Ground) -> None:
    ids = ground.house.products
    with writing(ground.db, ground.house.actor) as tx:
        bundle = ground.build.product(tx, "SET")
        make_bundle(tx, bundle, {ids["KG-250"]: 20, ids["AT-01-L"]: 3})
    ground.market.list_goods([Listing(77, 0, "SET", "Set", "", 200_000, 9)])
    pull_listings(ground.db, ground.shop)
    with reading(ground.db) as tx:
        then = {one.sku: one.then for one in plan(tx, ground.shop, "MAIN").changes}
    assert then["SET"] == 2, "50 by 20, and 20 by 3"
    assert push(ground.db, ground.shop, "MAIN", by_person=True).refused == []
    assert ground.market.shop.by_sku("SET").stock == 2  # type: ignore[union-attr]
