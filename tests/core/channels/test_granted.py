"""A wish that came while the order was packed ends it once the marketplace cancelled it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType

import pytest
from fakes.market_ground import Ground
from fakes.markets import KINDS, goods
from sqlalchemy import select

from core import draining
from core.channels.cancel_wishes import Wishes, decide
from core.channels.granted import WISH
from core.database import Database
from core.fulfilment.parcels import add_units, open_parcel
from core.orders.commands import find, head, step
from core.orders.models import orders
from core.orders.queries import lines_of
from core.orders.states import Fulfilment
from core.stock.models import put_away_tasks
from core.transaction import reading, writing
from tui.demo.channels.book import Order, Stand


@pytest.fixture(params=list(KINDS))
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Ground]:
    with KINDS[request.param].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        yield Ground(db, build, market, request.param)


def half_packed(ground: Ground) -> Order:
    """One of two is in the box when the buyer asks to cancel."""
    order = ground.market.sell([("KG-250", 2)])
    ground.sync()
    with writing(ground.db, ground.house.actor) as tx:
        found = head(tx, find(tx, order.no).id)
        step(tx, found, Fulfilment.PACKING)
        parcel = open_parcel(tx, ground.house.warehouse, found.id)
        (line,) = lines_of(tx, found.id)
        add_units(tx, parcel.id, line.id, 1)
    ground.market.ask_cancel(order)
    ground.sync()
    assert ground.stands(order)[1] == "held"
    return order


def test_granted_its_goods_are_to_be_put_back(ground: Ground) -> None:
    order = half_packed(ground)
    with writing(ground.db, ground.house.actor) as tx:
        decide(tx, [ground.shop], order.no, "", "", grant=True)
    draining.drain(ground.db, {WISH: Wishes([ground.shop])})
    ground.sync()
    assert (order.stand, ground.stands(order)) == (Stand.CANCELLED, ("cancelled", "cancelled"))
    with reading(ground.db) as tx:
        assert tx.execute(select(put_away_tasks.c.quantity)).scalars().all() == [1]


def test_not_granted_here_it_stays_held_and_says_that_it_is_cancelled(ground: Ground) -> None:
    order = half_packed(ground)
    ground.market.move(order, Stand.CANCELLED)
    ground.sync()
    assert ground.stands(order) == ("processing", "held")
    with reading(ground.db) as tx:
        reason = tx.execute(select(orders.c.hold_reason)).scalar_one()
    assert reason.casefold().endswith((": cancelled", ": canceled"))
