"""An order that nobody has begun goes to another warehouse, and its promise moves along."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select, update

from core.database import Database
from core.errors import NotAllowed, Refusal
from core.fulfilment import claims
from core.fulfilment.rerouting import reroute, where
from core.orders.models import order_lines, orders
from core.orders.routing import Routing
from core.stock import reservations, warehouses
from core.stock.checks import differences
from core.stock.warehouses import Told
from core.transaction import Actor, writing


class Houses:
    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.build = db, build
        self.shop: Any = build.shop(db, {"TEH": 5})
        with writing(db) as tx:
            self.other = warehouses.add(tx, "JOG", Told(city="Sleman")).id
            build.put(tx, self.shop.products["TEH"], 3, bin="R-1", warehouse_code="JOG")
        self.order = int(build.ready_order(db, "W-1", {"TEH": 2}))

    def row(self, tx: Any) -> tuple[int, str]:
        row = tx.execute(select(orders).where(orders.c.id == self.order)).one()
        return row.warehouse_id, row.fulfilment


@pytest.fixture
def houses(db: Database, build: ModuleType) -> Houses:
    """Five of tea in MAIN, of which W-1 was promised two, and three in JOG."""
    return Houses(db, build)


def test_its_goods_are_promised_there_and_given_back_here(houses: Houses) -> None:
    tea = houses.shop.products["TEH"]
    with writing(houses.db) as tx:
        done = reroute(tx, houses.order, houses.other, partial=False)
        assert (done.before, done.warehouse, done.missing, done.moved) == ("MAIN", "JOG", (), True)
        assert houses.row(tx) == (houses.other, "ready")
        assert houses.build.available(tx, houses.shop.warehouse, [tea]) == {tea: 5}
        assert houses.build.available(tx, houses.other, [tea]) == {tea: 1}
        again = reroute(tx, houses.order, houses.other, partial=False)
        assert not again.moved
        assert differences(tx) == []


def test_it_waits_there_where_its_goods_are_missing(houses: Houses) -> None:
    with writing(houses.db) as tx:
        tea = houses.shop.products["TEH"]
        big = houses.build.order(tx, "W-2", {"TEH": 4})
        done = reroute(tx, big, houses.other, partial=False)
        assert [(one.product_id, one.quantity) for one in done.missing] == [(tea, 1)]
        assert reservations.of_order(tx, big) == []
        assert differences(tx) == []


def test_what_somebody_works_on_stays(houses: Houses) -> None:
    with writing(houses.db, houses.shop.actor) as tx:
        claims.claim(tx, houses.order, 60_000)
        with pytest.raises(Refusal, match="route_begun"):
            reroute(tx, houses.order, houses.other, partial=False)
        claims.drop(tx, houses.order)
        tx.execute(update(order_lines).values(picked=1))
        with pytest.raises(Refusal, match="route_begun"):
            reroute(tx, houses.order, houses.other, partial=False)
        tx.execute(update(order_lines).values(picked=0))
        tx.execute(update(orders).values(fulfilment="handed_over"))
        with pytest.raises(Refusal, match="route_begun"):
            reroute(tx, houses.order, houses.other, partial=False)


def test_no_order_goes_to_a_warehouse_that_is_closed(houses: Houses) -> None:
    with writing(houses.db) as tx:
        closed = warehouses.add(tx, "BDG", Told()).id
        warehouses.close(tx, closed)
        with pytest.raises(Refusal, match="warehouse_closed"):
            reroute(tx, houses.order, closed, partial=False)


def test_an_order_on_hold_moves_and_stays_on_hold(houses: Houses) -> None:
    with writing(houses.db) as tx:
        tx.execute(update(orders).values(fulfilment="held"))
        reroute(tx, houses.order, houses.other, partial=False)
        assert houses.row(tx) == (houses.other, "held")
        assert reservations.of_order(tx, houses.order) == []
        assert differences(tx) == []


def test_only_who_may_change_orders_sends_them_elsewhere(houses: Houses) -> None:
    picker = Actor(name="Sari", operator_id=1, permissions=frozenset({"pick"}))
    with pytest.raises(NotAllowed), writing(houses.db, picker) as tx:
        reroute(tx, houses.order, houses.other, partial=False)


def test_why_counts_what_the_order_holds_as_free_for_it(houses: Houses) -> None:
    with writing(houses.db) as tx:
        found = where(tx, Routing(("in_stock",)), houses.order, houses.other)
        assert (found.warehouse, found.came) == ("MAIN", None)
        assert [(one.warehouse.code, one.missing) for one in found.route.looked] == [
            ("JOG", 0),
            ("MAIN", 0),
        ]
        assert (found.route.warehouse.code, found.route.why) == ("JOG", "home")
        reroute(tx, houses.order, houses.other, why="in_stock", partial=False)
        after = where(tx, Routing(), houses.order, houses.other)
        assert after.came == {"warehouse": "JOG", "before": "MAIN", "why": "in_stock"}
