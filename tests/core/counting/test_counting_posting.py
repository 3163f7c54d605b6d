"""Posting a count: what goes into the ledger, what is counted again, whose promises it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from core.audit import of_order
from core.catalog.bundles import set_parts
from core.catalog.models import products
from core.counting import commands, posting
from core.counting.states import COUNT_STEPS, TASK_STEPS, CountState, Kind, TaskState
from core.errors import IllegalTransition, Refusal
from core.fulfilment import claims
from core.lifecycle import check_step
from core.orders.commands import head
from core.orders.promise import promise_orders
from core.stock import holds
from core.stock.checks import differences
from core.stock.commands import Move, post, request_count
from core.stock.models import BinKind, count_requests, levels, moves
from core.stock.places import shelf, special_bin
from core.stock.queries import all_levels
from core.transaction import reading, writing


def lying(counter: Any, sku: str) -> dict[str, int]:
    with reading(counter.db) as tx:
        assert differences(tx) == []
        return {one.bin: one.on_hand for one in all_levels(tx, counter.shop.warehouse, sku)}


@pytest.mark.parametrize("now", CountState)
@pytest.mark.parametrize("then", CountState)
def test_a_count_takes_only_the_steps_of_its_life(now: CountState, then: CountState) -> None:
    ended = now in {CountState.POSTED, CountState.CANCELLED}
    forward = list(CountState).index(then) > list(CountState).index(now)
    nothing_counted = now is CountState.PLANNED and then in {CountState.POSTED, CountState.RECOUNT}
    if forward and not ended and not nothing_counted:
        check_step(COUNT_STEPS, now, then)
    else:
        with pytest.raises(IllegalTransition):
            check_step(COUNT_STEPS, now, then)


def test_a_bin_that_is_done_is_only_counted_again_when_asked_for() -> None:
    leaves = {then for now, then in TASK_STEPS if now is TaskState.DONE}
    assert leaves == {TaskState.AGAIN}
    assert not {then for now, then in TASK_STEPS if now is TaskState.SKIPPED}


def test_differences_go_into_the_ledger_with_their_value(counter: Any) -> None:
    with writing(counter.db) as tx:
        tea = products.c.id == counter.id("TEH")
        tx.execute(update(products).where(tea).values(average_cost="1000.5", cost=1))
        coffee = products.c.id == counter.id("KOPI")
        tx.execute(update(products).where(coffee).values(cost=70_000))
    count = counter.make("A-1", "A-2")
    counter.scans("KEMAS:BIN:A-1", "8*TEH", "KEMAS:BIN:A-2", "25*KOPI", "6*GULA", "KEMAS:DONE")
    done = counter.post(count, who=counter.budi)
    assert (done.lines, done.off, done.more, done.less) == (3, 3, 2, 2)
    assert done.value == 70_000 - 2001
    assert (done.unknown, done.currency) == (1, "IDR")
    assert lying(counter, "TEH") == {"A-1": 8}
    assert lying(counter, "KOPI") == {"A-2": 25}
    with reading(counter.db) as tx:
        rows = tx.execute(select(moves.c.quantity).where(moves.c.reason == "count"))
        assert sorted(rows.scalars()) == [1, 1, 2]
        last = tx.execute(select(moves).order_by(moves.c.id.desc()).limit(1)).one()
        assert (last.reference, last.operator_id) == (count.number, counter.budi.operator_id)
        line = counter.line(tx, count, "A-1", "TEH")
        assert (line.posted, line.value) == (-2, -2001)


def test_a_count_is_posted_once(counter: Any) -> None:
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "9*TEH", "KEMAS:DONE")
    counter.post(count)
    with pytest.raises(Refusal, match="count_over"):
        counter.post(count, who=counter.budi)
    assert lying(counter, "TEH") == {"A-1": 9}


def test_what_nobody_scanned_is_not_there(counter: Any) -> None:
    counter.rules = replace(counter.rules, from_units=0)
    count = counter.make("A-2")
    counter.scans("KEMAS:BIN:A-2", "24*KOPI", "KEMAS:DONE")
    assert counter.post(count).less == 5
    assert lying(counter, "GULA") == {}


def test_what_is_there_and_not_on_the_books_is_found(counter: Any) -> None:
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "10*TEH", "GULA", "KEMAS:DONE")
    assert counter.post(count).more == 1
    assert lying(counter, "GULA") == {"A-1": 1, "A-2": 5}


def test_bins_that_were_not_counted_hold_it_up_unless_somebody_says_so(counter: Any) -> None:
    count = counter.make("A-1", "A-2")
    with pytest.raises(Refusal, match="count_bins_left"):
        counter.post(count)
    with pytest.raises(Refusal, match="count_nothing_counted"):
        counter.post(count, partial=True)
    counter.scans("KEMAS:BIN:A-1", "9*TEH", "KEMAS:DONE", "KEMAS:BIN:A-2", "KOPI")
    with pytest.raises(Refusal, match="count_bins_left"):
        counter.post(count)
    assert counter.post(count, partial=True).off == 1
    assert lying(counter, "KOPI") == {"A-2": 24}
    # Whoever was counting there is told with the next scan.
    assert counter.scan("KOPI") == ("wrong_item", "count_bin_first")


def test_what_is_too_far_off_is_counted_again(counter: Any) -> None:
    count = counter.make("A-1", "A-2")
    counter.scans("KEMAS:BIN:A-2", "20*KOPI", "5*GULA")
    assert counter.scan("KEMAS:DONE") == ("info", "count_again")
    assert counter.told["goods"] == ["KOPI"]
    assert counter.state(count) == "counting"
    counter.scans("KEMAS:BIN:A-1", "10*TEH", "KEMAS:DONE")
    assert counter.state(count) == "recount"
    with pytest.raises(Refusal, match="count_bins_left"):
        counter.post(count)
    assert counter.scan("KEMAS:BIN:A-2") == ("info", "count_only_again")
    assert counter.scan("GULA") == ("info", "count_not_asked")
    counter.scan("23*KOPI")
    assert counter.scan("KEMAS:DONE") == ("ok_line_done", "count_all_done")
    with reading(counter.db) as tx:
        line = counter.line(tx, count, "A-2", "KOPI")
        assert (line.first_counted, line.first_expected, line.counted) == (20, 24, 23)
    assert counter.post(count).less == 1
    assert lying(counter, "KOPI") == {"A-2": 23}
    assert lying(counter, "GULA") == {"A-2": 5}


@pytest.mark.parametrize(
    ("limits", "again"),
    [
        ({"from_units": 2}, True),
        ({"from_units": 3}, False),
        ({"from_units": 0, "from_percent": 20}, True),
        ({"from_units": 0, "from_percent": 21}, False),
        ({"from_units": 0, "from_value": 2000}, True),
        ({"from_units": 0, "from_value": 2001}, False),
        ({"from_units": 0}, False),
    ],
)
def test_each_limit_alone_has_a_line_counted_again(
    counter: Any, limits: dict[str, int], again: bool
) -> None:
    with writing(counter.db) as tx:
        tx.execute(update(products).values(average_cost="1000"))
    counter.rules = replace(counter.rules, **limits)
    counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "8*TEH")
    assert (counter.scan("KEMAS:DONE")[1] == "count_again") is again


def test_goods_that_moved_since_are_decided_on_by_a_person(counter: Any) -> None:
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "9*TEH", "KEMAS:DONE")
    with writing(counter.db) as tx:
        other = shelf(tx, counter.shop.warehouse, "A-3").id
        here = shelf(tx, counter.shop.warehouse, "A-1").id
        post(tx, counter.shop.warehouse, [Move(counter.id("TEH"), here, other, 4)], reason="x")
    with pytest.raises(Refusal) as refused:
        counter.post(count)
    assert (refused.value.code, refused.value.params["goods"]) == ("count_moved", "TEH @A-1")
    with writing(counter.db) as tx:
        (conflict,) = posting.conflicts(tx, count.id)
        assert (conflict.line.difference, conflict.now.on_hand) == (-1, 6)
        assert [(one.units, one.reason) for one in conflict.moves] == [(-4, "x")]
        assert conflict.can_be_kept
        commands.keep(tx, count.id, conflict.line.id)
        assert posting.conflicts(tx, count.id) == []
    counter.post(count)
    assert lying(counter, "TEH") == {"A-1": 5, "A-3": 4}


def test_a_line_of_goods_that_moved_can_be_counted_again(counter: Any) -> None:
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "9*TEH", "KEMAS:DONE")
    with writing(counter.db) as tx:
        with pytest.raises(Refusal, match="count_bin_unknown"):
            commands.recount(tx, count.id, "A-9")
        counter.build.put(tx, counter.id("TEH"), 5, bin="A-1")
        assert commands.recount(tx, count.id, "a-1", "teh").state is TaskState.AGAIN
    assert counter.state(count) == "recount"
    counter.scans("KEMAS:BIN:A-1", "15*TEH", "KEMAS:DONE")
    assert counter.post(count).off == 0
    assert lying(counter, "TEH") == {"A-1": 15}


def test_goods_that_moved_without_a_difference_ask_nobody(counter: Any) -> None:
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "10*TEH", "KEMAS:DONE")
    with writing(counter.db) as tx:
        counter.build.put(tx, counter.id("TEH"), 5, bin="A-1")
    counter.post(count)
    assert lying(counter, "TEH") == {"A-1": 15}


def test_goods_that_moved_between_two_scans_are_doubtful(counter: Any) -> None:
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "9*TEH")
    with writing(counter.db) as tx:
        counter.build.put(tx, counter.id("TEH"), 1, bin="A-1")
    said = counter.scans("TEH", "KEMAS:DONE")
    assert said[-1] == "count_all_moved"
    with pytest.raises(Refusal, match="count_moved"):
        counter.post(count)


def test_units_in_an_open_box_are_not_missed_on_the_shelf(counter: Any) -> None:
    from core.fulfilment.parcels import add_units, complete_parcel, open_parcel
    from core.orders.models import order_lines

    order = counter.build.ready_order(counter.db, "P1", {"TEH": 3})
    with writing(counter.db, counter.sari) as tx:
        parcel = open_parcel(tx, counter.shop.warehouse, order)
        line = tx.execute(select(order_lines.c.id).where(order_lines.c.order_id == order)).scalar()
        add_units(tx, parcel.id, line, 3)
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "7*TEH")
    assert counter.scan("KEMAS:DONE") == ("ok_line_done", "count_all_done")
    with writing(counter.db, counter.sari) as tx:
        complete_parcel(tx, parcel.id)
    assert counter.post(count).off == 0
    assert lying(counter, "TEH") == {"A-1": 7, "PACKED": 3}


def test_orders_lose_what_is_not_there_and_are_promised_anew(counter: Any) -> None:
    with writing(counter.db) as tx:
        orders = [counter.build.order(tx, f"W{n}", {"TEH": 4}) for n in range(2)]
        assert promise_orders(tx, counter.shop.warehouse, orders).ready == 2
    counter.rules = replace(counter.rules, from_units=0)
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "5*TEH", "KEMAS:DONE")
    done = counter.post(count)
    assert (done.less, done.waiting, done.promised) == (5, 1, 0)
    with reading(counter.db) as tx:
        assert [head(tx, one).fulfilment.value for one in orders] == ["ready", "short"]
        assert [one.kind for one in of_order(tx, orders[1])] == ["promised", "promise_count"]
        row = tx.execute(select(levels).where(levels.c.product_id == counter.id("TEH"))).one()
        assert (row.on_hand, row.reserved) == (5, 4)
    assert lying(counter, "TEH") == {"A-1": 5}


def test_orders_that_lose_goods_take_them_from_another_bin(counter: Any) -> None:
    with writing(counter.db) as tx:
        orders = [counter.build.order(tx, "W1", {"TEH": 10})]
        assert promise_orders(tx, counter.shop.warehouse, orders).ready == 1
        counter.build.put(tx, counter.id("TEH"), 10, bin="A-3")
    counter.rules = replace(counter.rules, from_units=0)
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "KEMAS:DONE", "KEMAS:OK")
    done = counter.post(count)
    assert (done.waiting, done.promised) == (0, 1)
    with reading(counter.db) as tx:
        assert head(tx, orders[0]).fulfilment.value == "ready"


def test_goods_in_work_hold_a_count_up_and_nothing_is_half_posted(counter: Any) -> None:
    order = counter.build.ready_order(counter.db, "P1", {"TEH": 8})
    with writing(counter.db, counter.sari) as tx:
        claims.claim(tx, order, 60_000)
    counter.rules = replace(counter.rules, from_units=0)
    count = counter.make("A-1", "A-2")
    counter.scans("KEMAS:BIN:A-1", "5*TEH", "KEMAS:BIN:A-2", "20*KOPI", "5*GULA", "KEMAS:DONE")
    with pytest.raises(Refusal) as refused:
        counter.post(count)
    assert refused.value.code == "count_in_work"
    assert (refused.value.params["orders"], refused.value.params["units"]) == ("P1", 3)
    assert lying(counter, "KOPI") == {"A-2": 24}
    assert counter.state(count) == "counting"


def test_what_is_kept_for_somebody_who_types_goes_before_an_order(counter: Any) -> None:
    order = counter.build.ready_order(counter.db, "P1", {"TEH": 5})
    with writing(counter.db) as tx:
        holds.hold(tx, counter.shop.warehouse, "draft", {counter.id("TEH"): 5}, 60_000)
    counter.rules = replace(counter.rules, from_units=0)
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "7*TEH", "KEMAS:DONE")
    assert counter.post(count).waiting == 0
    with reading(counter.db) as tx:
        assert head(tx, order).fulfilment.value == "ready"
        assert holds.held_by(tx, "draft") == {counter.id("TEH"): 2}


def test_lots_of_goods_that_are_not_told_apart_are_one_figure(counter: Any) -> None:
    with writing(counter.db) as tx:
        place = shelf(tx, counter.shop.warehouse, "A-1").id
        adjust = special_bin(tx, counter.shop.warehouse, BinKind.ADJUST)
        goods = [Move(counter.id("TEH"), adjust, place, 4, "L1")]
        post(tx, counter.shop.warehouse, goods, reason="x")
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "14*TEH", "KEMAS:DONE")
    assert counter.post(count).off == 0
    again = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "12*TEH", "KEMAS:DONE")
    assert counter.post(again).less == 2
    with reading(counter.db) as tx:
        assert differences(tx) == []


def test_tracked_goods_are_counted_lot_by_lot(counter: Any) -> None:
    with writing(counter.db) as tx:
        mine = counter.build.product(tx, "OBAT", tracking="lot")
        place = shelf(tx, counter.shop.warehouse, "A-3").id
        supplier = special_bin(tx, counter.shop.warehouse, BinKind.SUPPLIER)
        goods = [Move(mine, supplier, place, 2, lot) for lot in ("L1", "L2")]
        post(tx, counter.shop.warehouse, goods, reason="x")
    count = counter.make("A-3")
    counter.scan("KEMAS:BIN:A-3")
    assert counter.scan("2*OBAT") == ("needs_lot", "count_lot")
    assert counter.scan("l1") == ("ok", "count_set")
    assert (counter.told["lot"], counter.told["total"]) == ("L1", 2)
    gtin = counter.build.ean(mine).zfill(14)
    assert counter.scan(f"(01){gtin}(10)L2") == ("ok", "counted")
    counter.scan("KEMAS:DONE")
    assert counter.post(count).less == 1
    with reading(counter.db) as tx:
        found = {one.lot: one.on_hand for one in all_levels(tx, counter.shop.warehouse, "OBAT")}
        assert found == {"L1": 2, "L2": 1}


def test_a_serial_number_is_one_unit(counter: Any) -> None:
    with writing(counter.db) as tx:
        counter.build.product(tx, "HP", tracking="serial")
    count = counter.make("A-3")
    counter.scans("KEMAS:BIN:A-3", "HP")
    assert counter.scan("SN-1") == ("ok", "counted")
    counter.scan("HP")
    assert counter.scan("SN-1") == ("over_quantity", "count_serial_twice")
    counter.scan("KEMAS:DONE")
    assert counter.post(count).more == 1


def test_a_bundle_is_counted_part_by_part(counter: Any) -> None:
    with writing(counter.db) as tx:
        bundle = counter.build.product(tx, "PAKET")
        set_parts(tx, bundle, {counter.id("TEH"): 2, counter.id("GULA"): 1})
    counter.make("A-1")
    counter.scan("KEMAS:BIN:A-1")
    assert counter.scan("PAKET") == ("wrong_item", "count_bundle")
    assert counter.told["goods"] == [(1, "GULA"), (2, "TEH")]


def test_who_asked_for_a_count_is_answered_by_it(counter: Any) -> None:
    with writing(counter.db) as tx:
        place = shelf(tx, counter.shop.warehouse, "A-1").id
        request_count(tx, counter.shop.warehouse, place, counter.id("TEH"), "out")
    count = counter.make("A-1", kind=Kind.SOME)
    counter.scans("KEMAS:BIN:A-1", "10*TEH", "KEMAS:DONE")
    counter.post(count)
    with reading(counter.db) as tx:
        assert tx.execute(select(count_requests.c.done_at)).scalar() is not None
