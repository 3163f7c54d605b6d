"""Scans on a walk: bin, product and tote, and everything that can be wrong with them."""

from __future__ import annotations

from typing import Any

from core.fulfilment.models import claims
from core.fulfilment.walks.states import Mode

ALL_IN = "\n[walks]\nscan_bin = false\n"


def test_a_cluster_ties_a_tote_to_each_order_and_brings_them_whole(house: Any) -> None:
    one, two = house.order("1", {"A": 1, "C": 1}), house.order("2", {"A": 2})
    house.plan()
    picker = house.picker()
    assert picker.take() == "order_open/walk"
    assert picker.next == ("A-01-1", "A", 1)
    assert picker.last.params["next_to"] == "#1"
    assert (house.state(one), house.state(two)) == ("picking", "picking")
    assert picker.scan("KEMAS:BIN:A-01-1", "A") == [
        "info/walk_at_bin",
        "needs_confirmation/walk_tie",
    ]
    assert house.picked(one) == 0
    assert picker.scan("KEMAS:TOTE:T1") == ["ok_line_done/walk"]
    assert picker.next == ("A-01-1", "A", 2)
    assert picker.scan("2*A", "KEMAS:TOTE:T2") == [
        "needs_confirmation/walk_tie",
        "order_complete/walk_order",
    ]
    assert house.state(two) == "picked"
    assert (house.lies("T1"), house.lies("T2")) == (1, 2)
    assert picker.scan("B-02-1", "C") == ["info/walk_at_bin", "order_complete/walk_done"]
    assert house.state(one) == "picked"
    assert house.walk_state(1) == "done"
    assert house.value(claims.c.order_id) is None


def test_a_tote_at_the_table_opens_its_order_which_is_packed_from_there(house: Any) -> None:
    order = house.order("1", {"A": 1, "C": 1})
    house.plan()
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "A", "KEMAS:TOTE:T1", "B-02-1", "C")
    assert picker.table("KEMAS:TOTE:T1", "A", "C") == [
        "order_open",
        "ok_line_done",
        "order_complete",
    ]
    assert house.state(order) == "packed"
    assert house.lies("T1") == 0
    assert picker.table("KEMAS:TOTE:T1") == ["info/tote_unused"]
    house.order("2", {"A": 1})
    assert picker.table("KEMAS:NEXT", "KEMAS:TOTE:T1") == ["order_open", "info/tote_open"]


def test_where_a_setting_says_so_the_product_alone_is_scanned(house: Any) -> None:
    house.order("1", {"A": 1, "C": 1})
    house.plan(Mode.SINGLE)
    picker = house.picker(more=ALL_IN)
    picker.take()
    assert picker.scan("A", "C") == ["ok_line_done/walk", "order_complete/walk_done"]


def test_where_a_setting_says_so_the_tote_is_scanned_every_time(house: Any) -> None:
    house.order("1", {"A": 2})
    house.plan()
    picker = house.picker(more="\n[walks]\nscan_tote = true\n")
    picker.take()
    assert picker.scan("A-01-1", "A", "KEMAS:TOTE:T1", "A", "KEMAS:TOTE:T2", "KEMAS:TOTE:T1") == [
        "info/walk_at_bin",
        "needs_confirmation/walk_tie",
        "ok/walk",
        "needs_confirmation/walk_tote",
        "wrong_item/walk_wrong_tote",
        "order_complete/walk_done",
    ]


def test_a_batch_is_one_cart_and_then_the_wall_says_which_place(house: Any) -> None:
    one, two = house.order("1", {"A": 1, "C": 1}), house.order("2", {"A": 1})
    house.plan(Mode.BATCH)
    picker = house.picker()
    picker.take()
    assert picker.next == ("A-01-1", "A", 2)
    assert picker.scan("KEMAS:TOTE:CART", "A-01-1", "2*A", "B-02-1", "C") == [
        "info/walk_cart",
        "info/walk_at_bin",
        "ok_line_done/walk",
        "info/walk_at_bin",
        "order_complete/walk_to_sort",
    ]
    assert house.lies("CART") == 3
    assert (house.state(one), house.state(two)) == ("picking", "picking")
    assert house.walk_state(1) == "sorting"
    assert picker.scan("C") == ["ok/walk_slot"]
    assert picker.last.params["slot"] == "1"
    assert picker.scan("A") == [
        "order_complete/walk_slot_full"
    ]  # what stands there is filled first
    assert picker.last.params["slot"] == "1"
    assert house.state(one) == "picked"
    assert picker.scan("B", "A") == ["wrong_item/walk_sort", "order_complete/walk_sorted"]
    assert picker.last.params["slot"] == "2"
    assert house.state(two) == "picked"
    assert house.walk_state(1) == "done"
    place = f"WALL{picker.station}-1"
    assert picker.table(f"KEMAS:TOTE:{place}", "A", "C") == [
        "order_open",
        "ok_line_done",
        "order_complete",
    ]


