"""A walk in hand: killed, laid aside, one at a time, and never with two."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import NotFound
from core.fulfilment.packing.work import ask_to_confirm
from core.fulfilment.walks.states import Mode
from core.transaction import writing

ALL_IN = "\n[walks]\nscan_bin = false\n"


def test_a_station_that_was_killed_goes_on_where_it_was(house: Any) -> None:
    order = house.order("1", {"A": 2, "C": 1})
    house.plan(Mode.SINGLE)
    first = house.picker()
    first.take()
    first.scan("A-01-1", "A")
    again = house.picker()  # another process at the same station
    assert again.press("OK") == "info/walk_goes_on"
    assert again.next == ("A-01-1", "A", 1)
    assert again.scan("A") == ["ok_line_done/walk"]
    assert house.picked(order) == 2


def test_two_pickers_never_have_one_walk(house: Any) -> None:
    house.order("1", {"A": 2})
    house.plan(Mode.SINGLE)
    one, two = house.picker("One"), house.picker("Two")
    one.take(1)
    assert two.take(1) == "not_claimable/walk_held"
    assert two.take() == "info/walk_none"
    assert two.take(1, over=True) == "order_open/walk"
    assert one.scan("A-01-1") == ["taken_over/walk"]
    assert one.last.params["who"] == "Op Two"
    assert one.press("DONE") == "info/walk_not_in_hand"
    assert two.scan("A-01-1", "2*A")[-1] == "order_complete/walk_done"


def test_a_walk_laid_aside_waits_for_whoever_takes_it_next(house: Any) -> None:
    order = house.order("1", {"A": 2, "C": 1})
    house.plan()
    one, two = house.picker("One"), house.picker("Two")
    one.take()
    one.scan("A-01-1", "A", "KEMAS:TOTE:T1")
    assert one.scan("KEMAS:DONE", "KEMAS:HOLD") == [
        "needs_confirmation/walk_not_done",
        "info/walk_aside",
    ]
    assert house.state(order) == "ready"
    assert two.take() == "order_open/walk"
    assert two.scan("A-01-1", "A", "B-02-1", "C")[-1] == "order_complete/walk_done"
    assert house.lies("T1") == 3


def test_a_table_with_an_order_begun_takes_no_walk(house: Any) -> None:
    house.order("1", {"A": 1})
    house.plan()
    house.order("2", {"B": 2})
    picker = house.picker()
    picker.table("2", "B")
    assert picker.take() == "other_order_open"


def test_one_walk_at_a_time(house: Any) -> None:
    house.order("1", {"A": 1})
    house.order("2", {"C": 1})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take(1)
    assert picker.scan("KEMAS:W:2", "KEMAS:W:1") == ["other_order_open/walk", "order_open/walk"]
    assert picker.scan("KEMAS:W:X", "KEMAS:W:77") == [
        "unknown_code/walk_number",
        "unknown_code/walk_unknown",
    ]


def test_the_code_of_a_walk_works_everywhere(house: Any) -> None:
    house.order("1", {"A": 1})
    house.plan()
    assert house.picker().table("KEMAS:W:1") == ["order_open/walk"]


def test_a_walk_of_nobody_knows_no_keys(house: Any) -> None:
    picker = house.picker()
    assert picker.press("SHORT") == "info/walk_not_in_hand"
    assert picker.take() == "info/walk_none"
    with pytest.raises(NotFound, match="walk_unknown"):
        house.cancel("W9")


def test_after_a_crash_no_goods_count_before_somebody_saw_the_last_scan(house: Any) -> None:
    order = house.order("1", {"A": 2})
    house.plan(Mode.SINGLE)
    picker = house.picker(more=ALL_IN)
    picker.take()
    picker.scan("A")
    with writing(house.db) as tx:
        ask_to_confirm(tx, picker.station)
    assert picker.scan("A", "KEMAS:OK", "A") == [
        "needs_confirmation/resume",
        "info/walk_goes_on",
        "order_complete/walk_done",
    ]
    assert house.picked(order) == 2
