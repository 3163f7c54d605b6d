"""Goods go to another warehouse: off the shelf, into transit, and back where it is called off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import IllegalTransition, NotAllowed, NotFound, Refusal
from core.purchasing import commands as buying
from core.purchasing import suppliers
from core.purchasing.commands import Head, Wanted
from core.purchasing.suppliers import Details
from core.stock import warehouses
from core.stock.bin_queries import find_place
from core.stock.bins import BinChange, add_bins, change_bin
from core.stock.checks import differences
from core.stock.models import Purpose
from core.stock.put_away import goods_bin
from core.transaction import Actor, reading, writing
from core.transfers import commands, queries, sending
from core.transfers.closing import close_warehouse
from core.transfers.commands import About, Going
from core.transfers.states import TransferState


def test_sent_goods_lie_in_transit_and_can_be_promised_to_nobody(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.draft(tx, {"TEH": 6, "KOPI": 4})
        assert (made.number, made.source, made.target, made.wanted) == (
            "T000001",
            "MAIN",
            "JOG",
            10,
        )
        sent = sending.send(tx, made.id, "k")
        assert sent.transfer.state is TransferState.SENT
        assert sent.transfer.on_its_way == 10
        assert [(one.sku, one.bin, one.quantity) for one in sent.steps] == [
            ("TEH", "MAIN", 6),
            ("KOPI", "MAIN", 4),
        ]
        assert houses.levels(tx, houses.main) == {
            ("TEH", "MAIN"): 4,
            ("TEH", "TRANSIT"): 6,
            ("KOPI", "TRANSIT"): 4,
        }
        assert houses.build.available(tx, houses.main, [houses.id("TEH")]) == {houses.id("TEH"): 4}
        assert differences(tx) == []


def test_the_same_key_sends_once(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.draft(tx, {"TEH": 6})
        first = sending.send(tx, made.id, "k")
        again = sending.send(tx, made.id, "k")
        assert (first.replayed, again.replayed, again.steps) == (False, True, first.steps)
        assert houses.in_transit(tx) == {"TEH": 6}
        with pytest.raises(Refusal, match="transfer_not_draft"):
            sending.send(tx, made.id, "other")


def test_what_orders_were_promised_is_not_sent(houses: Any) -> None:
    houses.build.ready_order(houses.db, "W-1", {"TEH": 7})
    with writing(houses.db) as tx:
        made = houses.draft(tx, {"TEH": 6, "KOPI": 1})
    with pytest.raises(Refusal) as refused, writing(houses.db) as tx:
        sending.send(tx, made.id, "k")
    assert refused.value.code == "transfer_not_enough"
    assert refused.value.params == {"sku": "TEH", "wanted": 6, "free": 3, "warehouse": "MAIN"}
    with writing(houses.db) as tx:
        assert houses.in_transit(tx) == {}
        sent = sending.send(tx, made.id, "k", short=True).transfer
        assert (sent.wanted, sent.sent) == (7, 4)
        assert houses.in_transit(tx) == {"TEH": 3, "KOPI": 1}
        empty = houses.draft(tx, {"GULA": 5})
        with pytest.raises(Refusal, match="transfer_not_enough"):
            sending.send(tx, empty.id, "k2", short=True)


def test_goods_leave_pick_bins_first_and_in_walking_order(houses: Any) -> None:
    with writing(houses.db) as tx:
        tea = houses.id("TEH")
        for code, units in (("A", 3), ("B", 3)):
            houses.build.put(tx, tea, units, bin=code)
        change_bin(tx, find_place(tx, houses.main, "MAIN"), BinChange(purpose=Purpose.BULK))
        change_bin(tx, find_place(tx, houses.main, "A"), BinChange(walk=5))
        sent = sending.send(tx, houses.draft(tx, {"TEH": 3}).id, "k")
        assert [(one.bin, one.quantity) for one in sent.steps] == [("B", 3)]


def test_a_draft_is_changed_until_it_is_sent(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.draft(tx, {"TEH": 6})
        tea, coffee = houses.id("TEH"), houses.id("KOPI")
        after = commands.put(tx, made.id, [Going(tea, 0), Going(coffee, 2), Going(coffee, 3)])
        assert (after.lines, after.wanted) == (1, 3)
        told = commands.edit(tx, made.id, About("dengan truk", date(2026, 3, 5)))
        assert (told.note, told.expected_on) == ("dengan truk", date(2026, 3, 5))
        with pytest.raises(Refusal) as refused:
            commands.put(tx, made.id, [Going(tea, -1)])
        assert refused.value.code == "transfer_quantity"
        with pytest.raises(NotFound, match="product_not_found"):
            commands.put(tx, made.id, [Going(999, 1)])
        sending.send(tx, made.id, "k")
        with pytest.raises(Refusal, match="transfer_not_draft"):
            commands.put(tx, made.id, [Going(tea, 1)])


def test_a_transfer_needs_two_open_warehouses_and_something_to_send(houses: Any) -> None:
    with writing(houses.db) as tx:
        with pytest.raises(Refusal, match="transfer_to_itself"):
            commands.make(tx, houses.main, houses.main)
        empty = commands.make(tx, houses.main, houses.other)
        with pytest.raises(Refusal, match="transfer_empty"):
            sending.send(tx, empty.id, "k")
        with pytest.raises(Refusal) as refused:
            close_warehouse(tx, houses.other)
        assert refused.value.params == {"warehouse": "JOG", "transfer": empty.number}
        sending.cancel(tx, empty.id, "salah")
        close_warehouse(tx, houses.other)
        with pytest.raises(Refusal, match="warehouse_closed"):
            commands.make(tx, houses.main, houses.other)
        with pytest.raises(NotFound, match="transfer_unknown"):
            queries.by_number(tx, "T9")


def test_a_warehouse_with_orders_cannot_be_closed(houses: Any) -> None:
    with writing(houses.db) as tx:
        houses.build.order(tx, "W-1", {"TEH": 1}, warehouse_code="JOG")
        with pytest.raises(Refusal) as refused:
            close_warehouse(tx, houses.other)
        assert refused.value.params == {"warehouse": "JOG", "count": 1}
        with pytest.raises(Refusal, match="warehouse_has_stock"):
            warehouses.close(tx, houses.main)


def test_a_warehouse_to_which_goods_are_to_come_cannot_be_closed(houses: Any) -> None:
    with writing(houses.db) as tx:
        seller = suppliers.add(tx, "TANI", Details(name="Tani"), "IDR").id
        wanted = [Wanted(houses.build.product_id(tx, "TEH"), 3, 100)]
        made = buying.make(tx, seller, houses.other, wanted, Head())
        with pytest.raises(Refusal) as refused:
            close_warehouse(tx, houses.other)
        assert refused.value.params == {"warehouse": "JOG", "purchase": made.number}
        buying.cancel(tx, made.id, "salah")
        close_warehouse(tx, houses.other)
        with pytest.raises(Refusal, match="warehouse_closed"):
            buying.make(tx, seller, houses.other, wanted, Head())


def test_what_was_sent_and_called_off_lies_where_it_came_from(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.sent(tx, {"TEH": 6})
        with pytest.raises(Refusal, match="reason_needed"):
            sending.cancel(tx, made.id, " ")
        gone = sending.cancel(tx, made.id, "truk rusak")
        assert (gone.state, gone.reason, gone.on_its_way) == (
            TransferState.CANCELLED,
            "truk rusak",
            0,
        )
        assert houses.levels(tx, houses.main) == {("TEH", "MAIN"): 10, ("KOPI", "MAIN"): 4}
        assert sending.cancel(tx, made.id, "lagi").reason == "truk rusak"
        assert queries.lots_left(tx, made.id) == {}
        assert differences(tx) == []


def test_what_has_arrived_in_part_is_not_called_off(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.sent(tx, {"TEH": 6})
        houses.receive(tx, made, "TEH", 2)
        with pytest.raises(Refusal) as refused:
            sending.cancel(tx, made.id, "batal")
        assert refused.value.params == {"transfer": made.number, "units": 4}
        houses.receive(tx, made, "TEH", 4)
        with pytest.raises(Refusal, match="transfer_done"):
            sending.cancel(tx, made.id, "batal")


def test_goods_do_not_go_back_to_a_bin_that_was_closed(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.sent(tx, {"TEH": 10, "KOPI": 4})
        change_bin(tx, find_place(tx, houses.main, "MAIN"), BinChange(active=False))
    with pytest.raises(Refusal, match="bin_closed"), writing(houses.db) as tx:
        sending.cancel(tx, made.id, "batal")
    with reading(houses.db) as tx:
        assert houses.state(tx, made) == "sent"


def test_transit_is_no_place_to_put_goods(houses: Any) -> None:
    with writing(houses.db) as tx:
        houses.sent(tx, {"TEH": 1})
        with pytest.raises(Refusal, match="bin_not_for_goods"):
            goods_bin(tx, houses.main, "TRANSIT")
        with pytest.raises(Refusal, match="bin_code_reserved"):
            add_bins(tx, houses.main, ["TRANSIT"])


def test_only_who_may_sends_goods_away(houses: Any) -> None:
    picker = Actor(name="Sari", operator_id=1, permissions=frozenset({"pick"}))
    with pytest.raises(NotAllowed), writing(houses.db, picker) as tx:
        commands.make(tx, houses.main, houses.other)


def test_a_step_that_its_life_does_not_have_is_refused(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.draft(tx, {"TEH": 1})
        with pytest.raises(IllegalTransition):
            commands.move_on(tx, made, TransferState.RECEIVED)


def test_transfers_are_found_by_number_warehouse_and_product(houses: Any) -> None:
    with writing(houses.db) as tx:
        first = houses.sent(tx, {"TEH": 1})
        second = houses.draft(tx, {"KOPI": 1})
        pages = {
            text: [one.number for one in queries.page(tx, text=text)]
            for text in ("", "t00", "kop", "jog", "%")
        }
        both = [second.number, first.number]
        assert pages == {"": both, "t00": both, "kop": [second.number], "jog": both, "%": []}
        assert [one.id for one in queries.page(tx, states=[TransferState.SENT])] == [first.id]
        assert queries.how_many(tx, houses.other) == 2
        (found,) = queries.coming(tx, houses.id("TEH"), houses.other)
        assert (found[0].number, found[1]) == (first.number, 1)
        assert queries.by_number(tx, "t000001").id == first.id
