"""Steps of an order: guarded, stamped, and never taken from a state that is no longer there."""

from __future__ import annotations

from itertools import product
from types import ModuleType

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core.audit import events
from core.database import Database
from core.errors import IllegalTransition, NotAllowed, NotFound, Refusal
from core.orders.commands import find, head, hold, release, set_note, set_status, step
from core.orders.models import order_lines, orders
from core.orders.states import FULFILMENT_STEPS, STATUS_STEPS, Fulfilment, OrderStatus
from core.stock import reservations
from core.transaction import Actor, Transaction, reading, writing


def put_into(tx: Transaction, order: int, **values: str) -> None:
    tx.execute(update(orders).where(orders.c.id == order).values(**values))


def test_every_pair_of_fulfilment_is_a_step_or_is_refused(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 1})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 1})
        for now, then in product(Fulfilment, Fulfilment):
            put_into(tx, order, fulfilment=now.value)
            if (now, then) in FULFILMENT_STEPS:
                assert step(tx, head(tx, order), then).fulfilment is then
                assert head(tx, order).fulfilment is then
            else:
                with pytest.raises(IllegalTransition):
                    step(tx, head(tx, order), then)
                assert head(tx, order).fulfilment is now


def test_every_pair_of_status_is_a_step_or_is_refused(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 1})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 1})
        for now, then in product(OrderStatus, OrderStatus):
            put_into(tx, order, status=now.value)
            if (now, then) in STATUS_STEPS or now is then:
                set_status(tx, head(tx, order), then)
                assert head(tx, order).status is then
            else:
                with pytest.raises(IllegalTransition):
                    set_status(tx, head(tx, order), then)
                assert head(tx, order).status is now


@pytest.mark.parametrize("column", ["status", "fulfilment"])
def test_the_database_knows_no_other_states(db: Database, build: ModuleType, column: str) -> None:
    build.shop(db, {"TEH": 1})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 1})
    with pytest.raises(IntegrityError), writing(db) as tx:
        put_into(tx, order, **{column: "lost"})


def test_a_step_from_a_state_that_is_no_longer_there_is_refused(
    db: Database, build: ModuleType
) -> None:
    build.shop(db, {"TEH": 1})
    order = build.ready_order(db, "A1", {"TEH": 1})
    with writing(db) as tx:
        seen = head(tx, order)
        step(tx, seen, Fulfilment.HELD)
        with pytest.raises(Refusal, match="order_moved"):
            step(tx, seen, Fulfilment.PICKING)
        assert head(tx, order).fulfilment is Fulfilment.HELD


def test_a_hold_needs_a_reason_and_keeps_the_promise(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 1})
    order = build.ready_order(db, "A1", {"TEH": 1})
    with writing(db, shop.actor) as tx:
        with pytest.raises(Refusal, match="reason_needed"):
            hold(tx, order, " \x1b ")
        hold(tx, order, "address unclear")
        assert len(reservations.of_order(tx, order)) == 1
    with reading(db) as tx:
        row = tx.execute(select(events).where(events.c.kind == "held")).one()
        assert (row.operator_id, row.station_id) == (shop.operator, shop.station)
        assert row.data == {"reason": "address unclear"}


def _units(**columns: int) -> dict[str, int]:
    return {"picked": 0, "packed": 0, "boxed": 0, "excepted": 0} | columns


@pytest.mark.parametrize(
    ("promised", "counts", "then"),
    [
        (True, _units(), Fulfilment.READY),
        (False, _units(), Fulfilment.SHORT),
        (True, _units(picked=2), Fulfilment.PICKED),
        (False, _units(picked=2, packed=2, boxed=2), Fulfilment.PACKED),
        (False, _units(picked=1, packed=1, boxed=1, excepted=1), Fulfilment.PACKED),
    ],
)
def test_a_released_order_goes_back_to_where_its_goods_stand(
    db: Database, build: ModuleType, promised: bool, counts: dict[str, int], then: Fulfilment
) -> None:
    shop = build.shop(db, {"TEH": 2})
    if promised:
        order = build.ready_order(db, "A1", {"TEH": 2})
    else:
        with writing(db) as tx:
            order = build.order(tx, "A1", {"TEH": 2})
    with writing(db, shop.actor) as tx:
        hold(tx, order, "why not")
        tx.execute(update(order_lines).values(**counts))
        assert release(tx, order) is then
        assert head(tx, order).fulfilment is then
        with pytest.raises(Refusal, match="order_not_held"):
            release(tx, order)


def test_who_may_not_hold_release_or_note_is_told_so(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 1})
    order = build.ready_order(db, "A1", {"TEH": 1})
    with writing(db, Actor(name="nobody")) as tx:
        for refused in (
            lambda: hold(tx, order, "x"),
            lambda: release(tx, order),
            lambda: set_note(tx, order, "x"),
        ):
            with pytest.raises(NotAllowed):
                refused()
        assert head(tx, order).fulfilment is Fulfilment.READY


def test_a_number_that_two_channels_have_is_ambiguous(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 1})
    with writing(db) as tx:
        web = build.order(tx, "A1", {"TEH": 1})
        shopee = build.order(tx, "A1", {"TEH": 1}, channel="shopee")
        assert find(tx, "A1", "shopee").id == shopee
        assert find(tx, "A1", "web").id == web
        with pytest.raises(Refusal) as refusal:
            find(tx, "A1")
        assert refusal.value.params == {"order": "A1", "channels": "shopee, web"}
        with pytest.raises(NotFound):
            find(tx, "A2")
        with pytest.raises(NotFound):
            head(tx, 10**9)


def test_a_note_is_cleaned_before_it_is_kept(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 1})
    order = build.ready_order(db, "A1", {"TEH": 1})
    with writing(db, shop.actor) as tx:
        set_note(tx, order, "  titip\x1b[31m ke\r\nsatpam  ", must_read=True)
        row = tx.execute(select(orders.c.note, orders.c.must_read)).one()
        assert (row.note, row.must_read) == ("titip[31m ke satpam", True)
        kept = tx.execute(select(func.count()).where(events.c.kind == "note"))
        assert kept.scalar_one() == 1