def test_a_place_of_the_wall_with_goods_in_it_is_not_used_again(house: Any) -> None:
    picker = house.picker(more=ALL_IN)
    for number, slot in (("1", "1"), ("2", "2")):
        house.order(number, {"A": 2})
        house.plan(Mode.BATCH)
        picker.take()
        assert picker.scan("2*A", "2*A")[1] == "order_complete/walk_sorted"
        assert picker.last.params["slot"] == slot


def test_a_batch_of_single_units_needs_no_wall(house: Any) -> None:
    orders = [house.order(number, {sku: 1}) for number, sku in (("1", "A"), ("2", "A"), ("3", "C"))]
    house.plan(Mode.BATCH, singles=True)
    picker = house.picker(more=ALL_IN)
    picker.take()
    assert picker.scan("2*A", "C") == ["ok_line_done/walk", "order_complete/walk_singles"]
    assert [house.state(order) for order in orders] == ["picked"] * 3
    assert house.walk_state(1) == "done"
    assert picker.table("KEMAS:LANE", "C", "A", "A") == ["info/lane_on"] + ["order_complete"] * 3


def test_in_zone_picking_the_order_is_whole_when_all_zones_are_done(house: Any) -> None:
    house.zone("NORTH", "A-01-1")
    order = house.order("1", {"A": 1, "C": 1})
    house.plan(Mode.ZONE)
    north, south = house.picker("North"), house.picker("South")
    assert (south.take(1), north.take(2)) == ("order_open/walk", "order_open/walk")
    assert south.scan("B-02-1", "C", "KEMAS:TOTE:S")[-1] == "order_complete/walk_done"
    assert house.state(order) == "picking"
    assert house.value(claims.c.station_id) == north.station
    assert north.scan("A-01-1", "A", "KEMAS:TOTE:N")[-1] == "order_complete/walk_done"
    assert house.state(order) == "picked"
    assert house.picker("Table").table("KEMAS:TOTE:N", "A", "C")[-1] == "order_complete"


def test_zones_may_also_be_walked_one_after_the_other(house: Any) -> None:
    house.zone("NORTH", "A-01-1")
    order = house.order("1", {"A": 1, "C": 1})
    house.plan(Mode.ZONE)
    picker = house.picker()
    picker.take()
    assert picker.scan("B-02-1", "C", "KEMAS:TOTE:T")[-1] == "order_complete/walk_done"
    assert house.state(order) == "ready"
    assert picker.take() == "order_open/walk"
    assert picker.scan("A-01-1", "A", "KEMAS:TOTE:T")[-1] == "order_complete/walk_done"
    assert house.state(order) == "picked"


def test_what_is_scanned_in_the_wrong_place_counts_nowhere(house: Any) -> None:
    order = house.order("1", {"A": 1, "C": 1})
    house.order("2", {"E": 1})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    assert picker.scan("A", "NOWHERE", "KEMAS:BIN:NOWHERE", "C-05-1", "A-01-1") == [
        "needs_confirmation/walk_bin_first",
        "unknown_code/walk",
        "unknown_code/walk_bin",
        "wrong_item/walk_wrong_bin",
        "info/walk_at_bin",
    ]
    assert picker.scan("C", "E", "B", "2*A") == [
        "wrong_item/walk_other_bin",
        "wrong_item/walk_of_other",
        "wrong_item/walk",
        "over_quantity/walk",
    ]
    assert picker.scan("A", "A") == ["ok_line_done/walk", "over_quantity/walk_none_left"]
    assert house.picked(order) == 1


def test_a_quantity_may_be_scanned_before_the_product(house: Any) -> None:
    order = house.order("1", {"A": 6, "B": 1})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    assert picker.scan("A-01-1", "6*", "A") == [
        "info/walk_at_bin",
        "info/quantity",
        "ok_line_done/walk",
    ]
    assert house.picked(order) == 6


