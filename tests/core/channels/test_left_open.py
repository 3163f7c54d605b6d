"""An order that is cancelled here alone is named until its marketplace has it so, too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType

import pytest
from fakes.market_ground import Ground
from fakes.markets import KINDS, goods

from core.channels.at_shop import at_shop
from core.channels.queries import standings
from core.database import Database
from core.orders.commands import find
from core.shipping.cancelling import cancel_order
from core.transaction import reading, writing
from tui.demo.channels.book import Stand


@pytest.fixture(params=list(KINDS))
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Ground]:
    with KINDS[request.param].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        yield Ground(db, build, market, request.param)


def named(ground: Ground, number: str) -> tuple[tuple[str, ...], bool]:
    """What its shop's line says, and whether its own page does."""
    with reading(ground.db) as tx:
        (shop,) = standings(tx, [ground.shop])
        there = at_shop(tx, [ground.shop], find(tx, number).id)
    return shop.left_open, there is not None and there.open_there


def test_it_is_named_as_long_as_the_marketplace_waits_for_it(ground: Ground) -> None:
    order, other = ground.market.sell([("KG-250", 1)]), ground.market.sell([("KG-250", 1)])
    ground.sync()
    assert named(ground, order.no) == ((), False)
    with writing(ground.db, ground.house.actor) as tx:
        cancel_order(tx, find(tx, order.no).id, "out of stock")
    assert named(ground, order.no) == ((order.no,), True)
    assert named(ground, other.no)[1] is False
    ground.market.move(order, Stand.CANCELLED)
    ground.sync()
    assert named(ground, order.no) == ((), False)
