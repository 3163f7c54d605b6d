"""Waves: which orders they take, what may share a walk, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.errors import NotFound, Refusal
from core.fulfilment.next_order import next_orders
from core.fulfilment.walks.states import Mode
from core.transaction import reading


def test_orders_of_two_cut_offs_never_share_a_walk(house: Any) -> None:
    now = clock.now()
    soon = [house.order(f"S{n}", {"A": 1}, due_at=now + timedelta(hours=1)) for n in range(3)]
    later = [house.order(f"L{n}", {"A": 1}, due_at=now + timedelta(hours=5)) for n in range(3)]
    wave = house.plan(size=4)
    assert [house.members(walk.walk_id) for walk in wave.walks] == [soon, later]


def test_late_orders_are_one_class_and_come_first(house: Any) -> None:
    now = clock.now()
    soon = house.order("S", {"A": 1}, due_at=now + timedelta(hours=1))
    late = [house.order(f"L{n}", {"A": 1}, due_at=now - timedelta(hours=n + 1)) for n in range(2)]
    wave = house.plan()
    assert [sorted(house.members(walk.walk_id)) for walk in wave.walks] == [sorted(late), [soon]]


def test_orders_along_the_same_aisle_share_a_walk(house: Any) -> None:
    due = clock.now() + timedelta(hours=1)
    first = house.order("1", {"A": 1}, due_at=due)
    far = house.order("2", {"E": 1}, due_at=due)
    near = house.order("3", {"B": 1}, due_at=due)
    wave = house.plan(size=2)
    assert [house.members(walk.walk_id) for walk in wave.walks] == [[first, near], [far]]


def test_a_walk_has_no_more_orders_and_units_than_it_may(house: Any) -> None:
    for n in range(5):
        house.order(f"W{n}", {"A": 2})
    assert [walk.units for walk in house.plan(size=3, units=5).walks] == [4, 4, 2]


def test_an_order_is_part_of_one_walk_only(house: Any) -> None:
    house.order("W-1", {"A": 1})
    house.plan()
    with pytest.raises(Refusal, match="walk_nothing"):
        house.plan()
    with pytest.raises(Refusal) as refused:
        house.plan(Mode.SINGLE, numbers=("W-1",))
    assert refused.value.code == "walk_order_not_ready"
    assert refused.value.params["why"] == "W1"


def test_the_table_is_not_sent_to_orders_of_a_walk(house: Any) -> None:
    planned = house.order("W-1", {"A": 1})
    house.plan()
    free = house.order("W-2", {"A": 1})
    with reading(house.db) as tx:
        assert next_orders(tx, house.shop.warehouse) == [free]
    picker = house.picker()
    assert picker.table("W-1") == ["order_open"]
    assert house.state(planned) == "packing"
    assert house.walk_state(1) == "done"  # it had no other order
    assert house.tasks(1) == [("cancelled", "A-01-1", 0)]


def test_what_is_packed_at_a_table_is_in_no_walk(house: Any) -> None:
    house.order("W-1", {"A": 1})
    other = house.order("W-2", {"B": 1})
    house.picker().table("W-1", "A" * 1)
    wave = house.plan()
    assert house.members(wave.walks[0].walk_id) == [other]


def test_a_wave_is_chosen_by_channel_courier_cut_off_and_single_units(house: Any) -> None:
    now = clock.now()
    shopee = house.order("1", {"A": 1}, channel="shopee", due_at=now + timedelta(hours=9))
    manual = house.order("2", {"A": 2}, courier="manual", due_at=now + timedelta(hours=9))
    early = house.order("3", {"A": 1, "B": 1}, due_at=now + timedelta(hours=1))
    assert house.members(house.plan(channel="shopee").walks[0].walk_id) == [shopee]
    assert house.members(house.plan(courier="manual").walks[0].walk_id) == [manual]
    with pytest.raises(Refusal, match="walk_nothing"):
        house.plan(singles=True)
    before = now + timedelta(hours=2)
    assert house.members(house.plan(before=before).walks[0].walk_id) == [early]


def test_a_wave_of_a_zone_has_only_orders_that_lie_there_whole(house: Any) -> None:
    house.zone("NORTH", "A-01-1", "A-09-1")
    house.order("1", {"A": 1, "C": 1})
    inside = house.order("2", {"A": 1, "B": 1})
    assert house.members(house.plan(zone="NORTH").walks[0].walk_id) == [inside]


def test_in_zone_picking_each_zone_has_a_walk_of_its_own(house: Any) -> None:
    house.zone("NORTH", "A-01-1", "A-09-1")
    both = house.order("1", {"A": 1, "C": 1})
    north = house.order("2", {"B": 1})
    wave = house.plan(Mode.ZONE)
    assert [(walk.zone, house.members(walk.walk_id)) for walk in wave.walks] == [
        ("", [both]),
        ("NORTH", [both, north]),
    ]


def test_single_orders_have_a_walk_each(house: Any) -> None:
    orders = [house.order(number, {"A": 1, "E": 1}) for number in ("1", "2")]
    wave = house.plan(Mode.SINGLE, numbers=("1", "2"))
    assert [house.members(walk.walk_id) for walk in wave.walks] == [[one] for one in orders]


def test_what_cannot_be_planned_is_refused(house: Any) -> None:
    with pytest.raises(NotFound, match="order_not_found"):
        house.plan(Mode.SINGLE, numbers=("nobody",))
    for wrong in ({"size": 0}, {"size": 101}):
        with pytest.raises(Refusal, match="walk_size"):
            house.plan(**wrong)
    with pytest.raises(Refusal, match="walk_limit"):
        house.plan(limit=0)


def test_the_way_of_a_walk_is_short(house: Any) -> None:
    house.order("1", {"A": 1, "B": 1, "C": 1, "E": 1})
    walk = house.plan().walks[0]
    bays = [code for _state, code, _units in house.tasks(walk.walk_id)]
    assert bays == ["A-01-1", "A-09-1", "C-05-1", "B-02-1"] or bays[0] == "B-02-1"
    assert 0 < walk.length <= 2 * (2 * 3 + 10) + 10


def test_a_courier_or_channel_that_no_order_has_is_named(house: Any) -> None:
    mine = house.order("1", {"A": 1}, courier="jnt", channel="Toko Web")
    house.order("2", {"A": 1}, courier="spx", channel="csv")
    with pytest.raises(NotFound) as told:
        house.plan(courier="nope")
    assert dict(told.value.params) == {"courier": "nope", "known": "jnt, spx"}
    with pytest.raises(NotFound, match="walk_channel_unknown"):
        house.plan(channel="nope")
    assert house.members(house.plan(courier="JNT", channel="toko web").walks[0].walk_id) == [mine]
