"""Pick bins are filled up from bulk: what is asked for, in which order, and how it is done."""

from __future__ import annotations

import threading
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from core.audit import of_order
from core.barcodes import key
from core.catalog.models import barcodes
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.fulfilment import claims
from core.fulfilment.replenishing import doing, planning, tasks
from core.fulfilment.replenishing.amounts import wanted
from core.fulfilment.replenishing.round import Refill
from core.fulfilment.walks.models import walk_orders, walks
from core.stock import blocks, pick_homes, reservations
from core.stock.checks import differences
from core.stock.counting import MOST, count_bin
from core.stock.models import bins, moves
from core.stock.places import find_bin, tote
from core.stock.queries import free_in, waiting_counts
from core.transaction import SYSTEM, Transaction, reading, writing


def bulk(tx: Transaction, build: ModuleType, product: int, units: int, code: str) -> int:
    """Units in a bulk bin."""
    made: int = build.put(tx, product, units, bin=code)
    tx.execute(update(bins).where(bins.c.id == made).values(purpose="bulk"))
    return made


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Any:
    """Two teas in the pick bin A-1, which holds 5 to 20; ninety in bulk bins."""
    made = build.shop(db, {"TEH": 0})
    with writing(db, made.actor) as tx:
        tea = made.products["TEH"]
        build.put(tx, tea, 2, bin="A-1")
        bulk(tx, build, tea, 60, "Z-2")
        bulk(tx, build, tea, 30, "Z-1")
        pick_homes.set_home(tx, made.warehouse, "TEH", "A-1", 5, 20)
    return made


def planned(db: Database, shop: Any) -> list[tuple[int, str, str, str]]:
    planning.plan(db, SYSTEM, shop.warehouse)
    with reading(db) as tx:
        assert differences(tx) == []
        return [
            (one.quantity, one.from_bin, one.to_bin, one.reason)
            for one in tasks.waiting(tx, shop.warehouse)
        ]


def free(tx: Transaction, shop: Any, code: str) -> int:
    place = find_bin(tx, shop.warehouse, code)
    assert place is not None
    return free_in(tx, shop.products["TEH"], place.id, "")


def test_a_pick_bin_that_runs_low_is_filled_up_to_its_most(db: Database, shop: Any) -> None:
    assert planned(db, shop) == [(18, "Z-1", "A-1", "least")]


