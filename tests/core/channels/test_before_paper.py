"""Before any paper is used: what is cancelled, collected or taken back, at every marketplace."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType

import pytest
from fakes.market_ground import Ground
from fakes.markets import KINDS, goods
from sqlalchemy import select, update

from core.audit import events
from core.channels.at_shop import at_shop
from core.database import Database
from core.orders.models import orders
from core.paper.documents import CourierLabel
from core.paper.models import labels, print_jobs
from core.paper.states import JobState, LabelState
from core.shipping.cancelling import cancel_order
from core.shipping.creating import cancel_shipment, create_shipment
from core.shipping.models import shipments
from core.transaction import reading, writing
from tui.demo.channels.book import Order, Stand
from tui.demo.server import Fault as Wrong

PAPER = {
    "shopee": "/logistics/download_shipping_document",
    "tiktok": "/simulated/label",
    "lazada": "/simulated/label",
}
"""Where the label itself is fetched."""


@pytest.fixture(params=list(KINDS))
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Ground]:
    with KINDS[request.param].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        market.paper_after = 0
        yield Ground(db, build, market, request.param)


def packed(ground: Ground) -> Order:
    order = ground.market.sell([("KG-250", 1)])
    ground.sync()
    ground.pack(order)
    return order


def kinds(ground: Ground) -> set[str]:
    with reading(ground.db) as tx:
        return set(tx.execute(select(events.c.kind)).scalars())


@pytest.mark.parametrize("stand", [Stand.CANCELLED, Stand.SHIPPED])
def test_it_is_found_out_before_anything_is_arranged(ground: Ground, stand: Stand) -> None:
    order = packed(ground)
    ground.market.move(order, stand)
    ground.work(2)
    assert (ground.shipment.state, ground.papers) == ("rejected", [])
    assert [one.arranged for one in order.packages] == [0]
    cancelled = stand is Stand.CANCELLED
    assert ground.why.startswith("courier_cancelled_there" if cancelled else "courier_left_already")


@pytest.mark.parametrize("stand", [Stand.CANCELLED, Stand.SHIPPED])
def test_it_is_found_out_between_arrangement_and_paper(ground: Ground, stand: Stand) -> None:
    order = packed(ground)
    ground.market.go_wrong(Wrong.BUSY, PAPER[ground.shop.settings.kind], times=99)
    ground.work(1)
    assert ground.shipment.state == "booked"
    ground.market.recover()
    ground.market.move(order, stand)
    ground.work(2)
    assert CourierLabel.kind not in ground.papers
    assert [one.papers for one in order.packages] == [0]
    assert "label_refused" in kinds(ground)


@pytest.mark.parametrize("way", [Wrong.HTML, Wrong.CUT_AFTER, Wrong.SILENT_AFTER, Wrong.BUSY])
def test_no_paper_comes_of_an_answer_that_is_none(ground: Ground, way: Wrong) -> None:
    order = packed(ground)
    # A link that shows a page is asked for anew at once; who is busy is left in peace.
    times = 2 if way is Wrong.HTML else 1
    ground.market.go_wrong(way, PAPER[ground.shop.settings.kind], times=times)
    ground.work(1)
    assert ground.papers == []
    ground.market.recover()
    ground.work(3)
    assert ground.papers == [CourierLabel.kind]
    assert (order.packages[0].arranged, ground.shipment.state) == (1, "booked")


def test_a_shipment_that_is_taken_back_leaves_no_paper_and_says_what_to_do_there(
    ground: Ground,
) -> None:
    order = packed(ground)
    ground.work(3)
    (parcel_id,) = {ground.shipment.parcel_id}
    with writing(ground.db, ground.house.actor) as tx:
        cancel_shipment(tx, ground.settings, parcel_id)
    ground.work(2)
    with reading(ground.db) as tx:
        assert tx.execute(select(print_jobs.c.state)).scalars().all() == [JobState.CANCELLED]
        assert tx.execute(select(labels.c.state)).scalars().all() == [LabelState.VOID]
        assert tx.execute(select(shipments.c.state)).scalars().all() == ["cancelled"]
        here = tx.execute(select(orders.c.id)).scalar_one()
    assert "still_arranged" in kinds(ground)  # none of them takes back what a courier comes for
    ground.sync()
    with reading(ground.db) as tx:
        found = at_shop(tx, [ground.shop], here)
    assert found is not None
    assert found.still_arranged == order.packages[0].number
    with writing(ground.db, ground.house.actor) as tx:
        create_shipment(tx, ground.settings, parcel_id, {})
    ground.work(3)
    assert order.packages[0].arranged == 1  # it goes out under the number that it has
    with reading(ground.db) as tx:
        found = at_shop(tx, [ground.shop], here)
    assert found is not None
    assert found.still_arranged == ""


def test_what_was_only_packed_at_lazada_is_taken_back_there(
    db: Database, build: ModuleType
) -> None:
    with KINDS["lazada"].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        ground = Ground(db, build, market, "lazada")
        order = packed(ground)
        market.go_wrong(Wrong.SILENT_AFTER, "/order/package/rts", times=1)
        market.go_wrong(Wrong.BUSY, "/order/package/rts", times=99)
        ground.work(1)
        package = order.packages[0]
        package.is_arranged, order.stand = False, Stand.READY
        with writing(ground.db, ground.house.actor) as tx:
            tx.execute(update(shipments).values(reference=package.number))
            cancel_order(tx, tx.execute(select(orders.c.id)).scalar_one(), "buyer")
        market.recover()
        ground.work(2)
        assert package.how == ""
        assert ground.shipment.state == "cancelled"
        assert "still_arranged" not in kinds(ground)
