"""What goes wrong on a walk: goods that are not there, orders that go elsewhere, ended walks."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from core.errors import Refusal
from core.fulfilment.models import claims
from core.fulfilment.walks.models import substitutions, walks
from core.fulfilment.walks.states import Mode
from core.orders.found_by import stored_search
from core.orders.models import order_lines, order_texts, orders
from core.people.models import operators
from core.people.permissions import Role
from core.stock.counting import count_bin
from core.stock.models import count_requests
from core.transaction import reading, writing

ALL_IN = "\n[walks]\nscan_bin = false\n"


def test_units_that_are_missing_come_from_another_bin_of_the_same_walk(house: Any) -> None:
    with writing(house.db) as tx:
        house.build.put(tx, house.build.product_id(tx, "A"), 5, bin="C-07-1")
    order = house.order("1", {"A": 3, "C": 1})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "A")
    assert picker.scan("KEMAS:SHORT", "KEMAS:SHORT:OUT") == [
        "needs_confirmation/walk_short_reason",
        "short/walk_elsewhere",
    ]
    assert house.tasks(1) == [
        ("short", "A-01-1", 1),
        ("claimed", "B-02-1", 0),
        ("claimed", "C-07-1", 0),
    ]
    assert house.lies("A-01-1") == 0  # nobody else is promised what is not there
    assert house.value(count_requests.c.reason) == "out"
    assert picker.scan("B-02-1", "C", "C-07-1", "2*A")[-1] == "order_complete/walk_done"
    assert house.state(order) == "picked"


def test_an_order_whose_goods_are_nowhere_waits_for_stock_with_what_was_fetched(house: Any) -> None:
    lacks, other = house.order("1", {"A": 8, "C": 1}), house.order("2", {"A": 2})
    house.plan(Mode.BATCH)
    picker = house.picker(more=ALL_IN)
    picker.take()
    assert picker.scan("9*A", "KEMAS:SHORT:OUT") == ["ok/walk", "short/walk"]
    assert picker.last.params["missing"] == 1
    picker.scan("C")
    assert house.walk_state(1) == "sorting"
    said = picker.scan("8*A", "C", "A")
    assert said == ["ok/walk_slot", "order_complete/walk_slot_full", "order_complete/walk_sorted"]
    assert (house.state(lacks), house.state(other)) == ("picked", "short")


def test_damaged_units_are_put_aside_and_the_rest_of_the_bin_stays(house: Any) -> None:
    order = house.order("1", {"A": 4})
    house.plan(Mode.SINGLE)
    picker = house.picker(more=ALL_IN)
    picker.take()
    assert picker.scan("1*", "KEMAS:SHORT:DAMAGED") == ["info/quantity", "short/walk_elsewhere"]
    assert (house.lies("DAMAGED"), house.lies("A-01-1")) == (1, 9)
    assert picker.scan("4*A") == ["order_complete/walk_done"]
    assert house.state(order) == "picked"


def test_when_nothing_at_all_was_there_the_walk_is_over(house: Any) -> None:
    order = house.order("1", {"A": 4})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    assert picker.scan("KEMAS:SHORT:NONSENSE", "KEMAS:SHORT:OUT") == [
        "unknown_code/reason",
        "short/walk_over",
    ]
    assert (house.state(order), house.walk_state(1)) == ("short", "done")
    assert house.value(claims.c.order_id) is None


def test_goods_that_were_missing_are_found_again_by_undo(house: Any) -> None:
    order = house.order("1", {"A": 3})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "A", "1*")
    assert picker.scan("KEMAS:SHORT:DAMAGED", "KEMAS:UNDO") == [
        "short/walk_elsewhere",
        "undone/walk_short",
    ]
    assert (house.lies("DAMAGED"), house.lies("A-01-1")) == (0, 9)
    assert house.tasks(1) == [("claimed", "A-01-1", 1)]
    assert house.value(count_requests.c.id) is None
    assert picker.scan("KEMAS:SHORT:OUT") == ["short/walk_over"]
    assert (house.state(order), house.walk_state(1), house.lies("A-01-1")) == ("short", "done", 0)
    assert picker.scan("KEMAS:UNDO") == ["undone/walk_short"]
    assert (house.state(order), house.walk_state(1), house.lies("A-01-1")) == (
        "picking",
        "walking",
        9,
    )
    assert picker.scan("2*A") == ["order_complete/walk_done"]
    assert house.state(order) == "picked"


def test_what_was_counted_since_stays(house: Any) -> None:
    house.order("1", {"A": 3, "C": 1})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "KEMAS:SHORT:OUT")
    with writing(house.db, house.shop.actor) as tx:
        count_bin(tx, house.shop.warehouse, "A", "A-01-1", 0)
    assert picker.scan("KEMAS:UNDO", "KEMAS:UNDO") == [
        "info/walk_counted_since",
        "info/nothing_to_undo",
    ]


def test_more_than_is_wanted_cannot_be_missing(house: Any) -> None:
    house.order("1", {"A": 2})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    assert picker.scan("3*", "KEMAS:SHORT:OUT")[1] == "over_quantity/walk_short"


def test_other_goods_are_sent_after_they_were_scanned_twice(house: Any) -> None:
    order = house.order("1", {"A": 3, "C": 1})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "A")
    assert picker.scan("KEMAS:SHORT:REPLACE", "A", "B", "B") == [
        "needs_confirmation/walk_replace",
        "wrong_item/walk_replace_same",
        "needs_confirmation/walk_replace_again",
        "ok_line_done/walk_replaced",
    ]
    with reading(house.db) as tx:
        lines = tx.execute(
            select(order_lines.c.quantity, order_lines.c.picked, order_lines.c.unit_price)
            .where(order_lines.c.order_id == order)
            .order_by(order_lines.c.line_no)
        ).all()
        record = tx.execute(select(substitutions.c.quantity)).scalar_one()
    assert [tuple(line[:2]) for line in lines] == [(1, 1), (1, 0), (2, 2)]
    assert lines[0].unit_price == lines[2].unit_price
    assert record == 2
    assert house.value(orders.c.lines, orders.c.id == order) == 3
    assert (house.lies("A-01-1"), house.lies("A-09-1")) == (0, 8)
    assert picker.scan("B-02-1", "C") == ["info/walk_at_bin", "order_complete/walk_done"]
    assert picker.table("1", "A", "2*B", "C")[-1] == "order_complete"


def test_other_goods_go_into_the_tote_of_their_order(house: Any) -> None:
    order = house.order("1", {"A": 2, "C": 1})
    house.order("2", {"A": 1})
    walk = house.plan(Mode.CLUSTER)
    picker = house.picker()
    picker.take()
    assert picker.scan("A-01-1", "KEMAS:SHORT:REPLACE", "2*B", "B", "B") == [
        "info/walk_at_bin",
        "needs_confirmation/walk_replace",
        "needs_confirmation/walk_replace_again",
        "needs_confirmation/walk_tie",
        "needs_confirmation/walk_tie",
    ]
    assert (house.lies("A-09-1"), walk) == (10, walk)  # nothing is done before the tote is known
    assert picker.scan("KEMAS:TOTE:T1") == ["ok_line_done/walk_replaced"]
    assert picker.last.params["to"] == "T1"
    assert (house.lies("T1"), house.lies("TOTE")) == (2, 0)
    assert picker.scan("KEMAS:SHORT:REPLACE", "B", "B", "KEMAS:TOTE:T1")[-1] == (
        "not_saved/tote_of_other"
    )
    assert picker.scan("KEMAS:TOTE:T2") == ["ok_line_done/walk_replaced"]
    picker.scan("B-02-1", "C")
    assert picker.table("KEMAS:TOTE:T1")[-1] == "order_open"
    assert house.state(order) in {"packing", "picked"}


def test_a_whole_line_can_be_replaced(house: Any) -> None:
    order = house.order("1", {"A": 2})
    house.plan(Mode.BATCH)
    picker = house.picker(more=ALL_IN)
    picker.take()
    said = picker.scan("KEMAS:SHORT:REPLACE", "B", "B")
    assert said[-1] == "ok_line_done/walk_replaced_over"
    with reading(house.db) as tx:
        found = stored_search(tx, order)
    text = house.value(order_texts.c.text, order_texts.c.order_id == order)
    assert found is not None
    assert text == found.text
    assert picker.scan("2*B") == ["order_complete/walk_sorted"]
    assert house.value(orders.c.lines, orders.c.id == order) == 1
    assert picker.table("1", "2*B")[-1] == "order_complete"


def test_other_goods_need_the_permission_and_have_to_be_there(house: Any) -> None:
    house.order("1", {"A": 2})
    house.order("2", {"B": 10})
    house.plan(Mode.SINGLE, numbers=("1",))
    picker = house.picker()
    picker.take()
    assert picker.scan("KEMAS:SHORT:REPLACE", "B", "B")[-1] == "not_saved/replacement_short"
    assert house.lies("A-01-1") == 10  # nothing of it stays
    with writing(house.db) as tx:
        tx.execute(update(operators).values(role=Role.PICKER.value))
    assert picker.scan("KEMAS:UNDO", "KEMAS:SHORT:REPLACE") == [
        "info/walk_asked_no_more",
        "not_allowed/not_allowed",
    ]


def test_goods_that_are_promised_elsewhere_by_now_are_fetched_from_there(house: Any) -> None:
    from core.orders.promise import promise_orders
    from core.stock import reservations

    order = house.order("1", {"A": 1})
    house.plan()
    with writing(house.db) as tx:
        house.build.put(tx, house.build.product_id(tx, "A"), 5, bin="C-07-1")
        reservations.release(tx, reservations.of_order(tx, order))
        tx.execute(update(orders).where(orders.c.id == order).values(fulfilment="short"))
        other = house.build.product_id(tx, "A")
        from core.stock.commands import adjust_to
        from core.stock.places import find_bin

        place = find_bin(tx, house.shop.warehouse, "A-01-1")
        adjust_to(tx, house.shop.warehouse, other, place.id, 0, reason="count")
        promise_orders(tx, house.shop.warehouse, [order])
    picker = house.picker()
    picker.take()
    assert picker.next == ("C-07-1", "A", 1)


def test_a_cancelled_walk_gives_its_orders_back_and_the_picker_is_told(house: Any) -> None:
    begun, untouched = house.order("1", {"A": 1, "C": 1}), house.order("2", {"E": 1})
    house.plan()
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "A", "KEMAS:TOTE:T1")
    with pytest.raises(Refusal, match="reason_needed"):
        house.cancel("W1", " ")
    assert house.cancel("W1") == 1
    assert (house.state(begun), house.state(untouched)) == ("ready", "ready")
    assert picker.scan("B-02-1") == ["cancelled/walk"]
    assert picker.last.params["reason"] == "no time"
    with pytest.raises(Refusal, match="walk_over"):
        house.cancel("W1")
    assert picker.take(1) == "not_claimable/walk_over"
    assert house.plan().orders == 2  # the one that was begun, too
    assert picker.take() == "order_open/walk"
    assert {code for _state, code, _units in house.tasks(2)} == {"B-02-1", "C-05-1"}


def test_of_a_walk_of_another_station_cancelling_needs_the_permission(house: Any) -> None:
    house.order("1", {"A": 1})
    house.plan()
    house.picker("One").take()
    with writing(house.db) as tx:
        tx.execute(update(operators).values(role=Role.PICKER.value))
    from dataclasses import replace

    from core.errors import NotAllowed
    from core.fulfilment.walks import ending

    picker = replace(house.shop.actor, permissions=frozenset({"pick"}))
    with pytest.raises(NotAllowed), writing(house.db, picker) as tx:
        ending.cancel(tx, "W1", "mine now")


def test_a_lease_that_is_over_frees_the_walk(house: Any) -> None:
    house.order("1", {"A": 1})
    house.plan()
    one, two = house.picker("One"), house.picker("Two")
    one.take()
    with writing(house.db) as tx:
        tx.execute(update(walks).values(lease_until_ms=1))
        tx.execute(update(claims).values(lease_until_ms=1))
    assert two.take() == "order_open/walk"


def test_who_may_not_pick_takes_no_walk(house: Any) -> None:
    house.order("1", {"A": 1})
    house.plan()
    with writing(house.db) as tx:
        tx.execute(update(operators).values(role=Role.FINANCE.value))
    assert house.picker().take() == "not_allowed/not_allowed"


def test_what_is_lost_out_of_the_cart_is_asked_for_at_the_table(house: Any) -> None:
    order = house.order("1", {"A": 1, "C": 1})
    house.plan(Mode.BATCH)
    picker = house.picker(more=ALL_IN)
    picker.take()
    assert picker.scan("A", "C", "A", "KEMAS:SHORT:OUT", "KEMAS:DONE") == [
        "ok_line_done/walk",
        "order_complete/walk_to_sort",
        "ok/walk_slot",
        "needs_confirmation/walk_not_sorted",
        "info/walk_not_in_cart",
    ]
    assert (house.state(order), house.walk_state(1)) == ("picked", "done")
    assert picker.table("1", "A", "KEMAS:SHORT:OUT")[0] == "order_open"
    assert picker.last.kind.value == "short"
