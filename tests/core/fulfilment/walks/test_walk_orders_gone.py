"""Orders that leave a walk before it is over: cancelled, held, taken over, claimed elsewhere."""

from __future__ import annotations

from typing import Any

from core.fulfilment.packing.news import news_of
from core.fulfilment.walks.models import walk_orders
from core.fulfilment.walks.states import Mode
from core.orders.commands import hold
from core.shipping.cancelling import cancel_order
from core.stock import put_away
from core.transaction import reading, writing

ALL_IN = "\n[walks]\nscan_bin = false\n"


def cancel(house: Any, order: int) -> None:
    with writing(house.db, house.shop.actor) as tx:
        cancel_order(tx, order, "buyer")


def put_backs(house: Any) -> list[tuple[str, int, str, str | None]]:
    with reading(house.db) as tx:
        found = put_away.waiting(tx, house.shop.warehouse)
    return [(one.sku, one.quantity, one.from_bin, one.to_bin) for one in found]


def test_a_cancelled_order_drops_out_at_once_and_its_goods_go_back(house: Any) -> None:
    gone, stays = house.order("1", {"A": 2, "C": 1}), house.order("2", {"E": 1})
    house.plan()
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "2*A", "KEMAS:TOTE:T1")
    cancel(house, gone)
    with reading(house.db) as tx:
        news = news_of(tx, picker.station)
    assert (news.kind.value, news.detail) == ("cancelled", "walk_order_picked")
    assert news.params["next_bin"] == "C-05-1"
    assert picker.scan("B-02-1") == ["cancelled/walk_order_picked"]
    assert (picker.last.params["tote"], picker.last.params["picked"]) == ("T1", 2)
    assert picker.next == ("C-05-1", "E", 1)
    assert put_backs(house) == [("A", 2, "T1", "A-01-1")]
    assert picker.scan("B-02-1", "C-05-1") == ["wrong_item/walk_wrong_bin", "info/walk_at_bin"]
    assert picker.scan("E", "KEMAS:TOTE:T1") == [
        "needs_confirmation/walk_tie",
        "not_saved/tote_has_goods",
    ]
    assert picker.scan("KEMAS:TOTE:T2") == ["order_complete/walk_done"]
    assert house.state(stays) == "picked"


def test_what_is_cancelled_and_what_is_held_is_told_one_after_the_other(house: Any) -> None:
    held, gone = house.order("1", {"A": 1}), house.order("2", {"C": 1})
    house.order("3", {"E": 1})
    house.plan()
    picker = house.picker()
    picker.take()
    with writing(house.db, house.shop.actor) as tx:
        hold(tx, held, "ask the buyer")
    cancel(house, gone)
    assert picker.scan("A-01-1", "A-01-1") == ["on_hold/walk_order", "cancelled/walk_order"]
    assert (picker.last.params["orders"], picker.next[1]) == ("2", "E")


def test_of_a_batch_the_cancelled_goods_are_sorted_out(house: Any) -> None:
    gone = house.order("1", {"A": 1})
    house.order("2", {"C": 2})
    house.plan(Mode.BATCH)
    picker = house.picker(more=ALL_IN)
    picker.take()
    picker.scan("A", "2*C")
    cancel(house, gone)
    assert picker.scan("A", "A") == ["cancelled/walk_order_picked", "cancelled/walk_put_back"]
    assert picker.last.params["bin"] == "A-01-1"
    assert picker.scan("2*C") == ["order_complete/walk_sorted"]


def test_when_its_last_order_is_cancelled_the_walk_is_over(house: Any) -> None:
    cancel_me = house.order("1", {"A": 1})
    house.plan()
    picker = house.picker()
    picker.take()
    cancel(house, cancel_me)
    assert picker.scan("A-01-1") == ["cancelled/walk_order"]
    assert house.walk_state(1) == "done"
    assert picker.take() == "info/walk_none"


def test_a_cancelled_order_is_no_part_of_a_walk_that_begins_later(house: Any) -> None:
    cancel(house, house.order("1", {"A": 1}))
    gone = house.order("2", {"B": 1})
    house.order("3", {"C": 1})
    house.plan()
    cancel(house, gone)
    picker = house.picker()
    assert picker.take() == "order_open/walk_gone"
    assert picker.last.params["gone"] == "2"
    assert picker.next[1] == "C"


def test_a_held_order_drops_out_and_keeps_what_was_fetched(house: Any) -> None:
    held = house.order("1", {"A": 1, "C": 1})
    house.order("2", {"E": 1})
    house.plan()
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "A", "KEMAS:TOTE:T1")
    with writing(house.db, house.shop.actor) as tx:
        hold(tx, held, "ask the buyer")
    assert picker.scan("E") == ["on_hold/walk_order_picked"]
    assert (house.state(held), house.lies("T1"), put_backs(house)) == ("held", 1, [])


def test_an_order_that_a_table_takes_over_is_no_part_of_the_walk(house: Any) -> None:
    taken = house.order("1", {"A": 1})
    house.order("2", {"C": 1})
    house.plan()
    picker, packer = house.picker("Walk"), house.picker("Table")
    picker.take()
    assert packer.table("1", "KEMAS:OK") == ["not_claimable/claimed", "order_open"]
    assert picker.scan("A-01-1") == ["wrong_item/walk_wrong_bin"]
    assert house.value(walk_orders.c.why, walk_orders.c.order_id == taken) == "taken"
    assert packer.table("A")[-1] == "order_complete"


def test_an_order_claimed_at_a_table_meanwhile_is_left_out_when_the_walk_begins(house: Any) -> None:
    house.order("1", {"A": 1})
    house.order("2", {"C": 1})
    house.plan()
    house.picker("Table").table("1")
    picker = house.picker("Walk")
    assert picker.take() == "order_open/walk"
    assert picker.last.params["orders"] == 1
