"""A buyer's wish to cancel is decided once, told once, and what became of a call is asked."""

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

from core import draining, outbox
from core.audit import events
from core.channels.asking import ask
from core.channels.cancel_wishes import Wishes, decide
from core.channels.carried import follow_carried
from core.channels.granted import WISH
from core.channels.records import Parcel
from core.database import Database
from core.errors import Refusal
from core.transaction import reading, writing
from tui.demo.channels.book import Order, Stand
from tui.demo.server import Fault as Wrong

DECIDES = {"shopee": "handle_buyer_cancellation", "tiktok": "approve", "lazada": "decide"}


@pytest.fixture(params=list(KINDS))
def ground(request: pytest.FixtureRequest, db: Database, build: ModuleType) -> Iterator[Ground]:
    with KINDS[request.param].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        market.paper_after = 0
        yield Ground(db, build, market, request.param)


def wished(ground: Ground) -> Order:
    order = ground.market.sell([("KG-250", 1)])
    ground.sync()
    ground.market.ask_cancel(order)
    ground.sync()
    assert ground.stands(order)[1] == "held"
    return order


def say(ground: Ground, order: Order, *, grant: bool, reason: str = "packed already") -> None:
    with writing(ground.db, ground.house.actor) as tx:
        decide(tx, [ground.shop], order.no, "", reason, grant=grant)


def work(ground: Ground) -> None:
    with writing(ground.db) as tx:
        past = tx.now - timedelta(seconds=1)
        waits = outbox.outbox.c.kind == WISH
        tx.execute(update(outbox.outbox).where(waits).values(next_at=past))
    draining.drain(ground.db, {WISH: Wishes([ground.shop])})


def row(ground: Ground) -> Any:
    with reading(ground.db) as tx:
        rows = select(outbox.outbox).where(outbox.outbox.c.kind == WISH)
        return tx.execute(rows.order_by(outbox.outbox.c.id.desc())).first()


def test_granted_it_is_cancelled_on_both_sides(ground: Ground) -> None:
    order = wished(ground)
    say(ground, order, grant=True, reason="")
    assert order.stand is Stand.CANCEL_ASKED  # nothing is told within a transaction
    with pytest.raises(Refusal, match="wish_decided"):
        say(ground, order, grant=False)
    work(ground)
    assert (order.stand, row(ground).state) == (Stand.CANCELLED, "done")
    ground.sync()
    assert ground.stands(order) == ("cancelled", "cancelled")
    with pytest.raises(Refusal, match="wish_none"):
        say(ground, order, grant=True)


def test_refused_it_goes_on(ground: Ground) -> None:
    order = wished(ground)
    with pytest.raises(Refusal, match="reason_needed"):
        say(ground, order, grant=False, reason=" ")
    say(ground, order, grant=False)
    work(ground)
    ground.sync()
    assert (order.stand, ground.stands(order)) == (Stand.READY, ("processing", "ready"))
    ground.market.ask_cancel(order)  # once more, and that is another wish
    ground.sync()
    say(ground, order, grant=True)
    work(ground)
    assert order.stand is Stand.CANCELLED


@pytest.mark.parametrize("way", [Wrong.CUT_AFTER, Wrong.SILENT_AFTER, Wrong.HTML, Wrong.BUSY])
def test_a_call_without_an_answer_is_asked_about(ground: Ground, way: Wrong) -> None:
    order = wished(ground)
    say(ground, order, grant=True)
    part = DECIDES[ground.shop.settings.kind]
    ground.market.go_wrong(way, part)
    work(ground)
    assert row(ground).state == "pending"
    before = len(ground.market.asked_for(part))
    work(ground)
    told = len(ground.market.asked_for(part)) - before
    assert (order.stand, row(ground).state) == (Stand.CANCELLED, "done")
    assert told == (0 if way in {Wrong.CUT_AFTER, Wrong.SILENT_AFTER} else 1)


def test_what_left_cannot_be_cancelled(ground: Ground) -> None:
    order = ground.market.sell([("KG-250", 1)])
    ground.sync()
    with pytest.raises(Refusal, match="wish_none"):
        say(ground, order, grant=True)
    ground.pack(order)
    ground.work(3)
    ground.market.move(order, Stand.SHIPPED)
    ground.sync()
    follow_carried(ground.db, ground.shop, ground.following)
    with pytest.raises(Refusal, match="wish_shipped"):
        say(ground, order, grant=True)


def test_a_buyer_who_thinks_better_of_it_meanwhile_keeps_the_order(ground: Ground) -> None:
    order = wished(ground)
    say(ground, order, grant=True)
    ground.market.move(order, Stand.READY)
    work(ground)
    ground.sync()
    assert (order.stand, ground.stands(order)) == (Stand.READY, ("processing", "ready"))
    assert row(ground).state in {"done", "rejected"}


def test_a_seller_who_took_the_authorisation_back_is_told_of_it(ground: Ground) -> None:
    order = wished(ground)
    say(ground, order, grant=True)
    ground.market.tokens.revoke()
    work(ground)
    assert row(ground).state == "rejected"
    with reading(ground.db) as tx:
        assert "wish_not_told" in set(tx.execute(select(events.c.kind)).scalars())


def test_a_worker_that_was_killed_in_the_middle_is_followed_by_a_question(ground: Ground) -> None:
    order = wished(ground)
    say(ground, order, grant=True)
    intent = row(ground).id
    with writing(ground.db) as tx:
        assert outbox.take(tx, only=intent) is not None
    parcel = Parcel(order.no, order.no if ground.shop.settings.kind == "lazada" else "")
    done = ask(
        ground.db, ground.shop, lambda one: ground.shop.adapter.decide(one, parcel, grant=True)
    )
    assert done is None  # it was told there, and then the worker died
    with writing(ground.db) as tx:
        tx.execute(update(outbox.outbox).values(lease_until_ms=0))
    told = len(ground.market.asked_for(DECIDES[ground.shop.settings.kind]))
    work(ground)
    work(ground)
    assert (order.stand, row(ground).state) == (Stand.CANCELLED, "done")
    assert len(ground.market.asked_for(DECIDES[ground.shop.settings.kind])) == told