def test_a_tote_of_another_order_and_one_with_old_goods_are_refused(house: Any) -> None:
    for number in ("1", "2"):
        house.order(number, {"A": 1, "B": 1})
    with house.build.writing(house.db) as tx:
        from core.stock.commands import receive_many
        from core.stock.places import tote

        old = tote(tx, house.shop.warehouse, "OLD")
        receive_many(tx, house.shop.warehouse, [(1, old, 2)], reason="opening")
    house.plan()
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "A", "KEMAS:TOTE:T1")
    assert picker.scan("A", "KEMAS:TOTE:T1", "KEMAS:TOTE:OLD", "KEMAS:TOTE:PUTBACK") == [
        "needs_confirmation/walk_tie",
        "not_saved/tote_of_other",
        "not_saved/tote_has_goods",
        "unknown_code/tote_unknown",
    ]
    assert picker.last.params["tote"] == "PUTBACK"
    assert picker.scan("KEMAS:TOTE:T2") == ["ok_line_done/walk"]


def test_a_tote_can_be_tied_before_anything_is_in_it(house: Any) -> None:
    house.order("1", {"A": 1, "C": 1})
    house.plan()
    picker = house.picker()
    picker.take()
    assert picker.scan("KEMAS:TOTE:T9", "A-01-1", "A") == [
        "info/walk_tied",
        "info/walk_at_bin",
        "ok_line_done/walk",
    ]
    assert house.lies("T9") == 1


def test_a_stop_can_be_left_for_the_end_of_the_walk(house: Any) -> None:
    house.order("1", {"A": 1, "C": 1})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    first = picker.next
    assert picker.scan("KEMAS:NEXT") == ["info/walk_skipped"]
    assert picker.next != first
    assert picker.scan("KEMAS:NEXT") == ["info/walk_skipped"]
    assert picker.next == first
    picker.scan("A-01-1", "A")
    assert picker.scan("KEMAS:NEXT") == ["info/walk_nothing_else"]


def test_the_last_scan_can_be_taken_back(house: Any) -> None:
    order = house.order("1", {"A": 2, "C": 1})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "A", "A")
    assert picker.scan("KEMAS:UNDO") == ["undone/walk"]
    assert (house.picked(order), house.lies("A-01-1")) == (1, 9)
    assert picker.scan("KEMAS:UNDO", "KEMAS:UNDO") == ["undone/walk", "info/nothing_to_undo"]
    assert (house.picked(order), house.lies("A-01-1")) == (0, 10)


def test_sorting_can_be_taken_back_and_so_can_the_last_pick_before_it(house: Any) -> None:
    order = house.order("1", {"A": 2})
    house.plan(Mode.BATCH)
    picker = house.picker(more=ALL_IN)
    picker.take()
    picker.scan("2*A", "A")
    assert picker.scan("KEMAS:UNDO", "KEMAS:UNDO") == ["undone/walk_sort", "undone/walk"]
    assert house.walk_state(1) == "walking"
    assert picker.scan("2*A", "2*A") == [
        "order_complete/walk_to_sort",
        "order_complete/walk_sorted",
    ]
    assert house.state(order) == "picked"
    assert picker.scan("KEMAS:UNDO") == ["undone/walk_sort"]
    assert (house.state(order), house.walk_state(1)) == ("picking", "sorting")


def test_the_scan_that_ended_an_order_or_the_walk_can_be_taken_back(house: Any) -> None:
    first, second = house.order("1", {"A": 1}), house.order("2", {"C": 1})
    house.plan()
    picker = house.picker(more=ALL_IN)
    picker.take()
    assert picker.scan("A", "KEMAS:TOTE:T1", "KEMAS:UNDO")[1:] == [
        "order_complete/walk_order",
        "undone/walk",
    ]
    assert (house.state(first), house.lies("A-01-1")) == ("picking", 10)
    assert picker.scan("A", "C", "KEMAS:TOTE:T2")[-1] == "order_complete/walk_done"
    assert picker.press("UNDO") == "undone/walk"
    assert (house.state(second), house.walk_state(1)) == ("picking", "walking")
    assert picker.scan("C") == ["order_complete/walk_done"]
    assert picker.table("2") == ["order_open"]
    assert picker.press("UNDO") == "info/walk_too_late"


def test_a_replayed_scan_has_no_second_effect(house: Any) -> None:
    from core.fulfilment.walks.scanning import scanned

    order = house.order("1", {"A": 2})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    picker.scan("A-01-1", "A")
    again = picker.desk.scan(picker.seq, "A", scanned("A"))
    assert (again.kind.value, again.replayed) == ("ok", True)
    assert house.picked(order) == 1
