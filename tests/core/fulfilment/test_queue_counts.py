"""How much there is to do, by step, courier and channel, and for the next cut-off."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

from core import clock
from core.database import Database
from core.fulfilment import queue_counts
from core.orders.states import Fulfilment
from core.transaction import reading, writing


def test_orders_are_counted_by_step_courier_and_channel(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        main = build.warehouse(tx)
        build.product(tx, "TEH")
        for number, state in enumerate(Fulfilment):
            courier = "own" if number % 2 else "manual"
            build.order(tx, state.value, {"TEH": 1}, fulfilment=state, courier=courier)
        build.order(tx, "S", {"TEH": 1}, fulfilment=Fulfilment.READY, channel="shopee")
    with reading(db) as tx:
        steps = queue_counts.steps(tx, main)
        assert queue_counts.couriers(tx, main) == {"manual": 2, "own": 3}
        assert queue_counts.channels(tx, main) == {"shopee": 1, "web": 4}
    assert steps.pop(Fulfilment.READY) == 2
    assert set(steps.values()) == {1}
    assert set(steps) == set(Fulfilment) - {
        Fulfilment.READY,
        Fulfilment.HANDED_OVER,
        Fulfilment.CANCELLED,
    }


def test_the_next_cut_off_says_what_waits_what_is_blocked_and_what_is_late(
    db: Database, build: ModuleType
) -> None:
    now = build.MORNING
    soon, later = now + timedelta(hours=1), now + timedelta(hours=5)
    orders = (
        (Fulfilment.READY, now - timedelta(days=1), "own"),
        (Fulfilment.SHORT, now, "own"),
        (Fulfilment.PACKED, now - timedelta(days=1), "own"),
        (Fulfilment.READY, soon, "own"),
        (Fulfilment.PACKING, soon, "manual"),
        (Fulfilment.PICKED, soon, "manual"),
        (Fulfilment.SHORT, soon, "manual"),
        (Fulfilment.HELD, soon, "own"),
        (Fulfilment.PACKED, soon, "own"),
        (Fulfilment.READY, later, "own"),
    )
    with writing(db) as tx:
        main = build.warehouse(tx)
        build.product(tx, "TEH")
        for number, (state, due_at, courier) in enumerate(orders):
            build.order(
                tx, str(number), {"TEH": 1}, fulfilment=state, due_at=due_at, courier=courier
            )
    with clock.frozen(now), reading(db) as tx:
        found = queue_counts.next_cutoff(tx, main)
    assert found == queue_counts.CutOff(soon, ("manual", "own"), waiting=3, blocked=2, late=2)


def test_without_a_cut_off_to_come_only_late_orders_are_told(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        main = build.warehouse(tx)
        build.product(tx, "TEH")
    with clock.frozen(build.MORNING), reading(db) as tx:
        assert queue_counts.next_cutoff(tx, main) is None
    with writing(db) as tx:
        build.order(tx, "A", {"TEH": 1}, fulfilment=Fulfilment.HELD, due_at=build.MORNING)
    with clock.frozen(build.MORNING), reading(db) as tx:
        found = queue_counts.next_cutoff(tx, main)
    assert found == queue_counts.CutOff(None, (), waiting=0, blocked=0, late=1)