def test_what_is_planned_is_never_planned_twice(db: Database, shop: Any) -> None:
    assert planned(db, shop) == planned(db, shop)
    start = threading.Barrier(6)

    def one() -> None:
        start.wait(30)
        planning.plan(db, SYSTEM, shop.warehouse)

    with writing(db, shop.actor) as tx:
        (task,) = tasks.waiting(tx, shop.warehouse)
        doing.not_there(tx, task.id)
    threads = [threading.Thread(target=one, daemon=True) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # Z-1 is to be counted first: the goods come from the other bulk bin.
    assert planned(db, shop) == [(18, "Z-2", "A-1", "least")]


def test_whole_cases_are_brought_where_they_are_enough(
    db: Database, shop: Any, build: ModuleType
) -> None:
    with writing(db) as tx:
        case = {"product_id": shop.products["TEH"], "code": key("CASE12"), "quantity": 12}
        tx.execute(barcodes.insert(), case)
    assert planned(db, shop) == [(12, "Z-1", "A-1", "least")]


def test_what_a_pick_bin_needs_comes_from_several_bulk_bins_in_walking_order(
    db: Database, shop: Any
) -> None:
    with writing(db, shop.actor) as tx:
        pick_homes.set_home(tx, shop.warehouse, "TEH", "A-1", 5, 72)
    assert planned(db, shop) == [(30, "Z-1", "A-1", "least"), (40, "Z-2", "A-1", "least")]


def test_no_bin_is_filled_from_pick_bins_or_from_blocked_goods(
    db: Database, shop: Any, build: ModuleType
) -> None:
    with writing(db, shop.actor) as tx:
        build.put(tx, shop.products["TEH"], 50, bin="A-2")
        for code in ("Z-1", "Z-2"):
            where = blocks.spot(tx, shop.warehouse, "TEH", code)
            blocks.block(tx, where, None, "recall")
    assert planned(db, shop) == []


def test_an_order_that_is_promised_from_bulk_has_its_goods_brought_first(
    db: Database, shop: Any, build: ModuleType
) -> None:
    with writing(db, shop.actor) as tx:
        pick_homes.set_home(tx, shop.warehouse, "TEH", "A-1", 0, 20)
    order = build.ready_order(db, "A1", {"TEH": 7})
    assert planned(db, shop) == [(25, "Z-1", "A-1", "orders")]
    with writing(db, shop.actor) as tx:
        (one,) = tasks.waiting(tx, shop.warehouse)
        assert one.due_at is not None
        done = doing.bring(tx, one.id, quantity=10)
        assert (done.units, done.left, done.promised, done.bin) == (10, 15, 7, "A-1")
        (held,) = reservations.of_order(tx, order)
        assert (held.bin_id, held.quantity) == (one.to_bin_id, 7)
        assert free(tx, shop, "A-1") == 5
        assert differences(tx) == []


def test_of_an_order_that_wants_more_than_the_bin_holds_no_more_is_brought(
    db: Database, shop: Any, build: ModuleType
) -> None:
    build.ready_order(db, "A1", {"TEH": 80})
    assert sum(one[0] for one in planned(db, shop)) == 38


def test_goods_are_brought_by_their_task_and_the_ledger_says_by_which(
    db: Database, shop: Any
) -> None:
    planned(db, shop)
    with writing(db, shop.actor) as tx:
        (one,) = tasks.waiting(tx, shop.warehouse)
        done = doing.bring(tx, one.id)
        assert (done.units, done.left, done.elsewhere) == (18, 0, False)
        assert free(tx, shop, "A-1") == 20
        last = tx.execute(select(moves).order_by(moves.c.id.desc()).limit(1)).one()
        assert (last.reason, last.reference) == ("replenish", f"R{one.id}")
        with pytest.raises(Refusal, match="replenish_done"):
            doing.bring(tx, one.id)
    assert planned(db, shop) == []


def test_goods_that_go_to_another_shelf_are_said_to(db: Database, shop: Any, build: Any) -> None:
    planned(db, shop)
    with writing(db, shop.actor) as tx:
        build.put(tx, shop.products["TEH"], 1, bin="A-2")
        (one,) = tasks.waiting(tx, shop.warehouse)
        assert doing.bring(tx, one.id, "A-2").elsewhere
        assert differences(tx) == []


def test_what_is_not_there_ends_the_task_and_has_the_bin_counted(db: Database, shop: Any) -> None:
    planned(db, shop)
    with writing(db, shop.actor) as tx:
        (one,) = tasks.waiting(tx, shop.warehouse)
        doing.bring(tx, one.id, quantity=3)
        doing.not_there(tx, one.id)
        assert [(c.bin, c.sku) for c in waiting_counts(tx, shop.warehouse)] == [("Z-1", "TEH")]
        with pytest.raises(Refusal, match="replenish_done"):
            doing.not_there(tx, one.id)
        count_bin(tx, shop.warehouse, "TEH", "Z-1", 0)
    assert planned(db, shop) == []  # five are enough
    with writing(db, shop.actor) as tx:
        count_bin(tx, shop.warehouse, "TEH", "A-1", 4)
    assert planned(db, shop) == [(16, "Z-2", "A-1", "least")]


@pytest.mark.parametrize(
    ("code", "target", "units"),
    [
        ("replenish_too_many", "", 31),
        ("replenish_too_many", "", 0),
        ("replenish_too_many", "", -4),
        ("replenish_too_many", "", MOST),
        ("replenish_same_bin", "Z-1", None),
        ("bin_not_shelf", "T1", None),
        ("bin_not_shelf", "OUT", None),
        ("bin_unknown", "X-9", None),
    ],
)
def test_what_cannot_be_brought_is_refused(
    db: Database, shop: Any, code: str, target: str, units: int | None
) -> None:
    planned(db, shop)
    with writing(db, shop.actor) as tx:
        tote(tx, shop.warehouse, "T1")
        (one,) = tasks.waiting(tx, shop.warehouse)
        with pytest.raises(Refusal) as caught:
            doing.bring(tx, one.id, target, units)
        assert caught.value.code == code
        with pytest.raises(NotFound, match="replenish_unknown"):
            doing.bring(tx, one.id + 9)
        assert differences(tx) == []


def test_a_bin_that_is_empty_by_now_or_blocked_gives_nothing_and_its_task_ends(
    db: Database, shop: Any
) -> None:
    planned(db, shop)
    with writing(db, shop.actor) as tx:
        (one,) = tasks.waiting(tx, shop.warehouse)
        blocks.block(tx, blocks.spot(tx, shop.warehouse, "TEH", "Z-1"), None, "recall")
        with pytest.raises(Refusal, match="replenish_none_there"):
            doing.bring(tx, one.id)
    assert planned(db, shop) == [(18, "Z-2", "A-1", "least")]


def test_goods_of_an_order_that_somebody_works_on_stay_where_they_are(
    db: Database, shop: Any, build: ModuleType
) -> None:
    order = build.ready_order(db, "A1", {"TEH": 28})
    with writing(db, shop.actor) as tx:
        assert claims.claim(tx, order, 600_000) is not None
    assert planned(db, shop) == [(2, "Z-1", "A-1", "least"), (16, "Z-2", "A-1", "least")]
    with writing(db, shop.actor) as tx:
        first = tasks.waiting(tx, shop.warehouse)[0]
        with pytest.raises(Refusal, match="replenish_too_many"):
            doing.bring(tx, first.id, quantity=3)
        assert doing.bring(tx, first.id).promised == 0
        assert [event.kind for event in of_order(tx, order)] == ["promised"]


def test_goods_of_an_order_that_is_on_a_walk_stay_where_the_walk_leads(
    db: Database, shop: Any, build: ModuleType
) -> None:
    order = build.ready_order(db, "A1", {"TEH": 28})
    with writing(db, shop.actor) as tx:
        walk = {"warehouse_id": shop.warehouse, "mode": "single", "state": "planned"}
        stamp = {"due_at": tx.now, "made_at": tx.now}
        made = tx.execute(walks.insert().returning(walks.c.id), walk | stamp).scalar_one()
        member = {"walk_id": made, "order_id": order, "slot": 1, "version": 1, "state": "in"}
        tx.execute(walk_orders.insert(), member)
    assert planned(db, shop) == [(2, "Z-1", "A-1", "least"), (16, "Z-2", "A-1", "least")]


def test_of_two_who_do_a_task_at_once_one_brings_the_goods(db: Database, shop: Any) -> None:
    planned(db, shop)
    said: list[str] = []
    start = threading.Barrier(4)

    def one() -> None:
        start.wait(30)
        try:
            with writing(db, shop.actor) as tx:
                (task_id,) = [1]
                doing.bring(tx, task_id)
            said.append("brought")
        except Refusal as refusal:
            said.append(refusal.code)

    threads = [threading.Thread(target=one, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["brought"] + ["replenish_done"] * 3
    with reading(db) as tx:
        assert free(tx, shop, "A-1") == 20
        assert differences(tx) == []


@pytest.mark.parametrize(
    ("code", "sku", "place", "least", "most"),
    [
        ("product_not_found", "KOPI", "A-1", 1, 2),
        ("bin_unknown", "TEH", "X-9", 1, 2),
        ("bin_not_shelf", "TEH", "OUT", 1, 2),
        ("home_not_pick", "TEH", "Z-1", 1, 2),
        ("home_bounds", "TEH", "A-1", 3, 2),
        ("home_bounds", "TEH", "A-1", -1, 2),
        ("home_bounds", "TEH", "A-1", 0, 0),
        ("home_bounds", "TEH", "A-1", 0, MOST + 1),
    ],
)
def test_a_pick_bin_needs_a_shelf_and_bounds_that_can_be(
    db: Database, shop: Any, code: str, sku: str, place: str, least: int, most: int
) -> None:
    with writing(db, shop.actor) as tx:
        with pytest.raises(Refusal) as caught:
            pick_homes.set_home(tx, shop.warehouse, sku, place, least, most)
        assert caught.value.code == code


def test_a_product_without_a_pick_bin_has_no_tasks_any_more(db: Database, shop: Any) -> None:
    planned(db, shop)
    with writing(db, shop.actor) as tx:
        assert [home.bin for home in pick_homes.homes(tx, shop.warehouse)] == ["A-1"]
        pick_homes.drop_home(tx, shop.warehouse, "TEH")
        assert pick_homes.how_many(tx, shop.warehouse) == 0
        with pytest.raises(NotFound, match="home_unknown"):
            pick_homes.drop_home(tx, shop.warehouse, "TEH")
    assert planned(db, shop) == []


def test_only_who_may_do_so_brings_goods_or_sets_bounds(
    db: Database, shop: Any, build: ModuleType
) -> None:
    planned(db, shop)
    with writing(db) as tx:
        office = build.actor(tx, shop.operator, shop.station, ["order_view"])
    with writing(db, office) as tx:
        for deed in (
            lambda: doing.bring(tx, 1),
            lambda: doing.not_there(tx, 1),
            lambda: pick_homes.set_home(tx, shop.warehouse, "TEH", "A-1", 1, 2),
            lambda: pick_homes.drop_home(tx, shop.warehouse, "TEH"),
        ):
            with pytest.raises(NotAllowed):
                deed()


def test_the_workers_round_plans_after_something_happened(db: Database, shop: Any) -> None:
    refill = Refill(db)
    assert refill.look() == 18
    refill._not_before = 0.0
    assert refill.look() == 0


@given(
    free=st.integers(0, 500),
    way=st.integers(0, 500),
    promised=st.integers(0, 500),
    least=st.integers(0, 100),
    more=st.integers(0, 100),
    case=st.integers(1, 48),
)
def test_as_much_is_brought_as_is_needed_and_no_more_than_fits(
    free: int, way: int, promised: int, least: int, more: int, case: int
) -> None:
    most = max(1, least + more)
    units = wanted(free, way, promised, least, most, case)
    promised = min(promised, most)
    after = free + way + units - promised
    assert units >= 0
    if units:
        assert after <= max(most, free)
        assert after >= least or way + units >= promised
    else:
        assert after >= least
        assert way >= promised or promised == 0
