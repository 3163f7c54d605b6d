"""Returns: never more than was sent, every unit in the ledger, settled once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, update

from core.errors import IllegalTransition, NotAllowed, NotFound, Refusal
from core.orders.commands import find
from core.orders.models import order_lines, orders
from core.orders.payments.queries import payments_of
from core.returns import commands, inspecting, queries
from core.returns.exchanging import goods_of
from core.returns.settling import Settlement, refundable, settle, share
from core.returns.states import ReturnState, Wish
from core.shipping.models import shipments
from core.stock.models import moves
from core.transaction import Transaction, reading, run, writing


def line_of(tx: Transaction, order_id: int, sku: str) -> int:
    return next(one.line_id for one in queries.returnable(tx, order_id) if one.sku == sku)


def come_back(shop: Any, order_id: int, sku: str, good: int, damaged: int = 0) -> int:
    """A return of so many units, inspected; gives its id."""
    with writing(shop.db, shop.actor) as tx:
        wanted = {line_of(tx, order_id, sku): good + damaged}
        made = commands.register(tx, order_id, wanted=wanted, reason="too small", arrived=True)
        item = shop.made.products[sku]
        if good:
            inspecting.inspect(tx, made.id, item, good, "MAIN")
        if damaged:
            inspecting.inspect(tx, made.id, item, damaged, "DAMAGED", "torn")
        inspecting.finish(tx, made.id)
        return made.id


def test_a_whole_return_brings_goods_money_and_status_back(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 3})
    assert shop.places("TEH") == {"MAIN": 7}
    back = come_back(shop, order, "TEH", 2, damaged=1)
    assert shop.places("TEH") == {"MAIN": 9, "DAMAGED": 1}
    with writing(shop.db, shop.actor) as tx:
        done = settle(tx, shop.rules, back, Settlement())
        assert (done.refunded, done.whole, done.returned.billing) == (75_000_00, True, "credit")
        (line,) = queries.lines_of(tx, back)
        assert (line.good, line.damaged, line.bin, line.note) == (2, 1, "MAIN", "torn")
        refunds = [p for p in payments_of(tx, order) if p.kind == "refund"]
        assert [p.amount.minor for p in refunds] == [75_000_00]
        code = done.returned.code
        rows = tx.execute(select(moves.c.quantity, moves.c.reason).where(moves.c.reference == code))
        assert sorted(tuple(row) for row in rows) == [(1, "return"), (2, "return")]
    assert shop.status("A1") == "returned"


def test_a_part_that_came_back_leaves_the_order_as_it_is(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 2, "KOPI": 1})
    with writing(shop.db, shop.actor) as tx:
        settled = settle(tx, shop.rules, _back(shop, tx, order), Settlement())
        assert settled.whole is False
        assert [(r.sku, r.left) for r in queries.returnable(tx, order)] == [("TEH", 1), ("KOPI", 1)]
    assert shop.status("A1") == "shipping"


def _back(shop: Any, tx: Transaction, order: int) -> int:
    made = commands.register(tx, order, wanted={line_of(tx, order, "TEH"): 1}, arrived=True)
    inspecting.inspect(tx, made.id, shop.made.products["TEH"], 1, "B-1")
    inspecting.finish(tx, made.id)
    return made.id


def test_no_more_can_come_back_than_was_sent(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 3})
    with writing(shop.db, shop.actor) as tx:
        line = line_of(tx, order, "TEH")
        commands.register(tx, order, wanted={line: 2})
        for wanted, code in (
            ({line: 2}, "return_too_many"),
            ({line: -1}, "return_too_many"),
            ({line: 0}, "return_nothing_left"),
            ({line + 99: 1}, "return_line_unknown"),
        ):
            with pytest.raises(Refusal) as caught:
                commands.register(tx, order, wanted=wanted)
            assert caught.value.code == code
        assert commands.register(tx, order).expected == 1  # all that is left
        with pytest.raises(Refusal) as caught:
            commands.register(tx, order)
        assert caught.value.code == "return_nothing_left"


def test_two_who_register_the_same_goods_at_once_get_them_once(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 3})

    def once(_number: int) -> str:
        try:
            run(shop.db, shop.actor, lambda tx: commands.register(tx, order))
        except Refusal as refusal:
            return refusal.code
        return "made"

    with ThreadPoolExecutor(4) as together:
        said = sorted(together.map(once, range(4)))
    assert said == ["made", *["return_nothing_left"] * 3]


def test_what_has_not_left_cannot_come_back(shop: Any) -> None:
    order = shop.pack("A1", {"TEH": 1})
    with writing(shop.db, shop.actor) as tx, pytest.raises(Refusal) as caught:
        commands.register(tx, order)
    assert caught.value.code == "return_not_shipped"


def test_a_parcel_that_was_not_delivered_comes_back_for_nothing(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 1}, paid=0, cod=25_000_00)
    states = select(shipments.c.state).where(shipments.c.order_id == order)
    with writing(shop.db, shop.actor) as tx:
        made = commands.register(tx, order)
        assert (made.wish, made.state) == (Wish.NOTHING, ReturnState.ANNOUNCED)
        assert tx.execute(states).scalar_one() == "returning"
        commands.arrive(tx, made.id)
        assert tx.execute(states).scalar_one() == "returned"
        inspecting.inspect(tx, made.id, shop.made.products["TEH"], 1, "MAIN")
        inspecting.finish(tx, made.id)
        done = settle(tx, shop.rules, made.id, Settlement())
        assert (done.refunded, done.returned.billing) == (0, "none")
    assert shop.status("A1") == "returned"
    assert shop.places("TEH") == {"MAIN": 10}


def test_a_parcel_that_a_buyer_sends_back_leaves_its_shipment_alone(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 1})
    with writing(shop.db, shop.actor) as tx:
        assert commands.register(tx, order, arrived=True).wish is Wish.REFUND
        state = select(shipments.c.state).where(shipments.c.order_id == order)
        assert tx.execute(state).scalar_one() == "in_transit"


def test_the_discount_of_an_order_is_shared_by_what_comes_back(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 3}, discount=10_000_01, total=64_999_99, paid=64_999_99)
    one, two = come_back(shop, order, "TEH", 1), come_back(shop, order, "TEH", 2)
    with reading(shop.db) as tx:
        parts = [share(tx, queries.one_return(tx, each)) for each in (one, two)]
        assert parts == [25_000_00 - 3_333_34, 50_000_00 - 6_666_68]
        assert sum(parts) <= 64_999_99


def test_the_discount_of_a_line_comes_off_what_comes_back_of_that_line(shop: Any) -> None:
    total = 100_000_00 - 1_000_01 - 30
    order = shop.send("A1", {"TEH": 3, "KOPI": 1}, discount=1_000_31, total=total, paid=total)
    with writing(shop.db, shop.actor) as tx:
        tea = order_lines.c.line_no == 1
        tx.execute(update(order_lines).where(tea).values(discount=1_000_01))
    one = come_back(shop, order, "KOPI", 1)
    two, three = come_back(shop, order, "TEH", 1), come_back(shop, order, "TEH", 2)
    with reading(shop.db) as tx:
        parts = [share(tx, queries.one_return(tx, each)) for each in (one, two, three)]
    # Of the 30 that the whole order gave off the coffee has 8 (7.57), and the teas 8 and 15.
    assert parts == [25_000_00 - 8, 25_000_00 - 333_34 - 8, 50_000_00 - 666_68 - 15]
    assert sum(parts) <= total


def test_a_refund_may_be_changed_but_never_be_more_than_was_paid(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 2}, paid=30_000_00)
    back = come_back(shop, order, "TEH", 2)
    with writing(shop.db, shop.actor) as tx:
        assert refundable(tx, queries.one_return(tx, back)) == 30_000_00
    for amount, code in ((30_000_01, "refund_too_big"), (-1, "refund_negative")):
        with pytest.raises(Refusal) as caught, writing(shop.db, shop.actor) as tx:
            settle(tx, shop.rules, back, Settlement(refund=amount))
        assert caught.value.code == code
    with writing(shop.db, shop.actor) as tx:
        assert settle(tx, shop.rules, back, Settlement(refund=5_000_00)).refunded == 5_000_00
        with pytest.raises(IllegalTransition):
            settle(tx, shop.rules, back, Settlement())


@pytest.mark.parametrize(
    ("sku", "units", "due", "refunded", "status"),
    [
        ("KOPI", 2, 0, 0, "processing"),  # as dear as what came back
        ("KOPI", 3, 25_000_00, 0, "down_payment"),
        ("KOPI", 1, 0, 25_000_00, "processing"),
    ],
)
def test_an_exchange_is_paid_for_by_what_came_back(
    shop: Any, sku: str, units: int, due: int, refunded: int, status: str
) -> None:
    order = shop.send("A1", {"TEH": 2})
    back = come_back(shop, order, "TEH", 2)
    with writing(shop.db, shop.actor) as tx:
        goods = goods_of(tx, {sku: units})
        done = settle(tx, shop.rules, back, Settlement(goods=goods, sure=units > 2))
        assert done.exchange is not None
        assert (done.exchange.due, done.refunded) == (due, refunded)
        assert done.returned.billing == "replacement"
        new = find(tx, done.exchange.order_no)
        found = tx.execute(
            select(orders.c.origin, orders.c.origin_id, orders.c.total, orders.c.paid).where(
                orders.c.id == new.id
            )
        ).one()
        assert tuple(found) == ("exchange", order, 25_000_00 * units, 25_000_00 * units - due)
        paid = tx.execute(select(orders.c.paid).where(orders.c.id == order)).scalar_one()
        assert paid == 0  # what was paid moved over or went back
        assert done.returned.exchange_no == done.exchange.order_no
        assert new.status.value == status
    assert shop.status("A1") == "returned"


def test_more_goods_than_came_back_go_out_only_where_somebody_is_sure(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 2})
    back = come_back(shop, order, "TEH", 1, damaged=1)
    with writing(shop.db, shop.actor) as tx:
        goods = goods_of(tx, {"KOPI": 9_998, "GULA": 1})
    with pytest.raises(Refusal) as caught, writing(shop.db, shop.actor) as tx:
        settle(tx, shop.rules, back, Settlement(goods=goods))
    assert caught.value.code == "exchange_more"
    assert (caught.value.params["units"], caught.value.params["came"]) == (9_999, 2)
    with writing(shop.db, shop.actor) as tx:
        assert queries.one_return(tx, back).state is ReturnState.INSPECTED
        done = settle(tx, shop.rules, back, Settlement(goods=goods, sure=True))
        assert done.exchange is not None
        assert done.exchange.missing == 9_988  # ten lie on the shelf


def test_goods_of_an_exchange_must_exist(shop: Any) -> None:
    with reading(shop.db) as tx:
        with pytest.raises(NotFound):
            goods_of(tx, {"NADA": 1})
        with pytest.raises(Refusal):
            goods_of(tx, {"TEH": 0})


@pytest.mark.parametrize("goods_back", [True, False])
def test_of_a_refused_return_the_goods_go_back_to_the_buyer_or_stay(
    shop: Any, *, goods_back: bool
) -> None:
    order = shop.send("A1", {"TEH": 3})
    back = come_back(shop, order, "TEH", 2, damaged=1)
    with writing(shop.db, shop.actor) as tx:
        done = commands.refuse(tx, back, "used", goods_back=goods_back)
        assert done.state is ReturnState.REFUSED
        (left,) = queries.returnable(tx, order)
        assert left.left == (3 if goods_back else 0)
    assert shop.places("TEH") == ({"MAIN": 7} if goods_back else {"MAIN": 9, "DAMAGED": 1})
    assert shop.status("A1") == "shipping"


def test_goods_that_are_promised_to_others_cannot_be_sent_back(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 3})
    back = come_back(shop, order, "TEH", 3)
    shop.build.ready_order(shop.db, "A2", {"TEH": 9})
    with pytest.raises(Refusal) as caught, writing(shop.db, shop.actor) as tx:
        commands.refuse(tx, back, "used", goods_back=True)
    assert caught.value.code == "stock_not_enough"
    assert shop.places("TEH") == {"MAIN": 10}


def test_an_inspection_is_closed_only_when_something_came_and_what_is_missing_was_said(
    shop: Any,
) -> None:
    order = shop.send("A1", {"TEH": 3})
    with writing(shop.db, shop.actor) as tx:
        made = commands.register(tx, order, arrived=True)
        with pytest.raises(Refusal) as caught:
            inspecting.finish(tx, made.id, sure=True)
        assert caught.value.code == "return_nothing_found"
        inspecting.inspect(tx, made.id, shop.made.products["TEH"], 2, "MAIN")
        with pytest.raises(Refusal) as caught:
            inspecting.finish(tx, made.id)
        assert (caught.value.code, caught.value.params["rest"]) == ("return_not_all", 1)
        assert inspecting.finish(tx, made.id, sure=True).rest == 1
        (left,) = queries.returnable(tx, order)
        assert left.left == 1  # the one that did not come may still come


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("return_not_of_order", lambda tx, r, s: (tx, r, s.made.products["KOPI"], 1, "MAIN")),
        ("return_too_many", lambda tx, r, s: (tx, r, s.made.products["TEH"], 3, "MAIN")),
        ("return_too_many", lambda tx, r, s: (tx, r, s.made.products["TEH"], 0, "MAIN")),
        ("bin_not_for_goods", lambda tx, r, s: (tx, r, s.made.products["TEH"], 1, "OUT")),
        ("bin_unknown", lambda tx, r, s: (tx, r, s.made.products["TEH"], 1, "Z-9")),
    ],
)
def test_what_cannot_be_is_refused_and_moves_nothing(
    shop: Any, code: str, what: Callable[[Transaction, int, Any], Any]
) -> None:
    order = shop.send("A1", {"TEH": 2})
    with writing(shop.db, shop.actor) as tx:
        made = commands.register(tx, order, arrived=True)
        with pytest.raises((Refusal, NotFound)) as caught:
            inspecting.inspect(*what(tx, made.id, shop))
        assert caught.value.code == code
    assert shop.places("TEH") == {"MAIN": 8}


def test_only_what_has_arrived_is_inspected(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 2})
    with writing(shop.db, shop.actor) as tx:
        made = commands.register(tx, order)
        with pytest.raises(Refusal) as caught:
            inspecting.inspect(tx, made.id, shop.made.products["TEH"], 1, "MAIN")
        assert caught.value.code == "return_not_here"


def test_each_step_asks_for_its_permission(shop: Any) -> None:
    order = shop.send("A1", {"TEH": 2})
    tea = shop.made.products["TEH"]
    with writing(shop.db, shop.actor) as tx:
        made = commands.register(tx, order, arrived=True)
        nobody = shop.build.actor(tx, shop.made.operator, shop.made.station, ["pack"])
        registers = shop.build.actor(tx, shop.made.operator, shop.made.station, ["return_register"])
    with writing(shop.db, nobody) as tx:
        for what in (
            lambda: commands.register(tx, order),
            lambda: inspecting.inspect(tx, made.id, tea, 1, "MAIN"),
            lambda: settle(tx, shop.rules, made.id, Settlement()),
            lambda: commands.refuse(tx, made.id, "no", goods_back=True),
        ):
            with pytest.raises(NotAllowed):
                what()
    with writing(shop.db, shop.actor) as tx:
        inspecting.inspect(tx, made.id, tea, 1, "MAIN")
    with writing(shop.db, registers) as tx, pytest.raises(NotAllowed):
        commands.refuse(tx, made.id, "no", goods_back=True)  # goods were inspected by now


def test_returns_are_listed_the_open_ones_first_and_found_by_what_they_name(shop: Any) -> None:
    one, two = shop.send("A1", {"TEH": 1}), shop.send("B2", {"KOPI": 1})
    done = come_back(shop, one, "TEH", 1)
    with writing(shop.db, shop.actor) as tx:
        settle(tx, shop.rules, done, Settlement())
        commands.register(tx, two)
        assert [r.order_no for r in queries.page(tx)] == ["B2", "A1"]
        assert [r.order_no for r in queries.page(tx, states=[ReturnState.SETTLED])] == ["A1"]
        for text, found in (("R00", 2), ("r000001", 1), ("B2", 1), ("%", 0)):
            assert (len(queries.page(tx, text=text)), queries.count(tx, text=text)) == (found,) * 2
        with pytest.raises(NotFound):
            queries.by_code(tx, "R9")
