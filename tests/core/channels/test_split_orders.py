"""An order that goes out in several packages: each box is the package whose goods are in it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType

import pytest
from fakes.market_ground import Ground
from fakes.markets import KINDS, goods
from sqlalchemy import select

from core.database import Database
from core.paper.documents import CourierLabel
from core.shipping.models import shipments
from core.transaction import reading


@pytest.fixture(params=list(KINDS))
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Ground]:
    with KINDS[request.param].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        market.paper_after = 0
        yield Ground(db, build, market, request.param)


def booked(ground: Ground) -> list[tuple[str, str, str]]:
    with reading(ground.db) as tx:
        s = shipments.c
        query = select(s.state, s.reference, s.waybill).order_by(s.id)
        return [(*row,) for row in tx.execute(query)]


def test_each_box_gets_the_label_of_its_own_goods(ground: Ground) -> None:
    market = ground.market
    order = market.sell([("KG-250", 2), ("AT-01-L", 1)])
    if ground.shop.settings.kind != "lazada":  # there the shop splits, by what it packs
        market.split(order)
    ground.sync()
    boxes = ground.pack_parts(order, [{"AT-01-L": 1}, {"KG-250": 2}])  # not in the platform's order
    ground.work(4)
    found = booked(ground)
    assert [state for state, _package, _no in found] == ["booked", "booked"]
    by_sku = {one.lines[0].listing.sku: one.tracking for one in order.packages}
    assert [no for _s, _package, no in found] == [by_sku["AT-01-L"], by_sku["KG-250"]]
    assert [one.arranged for one in order.packages] == [1, 1]
    ground.in_hand(boxes[0])
    ground.work(2)
    assert ground.papers == [CourierLabel.kind] * 2
    assert [one.papers for one in order.packages] == [1, 1]


def test_a_box_with_goods_of_both_is_refused_with_what_belongs_where(ground: Ground) -> None:
    if ground.shop.settings.kind == "lazada":
        pytest.skip("the shop says what goes into which package")
    order = ground.market.sell([("KG-250", 2), ("AT-01-L", 1)])
    ground.market.split(order)
    ground.sync()
    ground.pack(order)
    ground.work(2)
    assert (ground.shipment.state, ground.papers) == ("rejected", [])
    assert "2 × KG-250" in ground.why
    assert "1 × AT-01-L" in ground.why
    assert [one.arranged for one in order.packages] == [0, 0]


def test_what_was_sent_without_is_no_hindrance(ground: Ground) -> None:
    order = ground.market.sell([("KG-250", 2), ("AT-01-L", 1)])
    ground.market.split(order)
    ground.sync()
    if ground.shop.settings.kind == "lazada":
        pytest.skip("its simulation packs whole lines")
    ground.pack_parts(order, [{"KG-250": 1}])
    ground.work(3)
    coffee, shirt = order.packages
    assert (coffee.arranged, shirt.arranged) == (1, 0)
