"""Parcels of a marketplace: arranged once, numbered, labelled by it, and stopped before paper."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType

import pytest
from fakes.market_ground import Ground
from fakes.markets import goods
from sqlalchemy import select

from core.channels.models import channel_orders
from core.database import Database
from core.orders.models import orders
from core.paper.documents import CourierLabel
from core.transaction import reading
from tui.demo.channels.book import Stand
from tui.demo.channels.shopee import SimulatedShopee
from tui.demo.server import Fault as Wrong


@pytest.fixture
def market() -> Iterator[SimulatedShopee]:
    with SimulatedShopee() as server:
        server.list_goods(goods())
        server.paper_after = 0
        server.clock = lambda: time.time() - 60  # what changes twice is a second later each time
        yield server


@pytest.fixture
def ground(db: Database, build: ModuleType, market: SimulatedShopee) -> Ground:
    return Ground(db, build, market)


def test_the_last_item_arranges_the_package_and_the_label_of_the_platform_prints(
    ground: Ground, market: SimulatedShopee
) -> None:
    market.tracking_after, market.paper_after = 1, 1
    order = market.sell([("KG-250", 2)])
    assert ground.sync().taken.ready == 1
    ground.pack(order)
    ground.work(4)
    package = order.packages[0]
    assert (package.arranged, package.how) == (1, "pickup")
    assert (ground.shipment.state, ground.shipment.waybill) == ("booked", package.tracking)
    assert ground.shipment.reference == package.number
    assert ground.papers == [CourierLabel.kind]


def test_after_a_silence_the_package_is_looked_up_and_not_arranged_twice(
    ground: Ground, market: SimulatedShopee
) -> None:
    order = market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    market.go_wrong(Wrong.CUT_AFTER, "/logistics/ship_order")
    ground.work(3)
    assert order.packages[0].arranged == 1
    assert ground.shipment.state == "booked"
    assert ground.papers == [CourierLabel.kind]


def test_a_package_that_was_arranged_elsewhere_is_taken_as_it_is(
    ground: Ground, market: SimulatedShopee
) -> None:
    order = market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    market.arrange(order, order.packages[0], "dropoff")
    ground.work(2)
    assert (order.packages[0].arranged, ground.shipment.state) == (1, "booked")


@pytest.mark.parametrize("stand", [Stand.CANCELLED, Stand.SHIPPED])
def test_what_is_cancelled_or_gone_is_found_out_before_paper(
    ground: Ground, market: SimulatedShopee, stand: Stand
) -> None:
    order = market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    market.move(order, stand)
    ground.work(2)
    assert (ground.shipment.state, ground.papers) == ("rejected", [])
    with reading(ground.db) as tx:
        assert tx.execute(select(channel_orders.c.again)).scalar()


def test_what_is_cancelled_after_a_silence_is_not_looked_up_for_ever(
    ground: Ground, market: SimulatedShopee
) -> None:
    order = market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    market.go_wrong(Wrong.SILENT_AFTER, "ship_order", times=1)
    ground.work(1)
    market.move(order, Stand.CANCELLED)
    ground.work(4)
    assert (ground.shipment.state, ground.papers) == ("rejected", [])


def test_no_label_of_ours_stands_in_for_the_one_of_the_platform(
    ground: Ground, market: SimulatedShopee
) -> None:
    order = market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    market.go_wrong(Wrong.BAD_GATEWAY, "shipping_document", times=99)
    ground.work(8)
    assert (ground.shipment.state, ground.papers) == ("booked", [])
    market.recover()
    ground.work(2)
    assert ground.papers == [CourierLabel.kind]


def test_a_wish_to_cancel_holds_the_order_at_the_table(
    ground: Ground, market: SimulatedShopee
) -> None:
    order = market.sell([("AT-01-L", 1)])
    ground.sync()
    market.ask_cancel(order)
    ground.sync()
    with reading(ground.db) as tx:
        row = tx.execute(select(orders)).one()
    assert row.fulfilment == "held"
    market.move(order, Stand.READY)
    ground.sync()
    with reading(ground.db) as tx:
        assert tx.execute(select(orders)).one().fulfilment == "ready"
