"""What a settled return takes off what is owed: goods that are back are not to be paid for."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from core.doctor.checks import check
from core.doctor.looking import Means
from core.migrations.run import config_for
from core.orders.book.filters import BookFilter, Paid, read_filter
from core.orders.book.queries import counts, page_at
from core.orders.follow_up_facts import still_due
from core.orders.models import orders
from core.orders.payments import commands as money
from core.orders.payments.models import order_payments
from core.orders.queries import order as order_of
from core.orders.status import stand
from core.returns import commands, inspecting, queries
from core.returns.exchanging import goods_of
from core.returns.models import returns
from core.returns.settling import Settlement, settle
from core.returns.states import ReturnState
from core.shipping.delivering import mark_delivered
from core.transaction import reading, writing

ONE = 25_000_00
"""What each product costs."""
EVERY = tuple(Paid)


def sent(shop: Any, lines: dict[str, int], paid: int, **columns: Any) -> int:
    """An order that left, of which so much is paid in one payment; gives its id."""
    order_id: int = shop.send("A1", lines, paid=paid, **columns)
    with writing(shop.db, shop.actor) as tx:
        tx.execute(delete(order_payments).where(order_payments.c.order_id == order_id))
        if paid:
            row = dict.fromkeys(("bank", "reference", "proof", "reason"), "")
            row |= {"order_id": order_id, "amount": paid, "paid_on": tx.now.date()}
            row |= {"kind": "payment", "method": "transfer", "state": "confirmed"}
            row |= {"reported_at": tx.now, "decided_at": tx.now}
            tx.execute(insert(order_payments).values(**row))
    return order_id


def back(shop: Any, order_id: int, units: dict[str, int] | None = None, **how: Any) -> Any:
    """Goods come back, all or so many units by SKU, and are settled at once."""
    goods = how.pop("goods", {})
    with writing(shop.db, shop.actor) as tx:
        can = queries.returnable(tx, order_id)
        wanted = None if units is None else {x.line_id: units.get(x.sku, 0) for x in can}
        made = commands.register(tx, order_id, wanted=wanted, arrived=True)
        for line in queries.lines_of(tx, made.id):
            inspecting.inspect(tx, made.id, line.product_id, line.expected, "MAIN")
        inspecting.finish(tx, made.id)
        how["goods"] = goods_of(tx, goods)
        return settle(tx, shop.rules, made.id, Settlement(**how))


def sums(shop: Any, order_id: int) -> tuple[int, int, int]:
    """What is paid, what was taken off, and what is still due; all three agree everywhere."""
    with reading(shop.db) as tx:
        info = order_of(tx, order_id)
        now = stand(tx, order_id)
        of_returns = [r.credited for r in queries.returns_of(tx, order_id)]
        (row,) = page_at(tx, BookFilter(statuses=(info.status,)), "UTC").rows
    assert sum(of_returns) == info.credited.minor
    assert info.balance.minor == now.facts.total - now.facts.paid == row.balance.minor
    means = Means(shop.db, shop.config)
    results = check(means, ("payments", "totals", "status"), rest_s=0)
    assert [one for done in results for one in (*done.found, done.problem) if one] == []
    return info.paid.minor, info.credited.minor, info.balance.minor


def listed(shop: Any) -> set[str]:
    """The lists by payment in which the order stands, whatever its status."""
    names = set()
    with reading(shop.db) as tx:
        for one in EVERY:
            wanted = read_filter({"paid": one.value, "statuses": "any"})
            found = page_at(tx, wanted, "UTC").total
            assert found == sum(counts(tx, wanted, "UTC").values())
            names |= {one.value} if found else set()
    return names


def test_an_order_that_came_back_whole_and_was_refunded_owes_nothing(shop: Any) -> None:
    order = sent(shop, {"TEH": 2}, 2 * ONE)
    assert back(shop, order).returned.credited == 2 * ONE
    assert sums(shop, order) == (0, 2 * ONE, 0)
    assert listed(shop) == {"credited"}
    with reading(shop.db) as tx:
        assert [r.order_no for r in page_at(tx, read_filter({"paid": "credited"}), "UTC").rows] == [
            "A1"
        ]


def test_a_part_that_came_back_and_was_refunded_leaves_the_rest_paid(shop: Any) -> None:
    order = sent(shop, {"TEH": 2, "KOPI": 1}, 3 * ONE)
    back(shop, order, {"TEH": 1})
    assert sums(shop, order) == (2 * ONE, ONE, 0)
    assert listed(shop) == {"paid"}
    back(shop, order, {"KOPI": 1})
    assert sums(shop, order) == (ONE, 2 * ONE, 0)
    back(shop, order)
    assert sums(shop, order) == (0, 3 * ONE, 0)


@pytest.mark.parametrize("units", [1, 2, 3])
def test_an_exchange_leaves_nothing_due_on_the_order_it_came_from(shop: Any, units: int) -> None:
    order = sent(shop, {"TEH": 2}, 2 * ONE)
    done = back(shop, order, goods={"KOPI": units}, sure=True)
    assert done.exchange is not None
    with writing(shop.db, shop.actor) as tx:
        assert order_of(tx, done.exchange.order_id).balance.minor == max(0, units - 2) * ONE
    assert sums(shop, order) == (0, 2 * ONE, 0)
    assert listed(shop) <= {"credited", "paid", "unpaid", "part"}


def test_less_money_back_takes_less_off_and_what_stays_is_no_credit_of_the_buyer(shop: Any) -> None:
    order = sent(shop, {"TEH": 2}, 2 * ONE)
    back(shop, order, refund=2 * ONE - 500_00)
    assert sums(shop, order) == (500_00, 2 * ONE - 500_00, 0)


def test_the_shipping_fee_that_goes_back_as_well_is_taken_off_too(shop: Any) -> None:
    order = sent(shop, {"TEH": 2}, 2 * ONE + 9_000_00, shipping_fee=9_000_00, total=59_000_00)
    back(shop, order, {"TEH": 1}, refund=ONE + 9_000_00)
    assert sums(shop, order) == (ONE, ONE + 9_000_00, 0)


def test_money_that_was_paid_too_much_goes_back_without_taking_anything_off(shop: Any) -> None:
    order = sent(shop, {"TEH": 2}, 2 * ONE + 700_00)
    assert sums(shop, order) == (2 * ONE + 700_00, 0, -700_00)
    back(shop, order, {"TEH": 1}, refund=ONE + 700_00)
    assert sums(shop, order) == (ONE, ONE, 0)


def test_goods_that_were_not_paid_for_come_off_what_is_due(shop: Any) -> None:
    order = sent(shop, {"TEH": 2, "KOPI": 2}, 0)
    back(shop, order, {"TEH": 2})
    assert sums(shop, order) == (0, 2 * ONE, 2 * ONE)
    assert listed(shop) == {"unpaid"}
    with reading(shop.db) as tx:
        assert still_due(order_of(tx, order)).minor == 2 * ONE


def test_a_parcel_on_delivery_that_nobody_took_owes_nothing_not_even_its_fee(shop: Any) -> None:
    total = ONE + 9_000_00
    order = sent(shop, {"TEH": 1}, 0, shipping_fee=9_000_00, total=total, cod=total)
    assert back(shop, order).refunded == 0
    assert sums(shop, order) == (0, total, 0)
    assert listed(shop) == {"credited", "cod"}


def test_of_goods_on_delivery_that_came_back_in_part_the_rest_ends_the_order(shop: Any) -> None:
    order = sent(shop, {"TEH": 2}, 0, cod=2 * ONE)
    with writing(shop.db, shop.actor) as tx:
        mark_delivered(tx, shop.rules.policy, order)
    back(shop, order, {"TEH": 1})
    assert (shop.status("A1"), sums(shop, order)) == ("shipping", (0, ONE, ONE))
    with writing(shop.db, shop.actor) as tx:
        paid = money.Paid(ONE + 1, money.Method.COD)
        with pytest.raises(money.Refusal) as caught:
            money.report(tx, shop.rules.policy, order, paid)
        assert (caught.value.code, caught.value.params["due"]) == ("payment_over", "25000.00")
        paid = money.Paid(ONE, money.Method.COD)
        told = money.report(tx, shop.rules.policy, order, paid)
        assert money.confirm(tx, shop.rules.policy, told.payment.id).balance.minor == 0
    assert (shop.status("A1"), sums(shop, order)) == ("done", (ONE, ONE, 0))


def test_a_refund_that_did_not_reach_the_buyer_is_credit_of_theirs(shop: Any) -> None:
    order = sent(shop, {"TEH": 2}, 2 * ONE)
    back(shop, order)
    wanted = select(order_payments.c.id).where(order_payments.c.kind == "refund")
    with writing(shop.db, shop.actor) as tx:
        refund = tx.execute(wanted).scalar_one()
        money.reverse(tx, shop.rules.policy, refund, "wrong account")
    assert sums(shop, order) == (2 * ONE, 2 * ONE, -2 * ONE)
    assert listed(shop) == {"paid", "overpaid"}


def test_a_return_that_is_refused_takes_nothing_off(shop: Any) -> None:
    order = sent(shop, {"TEH": 2}, 2 * ONE)
    with writing(shop.db, shop.actor) as tx:
        made = commands.register(tx, order)
        assert commands.refuse(tx, made.id, "late", goods_back=False).state is ReturnState.REFUSED
        assert tx.execute(select(orders.c.credited)).scalars().all() == [0]
    assert sums(shop, order) == (2 * ONE, 0, 0)


def test_what_was_settled_before_takes_off_what_went_back_for_it(shop: Any) -> None:
    from alembic import command

    whole = sent(shop, {"TEH": 2}, 2 * ONE)
    back(shop, whole, {"TEH": 1}, goods={"KOPI": 1})
    back(shop, whole, {"TEH": 1}, refund=ONE - 500_00)
    unpaid = shop.send("A2", {"GULA": 1}, paid=0, cod=ONE)
    with writing(shop.db) as tx:
        tx.execute(delete(order_payments).where(order_payments.c.order_id == unpaid))
    back(shop, unpaid)
    part = shop.send("A3", {"GULA": 3})
    back(shop, part, {"GULA": 1})
    offs = select(orders.c.order_no, orders.c.credited).where(orders.c.credited > 0)
    each = select(returns.c.order_id, returns.c.credited).order_by(returns.c.id)
    with reading(shop.db) as tx:
        before = [sorted(tuple(row) for row in tx.execute(query)) for query in (offs, each)]
    assert before[0] == [("A1", 2 * ONE - 500_00), ("A2", ONE), ("A3", ONE)]
    command.downgrade(config_for(shop.db.writer), "0005")
    command.upgrade(config_for(shop.db.writer), "head")
    with reading(shop.db) as tx:
        after = [sorted(tuple(row) for row in tx.execute(query)) for query in (offs, each)]
    assert after == before
