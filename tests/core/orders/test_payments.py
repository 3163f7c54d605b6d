"""Payments on an order: reported, confirmed, refused, given back, reversed, and what follows."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from core.audit import of_order
from core.customers.models import Trust, customers
from core.database import Database
from core.errors import IllegalTransition, NotAllowed, NotFound, Refusal
from core.orders.commands import head
from core.orders.models import order_lines, orders
from core.orders.payments.checks import paid_differences
from core.orders.payments.commands import Paid, confirm, refund, refuse, report, reverse
from core.orders.payments.models import order_payments
from core.orders.payments.queries import payments_of, to_confirm
from core.orders.payments.states import PAYMENT_STEPS, Method, PaymentKind, PaymentState
from core.orders.states import Fulfilment, OrderStatus, Source
from core.orders.status import Policy, accept, follow_money
from core.transaction import Actor, Transaction, writing

POLICY = Policy(zone="Asia/Jakarta")
TOTAL = 50_000_00
S = OrderStatus


def placed(build: ModuleType, tx: Transaction, number: str = "A1", **columns: Any) -> int:
    """An order of 50,000 of which nothing is paid."""
    values = {"status": S.UNPAID.value, "paid": 0, "source": Source.MANUAL.value} | columns
    made: int = build.order(tx, number, {"TEH": 2}, **values)
    return made


def paid_of(tx: Transaction, order: int) -> int:
    return int(tx.execute(select(orders.c.paid).where(orders.c.id == order)).scalar_one())


@pytest.fixture
def tx(db: Database, build: ModuleType) -> Any:
    shop = build.shop(db, {"TEH": 9})
    with writing(db, shop.actor) as one:
        yield one
        assert paid_differences(one) == []


def test_a_reported_payment_counts_only_when_a_person_confirmed_it(
    tx: Transaction, build: ModuleType
) -> None:
    order = placed(build, tx)
    said = Paid(TOTAL, Method.TRANSFER, date(2026, 3, 1), "BCA", "TRX 1", "sudah transfer kak")
    done = report(tx, POLICY, order, said)
    assert (done.status, done.payment.state) == (S.TO_CONFIRM, PaymentState.REPORTED)
    assert (paid_of(tx, order), done.balance.minor) == (0, TOTAL)
    assert [one.id for one in to_confirm(tx)] == [done.payment.id]
    done = confirm(tx, POLICY, done.payment.id)
    assert (done.status, paid_of(tx, order), done.balance.minor) == (S.PROCESSING, TOTAL, 0)
    one = payments_of(tx, order)[0]
    assert (one.bank, one.reference, one.proof) == ("BCA", "TRX 1", "sudah transfer kak")
    assert (one.reported_by, one.decided_by, one.paid_on) == ("Sari", "Sari", date(2026, 3, 1))
    assert to_confirm(tx) == ()
    since = tx.execute(select(orders.c.confirmed_at).where(orders.c.id == order)).scalar_one()
    assert since == tx.now
    assert [one.kind for one in of_order(tx, order)] == ["payment_reported", "payment_confirmed"]


@pytest.mark.parametrize(
    ("source", "then"), [(Source.MANUAL, S.DOWN_PAYMENT), (Source.WEB, S.UNPAID)]
)
def test_a_part_is_a_down_payment_only_of_manual_orders(
    tx: Transaction, build: ModuleType, source: Source, then: OrderStatus
) -> None:
    order = placed(build, tx, source=source.value)
    first = report(tx, POLICY, order, Paid(20_000_00, Method.CASH))
    down = source is Source.MANUAL
    assert first.payment.kind is (PaymentKind.DOWN_PAYMENT if down else PaymentKind.PAYMENT)
    assert confirm(tx, POLICY, first.payment.id).status is then
    rest = report(tx, POLICY, order, Paid(30_000_00))
    assert (rest.status, rest.payment.kind) == (S.TO_CONFIRM, PaymentKind.PAYMENT)
    refused = refuse(tx, POLICY, rest.payment.id, "not on the statement")
    assert (refused.status, refused.payment.reason) == (then, "not on the statement")
    again = report(tx, POLICY, order, Paid(30_000_00))
    assert confirm(tx, POLICY, again.payment.id).status is S.PROCESSING
    assert paid_of(tx, order) == TOTAL


def test_an_order_waits_as_long_as_one_of_its_reports_does(
    tx: Transaction, build: ModuleType
) -> None:
    order = placed(build, tx)
    one = report(tx, POLICY, order, Paid(10_000_00)).payment.id
    other = report(tx, POLICY, order, Paid(15_000_00)).payment.id
    assert refuse(tx, POLICY, one, "no such transfer").status is S.TO_CONFIRM
    assert refuse(tx, POLICY, other, "no such transfer").status is S.UNPAID


def test_more_than_is_due_is_asked_about_and_stays_as_credit(
    tx: Transaction, build: ModuleType
) -> None:
    order = placed(build, tx)
    report(tx, POLICY, order, Paid(30_000_00))
    with pytest.raises(Refusal) as asked:
        report(tx, POLICY, order, Paid(30_000_00))
    assert asked.value.code == "payment_over"
    assert (str(asked.value.params["amount"]), str(asked.value.params["due"])) == (
        "30000.00",
        "20000.00",
    )
    report(tx, POLICY, order, Paid(30_000_00), sure=True)
    first, second = payments_of(tx, order)
    assert confirm(tx, POLICY, first.id).balance.minor == 20_000_00
    with pytest.raises(Refusal, match="payment_over"):
        confirm(tx, POLICY, second.id)
    done = confirm(tx, POLICY, second.id, sure=True)
    assert (done.status, done.balance.minor) == (S.PROCESSING, -10_000_00)


def test_the_same_proof_on_another_order_is_asked_about(tx: Transaction, build: ModuleType) -> None:
    first, second = placed(build, tx), placed(build, tx, "A2")
    one = report(tx, POLICY, first, Paid(TOTAL, reference="TRX 7")).payment.id
    with pytest.raises(Refusal) as asked:
        report(tx, POLICY, second, Paid(TOTAL, reference="TRX 7"))
    assert (asked.value.code, asked.value.params["order"]) == ("payment_known", "A1")
    refuse(tx, POLICY, one, "typed on the wrong order")
    assert report(tx, POLICY, second, Paid(TOTAL, reference="TRX 7")).status is S.TO_CONFIRM


def test_what_is_no_payment_is_refused(tx: Transaction, build: ModuleType) -> None:
    order = placed(build, tx)
    tomorrow = tx.now.date() + timedelta(days=2)
    for paid, code in (
        (Paid(0), "payment_nothing"),
        (Paid(-5), "payment_nothing"),
        (Paid(5, paid_on=tomorrow), "payment_day"),
        (Paid(5, paid_on=date(1999, 1, 1)), "payment_day"),
        (Paid(5, reference="x" * 121), "text_too_long"),
    ):
        with pytest.raises(Refusal) as refused:
            report(tx, POLICY, order, paid)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        confirm(tx, POLICY, 99)
    assert payments_of(tx, order) == ()


def test_every_pair_of_payment_states_is_a_step_or_is_refused(
    tx: Transaction, build: ModuleType
) -> None:
    def decide(then: PaymentState, payment: int) -> None:
        if then is PaymentState.CONFIRMED:
            confirm(tx, POLICY, payment, sure=True)
        elif then is PaymentState.REFUSED:
            refuse(tx, POLICY, payment, "why")
        else:
            reverse(tx, POLICY, payment, "why")

    to = [PaymentState.CONFIRMED, PaymentState.REFUSED, PaymentState.REVERSED]
    for number, (now, then) in enumerate(product(PaymentState, to)):
        order = placed(build, tx, f"P{number}")
        payment = report(tx, POLICY, order, Paid(TOTAL)).payment.id
        put = update(order_payments).where(order_payments.c.id == payment)
        tx.execute(put.values(state=now.value))
        follow_money(tx, POLICY, order)
        if (now, then) in PAYMENT_STEPS:
            decide(then, payment)
        else:
            with pytest.raises(IllegalTransition):
                decide(then, payment)
        after = payments_of(tx, order)[0].state
        assert after is (then if (now, then) in PAYMENT_STEPS else now)


def test_a_report_leads_every_status_to_itself_or_to_a_person(
    tx: Transaction, build: ModuleType
) -> None:
    for status in S:
        order = placed(build, tx, status.value, status=status.value)
        then = report(tx, POLICY, order, Paid(10_000_00)).status
        waits = status in {S.UNPAID, S.DOWN_PAYMENT, S.TO_CONFIRM}
        assert then is (S.TO_CONFIRM if waits else status)


def test_a_refund_is_at_most_what_was_paid(tx: Transaction, build: ModuleType) -> None:
    order = placed(build, tx)
    confirm(tx, POLICY, report(tx, POLICY, order, Paid(20_000_00)).payment.id)
    with pytest.raises(Refusal) as refused:
        refund(tx, POLICY, order, Paid(20_000_01), "too much")
    assert refused.value.code == "refund_too_big"
    with pytest.raises(Refusal, match="reason_needed"):
        refund(tx, POLICY, order, Paid(5_000_00), " ")
    done = refund(tx, POLICY, order, Paid(5_000_00, reference="TF 9"), "broken cup")
    assert (done.payment.kind, done.payment.counts) == (PaymentKind.REFUND, -5_000_00)
    assert (done.status, paid_of(tx, order)) == (S.DOWN_PAYMENT, 15_000_00)
    done = refund(tx, POLICY, order, Paid(15_000_00), "buyer changed their mind")
    assert (done.status, paid_of(tx, order)) == (S.UNPAID, 0)


def test_money_that_went_back_cannot_be_reversed_but_the_refund_can(
    tx: Transaction, build: ModuleType
) -> None:
    order = placed(build, tx)
    payment = report(tx, POLICY, order, Paid(TOTAL)).payment.id
    confirm(tx, POLICY, payment)
    back = refund(tx, POLICY, order, Paid(10_000_00), "a cup less")
    assert back.status is S.PROCESSING
    with pytest.raises(Refusal, match="reverse_refunded"):
        reverse(tx, POLICY, payment, "wrong order")
    assert reverse(tx, POLICY, back.payment.id, "it was not sent").balance.minor == 0
    assert reverse(tx, POLICY, payment, "wrong order").status is S.UNPAID


@pytest.mark.parametrize("fulfilment", list(Fulfilment))
@pytest.mark.parametrize("packed", [0, 1])
def test_a_wrong_confirmation_takes_the_order_back_or_holds_it(
    tx: Transaction, build: ModuleType, fulfilment: Fulfilment, packed: int
) -> None:
    order = placed(build, tx)
    payment = report(tx, POLICY, order, Paid(TOTAL)).payment.id
    confirm(tx, POLICY, payment)
    put = update(orders).where(orders.c.id == order)
    tx.execute(put.values(fulfilment=fulfilment.value, hold_reason=""))
    tx.execute(update(order_lines).where(order_lines.c.order_id == order).values(packed=packed))
    done = reverse(tx, POLICY, payment, "money of another order")
    after = head(tx, order)
    at_work = {Fulfilment.PICKING, Fulfilment.PACKING, Fulfilment.PACKED}
    if fulfilment is Fulfilment.HANDED_OVER:
        assert (done.flag, done.status) == ("gone", S.PROCESSING)
        assert after.fulfilment is fulfilment
    elif fulfilment is Fulfilment.CANCELLED:
        assert after.fulfilment is fulfilment
    elif packed or fulfilment in at_work:
        assert (done.flag, done.status) == ("held", S.PROCESSING)
        assert after.fulfilment is Fulfilment.HELD
    else:
        assert (done.flag, done.status) == ("", S.UNPAID)
        assert after.fulfilment is fulfilment
        row = tx.execute(select(orders.c.confirmed_at).where(orders.c.id == order))
        assert row.scalar_one() is None


def test_an_order_that_was_accepted_without_money_does_not_go_back(
    tx: Transaction, build: ModuleType
) -> None:
    order = placed(build, tx)
    with pytest.raises(Refusal, match="reason_needed"):
        accept(tx, order, "")
    accept(tx, order, "pays at the end of the month")
    part = confirm(tx, POLICY, report(tx, POLICY, order, Paid(9_000_00)).payment.id)
    assert reverse(tx, POLICY, part.payment.id, "typed twice").status is S.PROCESSING
    with pytest.raises(Refusal) as refused:
        accept(tx, order, "once more")
    assert refused.value.code == "order_not_waiting"


def test_a_blocked_buyer_gets_past_no_person(tx: Transaction, build: ModuleType) -> None:
    row = {"name": "Budi", "folded": "budi", "trust": Trust.BLOCKED.value}
    row |= {"created_at": tx.now, "updated_at": tx.now}
    who = tx.execute(insert(customers).returning(customers.c.id), row).scalar_one()
    cod = placed(build, tx, cod=TOTAL, customer_id=who)
    assert follow_money(tx, POLICY, cod) is S.TO_CONFIRM
    accept(tx, cod, "called him")
    assert head(tx, cod).status is S.PROCESSING
    paying = placed(build, tx, "A2", customer_id=who)
    payment = report(tx, POLICY, paying, Paid(TOTAL)).payment.id
    assert confirm(tx, POLICY, payment).status is S.PROCESSING


def test_cod_is_done_when_it_is_delivered_and_paid_in_any_order(
    tx: Transaction, build: ModuleType
) -> None:
    first = placed(build, tx, "C1", status=S.SHIPPING.value, cod=TOTAL, delivered_at=tx.now)
    assert follow_money(tx, POLICY, first) is S.SHIPPING
    money = report(tx, POLICY, first, Paid(TOTAL, Method.COD)).payment.id
    assert confirm(tx, POLICY, money).status is S.DONE
    back = reverse(tx, POLICY, money, "the courier paid another one")
    assert (back.flag, back.status) == ("gone", S.SHIPPING)
    second = placed(build, tx, "C2", status=S.SHIPPING.value, cod=TOTAL)
    money = report(tx, POLICY, second, Paid(TOTAL, Method.COD)).payment.id
    assert confirm(tx, POLICY, money).status is S.SHIPPING
    tx.execute(update(orders).where(orders.c.id == second).values(delivered_at=tx.now))
    assert follow_money(tx, POLICY, second) is S.DONE


def test_each_step_needs_its_own_permission(tx: Transaction, build: ModuleType) -> None:
    order = placed(build, tx)
    payment = report(tx, POLICY, order, Paid(TOTAL)).payment.id
    tx.actor = Actor(operator_id=tx.actor.operator_id, name="Dewi")
    for deed in (
        lambda: report(tx, POLICY, order, Paid(1)),
        lambda: confirm(tx, POLICY, payment),
        lambda: refuse(tx, POLICY, payment, "no"),
        lambda: refund(tx, POLICY, order, Paid(1), "no"),
        lambda: reverse(tx, POLICY, payment, "no"),
        lambda: accept(tx, order, "no"),
    ):
        with pytest.raises(NotAllowed):
            deed()
