"""How a package leaves: by the rule of the shop, or as a person chose it; never as nobody said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import time as clock
from types import ModuleType
from typing import Any

import pytest
from fakes.market_ground import Ground
from fakes.markets import KINDS, goods
from sqlalchemy import select

from core.channels.models import parcel_ways
from core.channels.records import Way
from core.channels.way_deeds import Offered, ask_ways, choose_for_waiting, courier_of
from core.channels.ways import ParcelWay, choose, way_of
from core.database import Database
from core.errors import Refusal
from core.orders.models import orders
from core.outbox import outbox
from core.paper.documents import CourierLabel
from core.shipping.shipments import BOOK
from core.transaction import reading, writing
from tui.demo.channels.book import Order
from tui.demo.server import Fault as Wrong


def made(kind: str, db: Database, build: ModuleType, **more: object) -> Iterator[Ground]:
    with KINDS[kind].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        market.paper_after = 0
        yield Ground(db, build, market, kind, **more)


@pytest.fixture(params=["shopee", "tiktok"])
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Ground]:
    yield from made(request.param, db, build)


def order_id(ground: Ground, order: Order) -> int:
    with reading(ground.db) as tx:
        return int(
            tx.execute(select(orders.c.id).where(orders.c.order_no == order.no)).scalar_one()
        )


def asked(ground: Ground, order: Order, parcel_id: int | None = None) -> Offered:
    return ask_ways(ground.db, ground.shop, order_id(ground, order), parcel_id)


def kept(ground: Ground, parcel_id: int) -> ParcelWay:
    with reading(ground.db) as tx:
        found = way_of(tx, parcel_id)
    assert found is not None
    return found


def chosen(ground: Ground, order: Order, way: Way) -> Any:
    """Packed, with a way that a person chose before the last item."""
    parcel = ground.packed_only(order)
    with writing(ground.db, ground.house.actor) as tx:
        choose(tx, ground.shop.name, parcel.id, order_id(ground, order), way)
    ground.complete(order, parcel)
    return parcel


def test_what_a_person_chose_is_told_and_kept(ground: Ground) -> None:
    order = ground.market.sell([("KG-250", 1)])
    ground.sync()
    offered = asked(ground, order).offered
    free = [one for one in offered if one.free]
    assert {one.kind for one in free} == {"pickup", "dropoff"}
    other = next(one for one in free if one.kind == "pickup" and not one.recommended)
    parcel = chosen(ground, order, other)
    ground.work(3)
    package = order.packages[0]
    assert (package.arranged, package.how.casefold()) == (1, "pickup")
    assert all(value in package.slot for value in list(other.data.values())[-1:])
    found = kept(ground, parcel.id)
    assert (found.by_hand, found.state, found.kind) == (True, "used", "pickup")
    assert found.said
    assert ground.papers == [CourierLabel.kind]
    with pytest.raises(Refusal, match="ways_arranged"):
        asked(ground, order)


def test_it_may_be_brought_there(ground: Ground) -> None:
    order = ground.market.sell([("KG-250", 1)])
    ground.sync()
    way = next(one for one in asked(ground, order).offered if one.kind == "dropoff")
    chosen(ground, order, way)
    ground.work(3)
    assert order.packages[0].how.casefold().replace("_", "") == "dropoff"


def test_a_slot_that_ran_out_is_asked_again_and_nothing_takes_its_place(ground: Ground) -> None:
    market = ground.market
    order = market.sell([("KG-250", 1)])
    ground.sync()
    way = next(o for o in asked(ground, order).offered if o.kind == "pickup" and o.free)
    parcel = chosen(ground, order, way)
    market.full_days = 5  # the couriers of that day are taken up by others
    ground.work(2)
    assert (order.packages[0].arranged, ground.shipment.state) == (0, "rejected")
    assert ground.why.startswith("courier_slot")
    assert kept(ground, parcel.id).state == "over"
    offered = asked(ground, order, parcel.id)
    assert offered.chosen is not None
    again = next(o for o in offered.offered if o.kind == "pickup" and o.free)
    with writing(ground.db, ground.house.actor) as tx:
        choose_for_waiting(tx, ground.settings, ground.shop.name, parcel.id, again)
    ground.work(3)
    assert (order.packages[0].arranged, ground.shipment.state) == (1, "booked")
    assert kept(ground, parcel.id).state == "used"


@pytest.mark.parametrize("kind", ["shopee", "tiktok"])
def test_the_rule_of_the_shop_takes_the_first_slot_that_fits(
    kind: str, db: Database, build: ModuleType
) -> None:
    for ground in made(kind, db, build, pickup_from=clock(6), pickup_until=clock(23)):
        order = ground.market.sell([("KG-250", 1)])
        ground.sync()
        parcel = ground.pack(order)
        ground.work(3)
        found = kept(ground, parcel.id)
        assert (found.kind, found.by_hand, found.state) == ("pickup", False, "used")
        assert found.since is not None
        assert found.since.date() > datetime.now(UTC).date()


@pytest.mark.parametrize("kind", ["shopee", "tiktok"])
def test_where_no_slot_fits_the_rule_a_person_is_asked(
    kind: str, db: Database, build: ModuleType
) -> None:
    for ground in made(kind, db, build, pickup_from=clock(3), pickup_until=clock(4)):
        order = ground.market.sell([("KG-250", 1)])
        ground.sync()
        ground.pack(order)
        ground.work(2)
        assert (order.packages[0].arranged, ground.shipment.state) == (0, "rejected")
        assert "03:00" in ground.why


def test_lazada_has_nothing_to_choose(db: Database, build: ModuleType) -> None:
    for ground in made("lazada", db, build):
        order = ground.market.sell([("KG-250", 1)])
        ground.sync()
        with pytest.raises(Refusal, match="ways_none"):
            asked(ground, order)
        ground.pack(order)
        ground.work(3)
        assert ground.shipment.state == "booked"
        with reading(ground.db) as tx:
            assert tx.execute(select(parcel_ways)).first() is None
            assert courier_of(tx, order_id(ground, order)) == ground.shop.channel


def test_a_slot_taken_between_question_and_answer_is_not_shipped_otherwise(ground: Ground) -> None:
    order = ground.market.sell([("KG-250", 1)])
    ground.sync()
    way = next(o for o in asked(ground, order).offered if o.kind == "pickup" and o.free)
    chosen(ground, order, way)
    ground.market.go_wrong(Wrong.CUT_AFTER, KINDS[ground.shop.settings.kind].words["ship"])
    ground.work(3)
    assert (order.packages[0].arranged, ground.shipment.state) == (1, "booked")
    with reading(ground.db) as tx:
        known = select(outbox.c.attempts).where(outbox.c.kind == BOOK)
        assert tx.execute(known).scalar_one() >= 2
