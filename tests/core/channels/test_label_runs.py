"""Labels of marketplaces for many orders at once: arranged, fetched and printed once, in order."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from fakes.market_ground import Ground, drawn
from fakes.markets import KINDS, goods
from sqlalchemy import select, update

from core import draining, outbox
from core.channels.label_runs import KIND, Begun, begin_labels, counts_of, retry_labels
from core.channels.label_work import LabelWork
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.orders.commands import find, hold
from core.orders.models import orders
from core.paper.documents import CourierLabel
from core.paper.models import labels, print_jobs
from core.people.permissions import ROLES, Role
from core.shipping.ahead.models import ahead_labels, label_runs
from core.shipping.packing_port import PackingPort
from core.transaction import reading, writing
from tui.demo.channels.book import Order, Stand
from tui.demo.server import Fault as Wrong

SHIP = {"shopee": "/mass_ship_order", "tiktok": "/packages/ship", "lazada": "/order/package/rts"}
"""The call that arranges many at once."""
PAPER = {
    "shopee": "/logistics/download_shipping_document",
    "tiktok": "/simulated/label",
    "lazada": "/simulated/label",
}


@pytest.fixture(params=list(KINDS))
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Ground]:
    with KINDS[request.param].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        market.paper_after = 0
        yield Ground(db, build, market, request.param)


def sold(ground: Ground, many: int) -> list[Order]:
    found = [ground.market.sell([("KG-250", 1)]) for _time in range(many)]
    ground.sync()
    return found


def wanted(ground: Ground, several: Sequence[Order], reason: str = "wave") -> Begun:
    with writing(ground.db, ground.house.actor) as tx:
        ids = [find(tx, one.no).id for one in several]
        return begin_labels(tx, [ground.shop], ids, ground.house.warehouse, "W1", reason)


def work(ground: Ground, times: int = 1, draws: Any = drawn) -> None:
    handlers = {KIND: LabelWork([ground.shop], ground.settings, draws)}
    for _time in range(times):
        with writing(ground.db) as tx:
            waits = outbox.outbox.c.kind == KIND
            past = tx.now - timedelta(seconds=1)
            tx.execute(update(outbox.outbox).where(waits).values(next_at=past))
        draining.drain(ground.db, handlers)


def printed(ground: Ground) -> list[str]:
    """The orders of the labels that come out, in order."""
    with reading(ground.db) as tx:
        rows = (
            select(orders.c.order_no)
            .join(print_jobs, print_jobs.c.order_id == orders.c.id)
            .where(print_jobs.c.kind == CourierLabel.kind)
            .order_by(print_jobs.c.id)
        )
        return list(tx.execute(rows).scalars())


def stands(ground: Ground) -> list[tuple[str, str]]:
    with reading(ground.db) as tx:
        a = ahead_labels.c
        return [(r.state, r.why) for r in tx.execute(select(a.state, a.why).order_by(a.place))]


def arranged(several: Sequence[Order]) -> set[int]:
    return {package.arranged for one in several for package in one.packages}


def test_they_come_out_in_walking_order_and_nothing_comes_of_what_needs_none(
    ground: Ground,
) -> None:
    several = sold(ground, 6)
    walk = list(reversed(several))
    ground.market.move(walk[1], Stand.CANCELLED)
    ground.market.move(walk[2], Stand.SHIPPED)
    with writing(ground.db, ground.house.actor) as tx:
        hold(tx, find(tx, walk[3].no).id, "call first")
    begun = wanted(ground, walk)
    assert (begun.wanted, begun.left_out, begun.others) == (5, 1, 0)
    work(ground, 2)
    assert printed(ground) == [walk[0].no, walk[4].no, walk[5].no]
    assert stands(ground) == [
        ("printed", ""),
        ("left_out", "order_cancelled"),
        ("left_out", "order_gone"),
        ("left_out", "order_held"),
        ("printed", ""),
        ("printed", ""),
    ]
    assert arranged([walk[0], walk[4], walk[5]]) == {1}
    assert arranged(walk[1:4]) == {0}
    with reading(ground.db) as tx:
        assert tx.execute(select(label_runs.c.state)).scalars().all() == ["done"]
        assert sum(counts_of(tx, begun.run).values()) == 6
    again = wanted(ground, walk)
    assert (again.wanted, again.printed, again.left_out) == (2, 3, 1)  # looked at once more
    work(ground, 2)
    assert len(printed(ground)) == 3


def test_documents_that_are_not_ready_are_waited_for_and_hold_the_order(ground: Ground) -> None:
    several = sold(ground, 3)
    for package in several[0].packages:
        package.paper_after = 3
    wanted(ground, several)
    work(ground, 8)
    assert printed(ground) == [one.no for one in several]


@pytest.mark.parametrize("way", [Wrong.SILENT_AFTER, Wrong.CUT_AFTER, Wrong.HTML, Wrong.BUSY])
def test_nothing_is_arranged_or_printed_twice(ground: Ground, way: Wrong) -> None:
    several = sold(ground, 3)
    ground.market.go_wrong(way, SHIP[ground.shop.settings.kind])
    ground.market.go_wrong(way, PAPER[ground.shop.settings.kind])
    wanted(ground, several)
    work(ground, 6)
    assert arranged(several) == {1}
    assert printed(ground) == [one.no for one in several]


class Killed(BaseException):
    """The worker is gone in the middle of something."""


@pytest.mark.parametrize("after", [0, 2])
def test_a_worker_that_was_killed_is_followed_by_one_that_goes_on(
    ground: Ground, after: int
) -> None:
    several = sold(ground, 4)
    wanted(ground, several)
    count = 0

    def dies(data: bytes, printer: str | None) -> CourierLabel:
        nonlocal count
        count += 1
        if count > after:
            raise Killed
        return drawn(data, printer)

    with pytest.raises(Killed):
        work(ground, 3, dies)
    assert len(printed(ground)) == after
    with writing(ground.db) as tx:
        tx.execute(update(outbox.outbox).values(lease_until_ms=0))
    work(ground, 4)
    assert printed(ground) == [one.no for one in several]
    assert arranged(several) == {1}
    assert {package.papers for one in several for package in one.packages} == {1}


def test_only_what_failed_is_tried_again(ground: Ground) -> None:
    several = sold(ground, 3)
    begun = wanted(ground, several)
    bad = several[1].packages[0]

    def picky(data: bytes, printer: str | None) -> CourierLabel:
        if bad.papers == 1 and drawn.calls == 1:  # the second one that is looked at
            drawn.calls += 1
            raise Refusal("pdf_damaged")
        return drawn(data, printer)

    drawn.calls = 0
    work(ground, 3, picky)
    assert stands(ground) == [("printed", ""), ("failed", "pdf_damaged"), ("printed", "")]
    with writing(ground.db, ground.house.actor) as tx:
        assert retry_labels(tx, begun.run) == 1
    work(ground, 3)
    assert printed(ground) == [several[0].no, several[2].no, several[1].no]
    assert arranged(several) == {1}


def test_the_paper_is_the_label_of_the_parcel_that_is_packed_later(ground: Ground) -> None:
    (order,) = sold(ground, 1)
    wanted(ground, [order])
    work(ground, 2)
    (package,) = order.packages
    with reading(ground.db) as tx:
        port = PackingPort(ground.settings)
        assert port.order_of_label(tx, package.tracking) == find(tx, order.no).id
    parcel = ground.pack(order)
    ground.work(3)
    assert (ground.shipment.state, ground.shipment.waybill) == ("booked", package.tracking)
    assert printed(ground) == [order.no]
    assert (package.arranged, package.papers) == (1, 1)
    with reading(ground.db) as tx:
        (job,) = tx.execute(select(print_jobs)).all()
        label = tx.execute(select(labels.c.id)).scalar_one()
    assert (job.parcel_id, job.label_id) == (parcel.id, label)


def test_what_was_packed_first_prints_at_the_table_alone(ground: Ground) -> None:
    (order,) = sold(ground, 1)
    wanted(ground, [order])
    ground.pack(order)
    ground.work(3)
    work(ground, 3)
    assert printed(ground) == [order.no]
    assert arranged([order]) == {1}


def test_an_order_that_the_platform_split_has_a_label_for_each_package(ground: Ground) -> None:
    if ground.shop.settings.kind == "lazada":
        pytest.skip("the shop says what goes into which package")
    order = ground.market.sell([("KG-250", 2), ("AT-01-L", 1)])
    ground.market.split(order)
    ground.sync()
    wanted(ground, [order])
    work(ground, 3)
    assert printed(ground) == [order.no] * 2
    assert [one.papers for one in order.packages] == [1, 1]
    ground.pack_parts(order, [{"AT-01-L": 1}, {"KG-250": 2}])
    ground.work(4)
    assert printed(ground) == [order.no] * 2
    assert [one.arranged for one in order.packages] == [1, 1]


def test_it_is_a_word_of_the_lead_with_a_reason(ground: Ground, build: ModuleType) -> None:
    several = sold(ground, 1)
    with pytest.raises(Refusal, match="reason_needed"):
        wanted(ground, several, reason=" ")
    with writing(ground.db) as tx:
        may = ROLES[Role.PACKER]
        packer = build.actor(tx, build.operator(tx, "Budi"), build.station(tx, "S9"), may)
        ids = [find(tx, one.no).id for one in several]

    def begin(shops: Sequence[Any], actor: Any) -> None:
        with writing(ground.db, actor) as tx:
            begin_labels(tx, shops, ids, ground.house.warehouse, "W1", "hurry")

    with pytest.raises(NotAllowed):
        begin([ground.shop], packer)
    with pytest.raises(Refusal, match="labels_none"):
        begin([], ground.house.actor)


def test_fifty_go_in_one_question(db: Database, build: ModuleType) -> None:
    with KINDS["shopee"].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        market.paper_after = 0
        ground = Ground(db, build, market)
        several = [market.sell([("KG-250", 1)]) for _time in range(49)]
        several.append(market.sell([("AT-01-L", 1)]))
        several[7].packages[0].carrier = "GTL"  # goes with another courier than the first one
        ground.sync()
        wanted(ground, several)
        work(ground, 2)
        assert printed(ground) == [one.no for one in several]
        assert len(market.asked_for("/logistics/mass_ship_order")) <= 2
        assert len(market.asked_for("/logistics/create_shipping_document")) == 1
        assert arranged(several) == {1}
