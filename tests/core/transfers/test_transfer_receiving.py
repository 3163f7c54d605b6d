"""Goods of a transfer arrive: on a shelf, damaged, or never; each of it once and never too much."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import NotFound, Refusal
from core.orders.models import orders
from core.orders.promise import promise_waiting
from core.stock.checks import differences
from core.stock.commands import Move, post
from core.stock.lots import learn
from core.stock.models import BinKind, moves
from core.stock.places import find_bin, shelf, special_bin
from core.transaction import SYSTEM, reading, writing
from core.transfers import receiving, sending
from core.transfers.queries import last_arrival, lines_of
from core.transfers.states import StepKind


def test_what_arrives_goes_where_it_lies_already_or_where_goods_come_in(houses: Any) -> None:
    with writing(houses.db) as tx:
        houses.build.put(tx, houses.id("TEH"), 1, bin="R-1", warehouse_code="JOG")
        made = houses.sent(tx, {"TEH": 6, "KOPI": 4})
        houses.receive(tx, made, "TEH", 2)
        assert houses.state(tx, made) == "part_received"
        shelf(tx, houses.other, "R-2")
        houses.receive(tx, made, "TEH", 4, bin="R-2")
        went = houses.receive(tx, made, "KOPI", 4)
        assert (went.transfer.state.value, went.line.left) == ("received", 0)
        assert went.transfer.ended_at is not None
        assert houses.levels(tx, houses.other) == {
            ("TEH", "R-1"): 3,
            ("TEH", "R-2"): 4,
            ("KOPI", "RECEIVING"): 4,
        }
        assert houses.in_transit(tx) == {}
        assert differences(tx) == []


def test_the_same_key_receives_once_and_another_thing_under_it_is_refused(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.sent(tx, {"TEH": 6})
        first = houses.receive(tx, made, "TEH", 2, "k")
        again = houses.receive(tx, made, "TEH", 2, "k")
        assert (first.replayed, again.replayed, again.line.received) == (False, True, 2)
        with pytest.raises(Refusal, match="transfer_key_used"):
            houses.receive(tx, made, "TEH", 3, "k")


def test_more_than_was_sent_and_what_was_not_sent_is_refused(houses: Any) -> None:
    with writing(houses.db) as tx:
        draft = houses.draft(tx, {"TEH": 1})
        made = houses.sent(tx, {"TEH": 6})
        with pytest.raises(Refusal) as refused:
            houses.receive(tx, made, "TEH", 7)
        assert refused.value.code == "transfer_over"
        assert (refused.value.params["left"], refused.value.params["sent"]) == (6, 6)
        with pytest.raises(NotFound) as unknown:
            houses.receive(tx, made, "KOPI", 1)
        assert unknown.value.params == {"transfer": made.number, "sku": "KOPI"}
        for units in (0, -1):
            with pytest.raises(Refusal, match="transfer_quantity"):
                houses.receive(tx, made, "TEH", units)
        with pytest.raises(Refusal, match="transfer_takes_nothing"):
            houses.receive(tx, draft, "TEH", 1)
        houses.receive(tx, made, "TEH", 6)
        with pytest.raises(Refusal, match="transfer_takes_nothing"):
            houses.receive(tx, made, "TEH", 1)
        other = houses.sent(tx, {"TEH": 1})
        with pytest.raises(Refusal, match="bin_not_for_goods"):
            houses.receive(tx, other, "TEH", 1, bin="OUT")


def test_damaged_and_missing_goods_are_moves_with_their_reasons(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.sent(tx, {"TEH": 6})
        for kind in (StepKind.DAMAGED, StepKind.MISSING):
            with pytest.raises(Refusal, match="transfer_note_needed"):
                houses.receive(tx, made, "TEH", 1, kind=kind)
        houses.receive(tx, made, "TEH", 3)
        houses.receive(tx, made, "TEH", 2, kind=StepKind.DAMAGED, note="basah")
        went = houses.lost(tx, made, "TEH", 1)
        line = went.line
        assert (line.received, line.damaged, line.missing) == (5, 2, 1)
        assert went.transfer.state.value == "received"
        reasons = tx.execute(moves.select().order_by(moves.c.id)).all()[-4:]
        assert [(row.reason, row.quantity, row.warehouse_id) for row in reasons] == [
            ("transfer_out", 6, houses.main),
            ("transfer_in", 3, houses.other),
            ("transfer_damaged", 2, houses.other),
            ("transfer_missing", 1, houses.main),
        ]
        assert houses.levels(tx, houses.other) == {("TEH", "RECEIVING"): 3, ("TEH", "DAMAGED"): 2}
        assert houses.in_transit(tx) == {}
        assert differences(tx) == []


def test_what_never_comes_is_missing_all_at_once(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.sent(tx, {"TEH": 6, "KOPI": 4})
        houses.receive(tx, made, "TEH", 5)
        done = receiving.finish(tx, made.id, "f", "truk terbakar")
        assert sorted((one.line.sku, one.step.quantity) for one in done) == [
            ("KOPI", 4),
            ("TEH", 1),
        ]
        assert houses.state(tx, made) == "received"
        with pytest.raises(Refusal, match="transfer_takes_nothing"):
            receiving.finish(tx, made.id, "g", "lagi")


def test_what_was_received_by_mistake_is_on_its_way_again(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.sent(tx, {"TEH": 6})
        houses.receive(tx, made, "TEH", 4)
        houses.lost(tx, made, "TEH", 2)
        assert houses.state(tx, made) == "received"
        lost = last_arrival(tx, made.id)
        assert lost is not None
        back = receiving.take_back(tx, lost, "u1")
        assert (back.line.missing, back.transfer.state.value) == (0, "part_received")
        assert receiving.take_back(tx, lost, "u1").replayed
        with pytest.raises(Refusal, match="transfer_undone"):
            receiving.take_back(tx, lost, "u2")
        came = last_arrival(tx, made.id)
        assert came is not None
        receiving.take_back(tx, came, "u3")
        assert houses.state(tx, made) == "sent"
        assert last_arrival(tx, made.id) is None
        assert houses.in_transit(tx) == {"TEH": 6}
        assert houses.levels(tx, houses.other) == {}
        assert differences(tx) == []
        sending.cancel(tx, made.id, "batal")
        assert houses.levels(tx, houses.main)["TEH", "MAIN"] == 10


def test_orders_that_waited_there_can_go_and_wait_again_if_it_was_a_mistake(houses: Any) -> None:
    with writing(houses.db) as tx:
        waits = houses.build.order(tx, "W-1", {"TEH": 3}, warehouse_code="JOG")
        made = houses.sent(tx, {"TEH": 6})
    assert promise_waiting(houses.db, SYSTEM, houses.other) == 0
    with writing(houses.db) as tx:
        houses.receive(tx, made, "TEH", 3)
    assert promise_waiting(houses.db, SYSTEM, houses.other) == 1
    with writing(houses.db) as tx:
        last = last_arrival(tx, made.id)
        assert last is not None
        receiving.take_back(tx, last, "u")
        state = tx.execute(orders.select().where(orders.c.id == waits)).one()
        assert state.fulfilment == "short"
        assert differences(tx) == []


def test_lots_keep_their_name_and_which_has_come_is_said_where_several_are_on_their_way(
    houses: Any,
) -> None:
    with writing(houses.db) as tx:
        tea = houses.id("TEH")
        place = find_bin(tx, houses.main, "MAIN")
        assert place is not None
        supplier = special_bin(tx, houses.main, BinKind.SUPPLIER)
        for lot, day in (("L1", date(2027, 5, 1)), ("L2", date(2027, 3, 1))):
            learn(tx, tea, lot, day)
            goods = [Move(tea, supplier, place.id, 4, lot)]
            post(tx, houses.main, goods, reason="opening")
        made = houses.sent(tx, {"TEH": 6})
        with pytest.raises(Refusal) as refused:
            houses.receive(tx, made, "TEH", 1)
        assert refused.value.code == "transfer_lot_needed"
        assert refused.value.params["lots"] == "L2 (4), L1 (2)"
        with pytest.raises(Refusal, match="transfer_lot_unknown"):
            houses.receive(tx, made, "TEH", 1, lot="L9")
        with pytest.raises(Refusal, match="transfer_over"):
            houses.receive(tx, made, "TEH", 3, lot="L1")
        houses.receive(tx, made, "TEH", 4, lot="L2")
        houses.receive(tx, made, "TEH", 2)
        assert houses.state(tx, made) == "received"
    with reading(houses.db) as tx:
        (line,) = lines_of(tx, made.id)
        assert (line.sent, line.received) == (6, 6)
        assert differences(tx) == []
