"""Goods come in: counted once, never above what is allowed, put away, costed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from core.audit import of_order
from core.catalog.models import products
from core.clock import local
from core.errors import NotAllowed, Refusal
from core.orders.commands import head, step
from core.orders.promise import promise_orders
from core.orders.states import Fulfilment
from core.people.permissions import ROLES, Role
from core.purchasing import arrivals, commands, costs, receiving, suppliers
from core.purchasing.receiving import Arrival
from core.purchasing.rules import BuyingRules
from core.purchasing.suppliers import Details
from core.stock import reservations
from core.stock.checks import differences
from core.stock.models import moves
from core.stock.queries import all_levels
from core.transaction import Transaction, writing


def lying(tx: Transaction, buyer: Any, sku: str) -> dict[tuple[str, str], int]:
    return {(one.bin, one.lot): one.on_hand for one in all_levels(tx, buyer.shop.warehouse, sku)}


def test_a_whole_delivery_makes_the_order_received(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        made = buyer.ordered(tx, {"TEH": 10, "KOPI": 5})
        took = buyer.receive(tx, made, "TEH", 4)
        assert (took.line.received, took.line.left, buyer.state(tx, made)) == (
            4,
            6,
            "part_received",
        )
        buyer.receive(tx, made, "TEH", 6)
        assert buyer.state(tx, made) == "part_received"
        done = buyer.receive(tx, made, "KOPI", 5)
        assert (done.purchase.state.value, done.purchase.came.minor) == ("received", 15_000)
        assert lying(tx, buyer, "TEH") == {("RECEIVING", ""): 10}
        move = tx.execute(select(moves).order_by(moves.c.id)).all()[0]
        assert (move.reason, move.reference, move.quantity) == ("receipt", "G000001", 4)
        assert differences(tx) == []


def test_goods_go_where_they_lie_or_lay_or_where_somebody_says(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        for place, units in (("A-1", 2), ("A-2", 5)):
            buyer.build.put(tx, buyer.id("TEH"), units, bin=place)
        made = buyer.ordered(tx, {"TEH": 10, "KOPI": 5})
        offered = arrivals.expected(tx, buyer.rules, made.id)
        assert [(one.line.sku, one.line.left, one.bin) for one in offered] == [
            ("TEH", 10, "A-2"),
            ("KOPI", 5, "RECEIVING"),
        ]
        assert buyer.receive(tx, made, "TEH", 3).came.bin == "A-2"
        assert buyer.receive(tx, made, "TEH", 3, bin="A-1").came.bin == "A-1"
        for place, why in (("Z-9", "bin_unknown"), ("OUT", "bin_not_for_goods")):
            with pytest.raises(Refusal) as refused:
                buyer.receive(tx, made, "TEH", 1, bin=place)
            assert refused.value.code == why


def test_damaged_units_are_counted_and_put_aside_with_a_note(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        made = buyer.ordered(tx, {"TEH": 10})
        with pytest.raises(Refusal, match="receipt_note_needed"):
            buyer.receive(tx, made, "TEH", 2, damaged=True)
        took = buyer.receive(tx, made, "TEH", 2, damaged=True, note="wet")
        assert (took.line.received, took.line.damaged, took.came.bin) == (2, 2, "DAMAGED")
        assert buyer.receive(tx, made, "TEH", 1, bin="DAMAGED", note="torn").line.damaged == 3
        assert lying(tx, buyer, "TEH") == {("DAMAGED", ""): 3}


def test_more_than_was_ordered_needs_a_share_or_a_word(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        made = buyer.ordered(tx, {"TEH": 10})
        buyer.receive(tx, made, "TEH", 8)
        with pytest.raises(Refusal) as refused:
            buyer.receive(tx, made, "TEH", 3)
        assert (refused.value.code, refused.value.params["left"]) == ("receipt_over", 2)
        assert buyer.receive(tx, made, "TEH", 3, over=True).line.received == 11
        assert buyer.state(tx, made) == "received"
        with pytest.raises(Refusal, match="receipt_over"):
            buyer.receive(tx, made, "TEH", 1)
        buyer.rules = BuyingRules("IDR", "Asia/Jakarta", 20, "RECEIVING")
        assert buyer.receive(tx, made, "TEH", 1).line.received == 12
        with pytest.raises(Refusal, match="receipt_over"):
            buyer.receive(tx, made, "TEH", 1)


def test_what_is_over_takes_nothing(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        draft = buyer.draft(tx, {"TEH": 10})
        cancelled = commands.cancel(tx, buyer.ordered(tx, {"TEH": 10}).id, "x")
        part = buyer.ordered(tx, {"TEH": 10})
        buyer.receive(tx, part, "TEH", 1)
        receipt = arrivals.receipts_of(tx, part.id)[0]
        closed = commands.close(tx, part.id, "x")
        for one in (draft, cancelled, closed):
            with pytest.raises(Refusal, match="purchase_takes_nothing"):
                buyer.receive(tx, one, "TEH", 1)
        with pytest.raises(Refusal, match="purchase_takes_nothing"):
            receiving.take(tx, buyer.rules, receipt.id, "late", Arrival(buyer.id("TEH"), 1))
        other = buyer.ordered(tx, {"TEH": 10})
        with pytest.raises(Refusal, match="receipt_not_ordered"):
            buyer.receive(tx, other, "KOPI", 1)
        with pytest.raises(Refusal, match="purchase_quantity"):
            buyer.receive(tx, other, "TEH", 0)


def test_the_same_line_sent_twice_counts_once(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        made = buyer.ordered(tx, {"TEH": 10})
        first = buyer.receive(tx, made, "TEH", 4, "scan-1")
        again = buyer.receive(tx, made, "TEH", 4, "scan-1")
        assert (again.replayed, again.came, again.line.received) == (True, first.came, 4)
        assert len(arrivals.receipts_of(tx, made.id)) == 1
        for sku, units in (("TEH", 5), ("KOPI", 4)):
            with pytest.raises(Refusal, match="receipt_key_used"):
                buyer.receive(tx, made, sku, units, "scan-1")
        other = buyer.ordered(tx, {"TEH": 10})
        with pytest.raises(Refusal, match="receipt_key_used"):
            buyer.receive(tx, other, "TEH", 4, "scan-1")
        with pytest.raises(Refusal, match="text_too_long"):
            receiving.begin(tx, made.id, "x" * 61)
        commands.close(tx, made.id, "enough")
        assert buyer.receive(tx, made, "TEH", 4, "scan-1").replayed
        assert lying(tx, buyer, "TEH") == {("RECEIVING", ""): 4}


def test_lots_keep_their_day_and_nothing_that_is_over_goes_to_a_shelf(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        made = buyer.ordered(tx, {"TEH": 50})
        today = local(tx.now, "Asia/Jakarta").date()
        later, over = today + timedelta(days=90), today - timedelta(days=1)
        took = buyer.receive(tx, made, "TEH", 5, lot="L1", expires_on=later)
        assert (took.came.lot, took.came.expires_on) == ("L1", later)
        for what, why in (
            ({"lot": "L1", "expires_on": today}, "receipt_lot_expiry"),
            ({"lot": "L2", "expires_on": over}, "receipt_expired"),
            ({"expires_on": later}, "receipt_lot_needed"),
        ):
            with pytest.raises(Refusal) as refused:
                buyer.receive(tx, made, "TEH", 1, **what)
            assert refused.value.code == why
        aside = buyer.receive(
            tx, made, "TEH", 1, lot="L2", expires_on=over, damaged=True, note="expired"
        )
        assert aside.came.bin == "DAMAGED"
        assert lying(tx, buyer, "TEH") == {("RECEIVING", "L1"): 5, ("DAMAGED", "L2"): 1}


def test_what_was_received_by_mistake_is_taken_back(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        made = buyer.ordered(tx, {"TEH": 10})
        took = buyer.receive(tx, made, "TEH", 12, over=True)
        assert buyer.state(tx, made) == "received"
        back = receiving.take_back(tx, buyer.rules, took.came, "undo-1")
        assert (back.line.received, back.line.allowed, buyer.state(tx, made)) == (0, 10, "ordered")
        assert receiving.take_back(tx, buyer.rules, took.came, "undo-1").replayed
        with pytest.raises(Refusal, match="receipt_taken_back"):
            receiving.take_back(tx, buyer.rules, took.came, "undo-2")
        with pytest.raises(Refusal, match="receipt_taken_back"):
            receiving.take_back(tx, buyer.rules, back.came, "undo-3")
        assert lying(tx, buyer, "TEH") == {}
        assert differences(tx) == []


def test_orders_that_were_promised_what_never_came_wait_again(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        buyer.build.put(tx, buyer.id("KOPI"), 9, bin="A-1")
        took = buyer.receive(tx, buyer.ordered(tx, {"TEH": 5}), "TEH", 5)
        orders = [
            buyer.build.order(tx, "W1", {"TEH": 2}),
            buyer.build.order(tx, "W2", {"TEH": 2, "KOPI": 3}),
        ]
        assert promise_orders(tx, buyer.shop.warehouse, orders).ready == 2
        buyer.build.put(tx, buyer.id("TEH"), 2, bin="RECEIVING")
        receiving.take_back(tx, buyer.rules, took.came, "undo")
        # The one that was promised last waits, with all that it had.
        assert [head(tx, one).fulfilment.value for one in orders] == ["ready", "short"]
        assert reservations.of_order(tx, orders[1]) == []
        assert [event.kind for event in of_order(tx, orders[1])] == ["promised", "promise_gone"]
        assert lying(tx, buyer, "TEH") == {("RECEIVING", ""): 2}
        assert differences(tx) == []


def test_what_is_worked_on_by_now_is_not_taken_back(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        took = buyer.receive(tx, buyer.ordered(tx, {"TEH": 3}), "TEH", 3)
        order = buyer.build.order(tx, "A1", {"TEH": 2})
        assert promise_orders(tx, buyer.shop.warehouse, [order]).ready == 1
        step(tx, head(tx, order), Fulfilment.PACKING)

    def undo() -> None:
        with writing(buyer.db) as tx:
            receiving.take_back(tx, buyer.rules, took.came, "undo")

    with pytest.raises(Refusal, match="stock_not_enough"):
        undo()
    with writing(buyer.db) as tx:
        assert buyer.state(tx, took.purchase) == "received"
        assert lying(tx, buyer, "TEH") == {("RECEIVING", ""): 3}


def cost(tx: Transaction, buyer: Any, sku: str) -> tuple[str, str]:
    row = tx.execute(select(products).where(products.c.id == buyer.id(sku))).one()
    return row.average_cost, row.last_cost


def test_the_average_weighs_what_is_there_with_what_comes(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        first = buyer.ordered(tx, {"TEH": (3, 1000)})
        second = buyer.ordered(tx, {"TEH": (4, 1100)})
        buyer.receive(tx, first, "TEH", 3)
        assert cost(tx, buyer, "TEH") == ("1000", "1000")
        took = buyer.receive(tx, second, "TEH", 4)
        assert cost(tx, buyer, "TEH") == ("1057.142857", "1100")  # 7400 / 7
        newest, oldest = costs.history(tx, buyer.id("TEH"))
        assert (newest.units_before, newest.average_before) == (3, Decimal(1000))
        assert (newest.units, newest.unit_cost, newest.receipt) == (4, Decimal(1100), "G000002")
        assert oldest.average_before is None
        receiving.take_back(tx, buyer.rules, took.came, "undo")
        # 7 × 1057.142857 − 4 × 1100: 3 × 1000, but for the rounding that was made on the way.
        assert cost(tx, buyer, "TEH") == ("1000", "1100")


def test_a_cost_that_was_typed_weighs_for_what_is_there(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        known = buyer.build.product(tx, "MADU", stock=4, cost=500)
        unknown = buyer.build.product(tx, "SIRUP", stock=4)
        buyer.shop.products.update(MADU=known, SIRUP=unknown)
        made = buyer.ordered(tx, {"MADU": (4, 700), "SIRUP": (4, 700)})
        buyer.receive(tx, made, "MADU", 4)
        buyer.receive(tx, made, "SIRUP", 4)
        assert cost(tx, buyer, "MADU") == ("600", "700")
        assert cost(tx, buyer, "SIRUP") == ("700", "700")


def test_another_currency_is_costed_by_its_rate(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        abroad = suppliers.add(tx, "US", Details("Abroad", currency="USD"), "IDR").id
        dong = suppliers.add(tx, "VN", Details("Xa", currency="VND"), "IDR").id
        made = buyer.ordered(tx, {"TEH": (1, 125)}, supplier=abroad, rate="16350.5")
        buyer.receive(tx, made, "TEH", 1)
        assert cost(tx, buyer, "TEH")[1] == "2043812.5"  # 1.25 USD in hundredths of a rupiah
        made = buyer.ordered(tx, {"KOPI": (1, 12_345)}, supplier=dong, rate="0.64")
        buyer.receive(tx, made, "KOPI", 1)
        assert cost(tx, buyer, "KOPI")[1] == "790080"  # 12,345 VND × 0.64 = 7,900.80 IDR


def test_packers_receive_and_pickers_do_not(buyer: Any) -> None:
    shop = buyer.shop
    with writing(buyer.db) as tx:
        made = buyer.ordered(tx, {"TEH": 5})
        tx.actor = buyer.build.actor(tx, shop.operator, shop.station, ROLES[Role.PICKER])
        with pytest.raises(NotAllowed):
            buyer.receive(tx, made, "TEH", 1)
        tx.actor = buyer.build.actor(tx, shop.operator, shop.station, ROLES[Role.PACKER])
        assert buyer.receive(tx, made, "TEH", 1).line.received == 1
