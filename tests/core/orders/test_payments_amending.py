"""What is written down of a payment can be changed until somebody confirmed or refused it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest

from core.audit import of_order
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.orders.payments.checks import paid_differences
from core.orders.payments.commands import Paid, amend, confirm, refund, refuse, report
from core.orders.payments.queries import payment
from core.orders.payments.states import Method, PaymentKind
from core.orders.states import OrderStatus, Source
from core.orders.status import Policy
from core.transaction import Actor, Transaction, writing

POLICY = Policy(zone="Asia/Jakarta")
TOTAL = 50_000_00
SAID = Paid(20_000_00, Method.TRANSFER, date(2026, 3, 1), "BCA", "TRX 1", "sudah kak")


@pytest.fixture
def tx(db: Database, build: ModuleType) -> Any:
    shop = build.shop(db, {"TEH": 9})
    with writing(db, shop.actor) as one:
        yield one
        assert paid_differences(one) == []


def placed(build: ModuleType, tx: Transaction, number: str = "A1") -> int:
    """A typed-in order of 50,000 of which nothing is paid."""
    values = {"status": OrderStatus.UNPAID.value, "paid": 0, "source": Source.MANUAL.value}
    made: int = build.order(tx, number, {"TEH": 2}, **values)
    return made


def code_of(work: Any) -> str:
    with pytest.raises(Refusal) as caught:
        work()
    return caught.value.code


def test_everything_that_a_buyer_said_can_be_written_down_anew(
    tx: Transaction, build: ModuleType
) -> None:
    order = placed(build, tx)
    first = report(tx, POLICY, order, SAID).payment
    assert first.kind is PaymentKind.DOWN_PAYMENT
    then = Paid(TOTAL, Method.QR, date(2026, 3, 2), "BRI", "TRX 2", "this one")
    done = amend(tx, POLICY, first.id, then)
    one = done.payment
    assert (one.amount.minor, one.method, one.paid_on) == (TOTAL, Method.QR, date(2026, 3, 2))
    assert (one.bank, one.reference, one.proof) == ("BRI", "TRX 2", "this one")
    assert (one.kind, done.status) == (PaymentKind.PAYMENT, OrderStatus.TO_CONFIRM)
    event = of_order(tx, order)[-1]
    assert (event.kind, event.data["before"], event.data["amount"]) == (
        "payment_amended",
        "20000.00",
        "50000.00",
    )
    assert event.data["changed"] == [
        "amount",
        "bank",
        "kind",
        "method",
        "paid_on",
        "proof",
        "reference",
    ]
    assert confirm(tx, POLICY, first.id).status is OrderStatus.PROCESSING


def test_the_same_again_leaves_no_trace(tx: Transaction, build: ModuleType) -> None:
    order = placed(build, tx)
    first = report(tx, POLICY, order, SAID).payment
    amend(tx, POLICY, first.id, SAID)
    assert [one.kind for one in of_order(tx, order)] == ["payment_reported"]


def test_what_was_decided_is_not_changed_any_more(tx: Transaction, build: ModuleType) -> None:
    order = placed(build, tx)
    kept = report(tx, POLICY, order, SAID).payment
    confirm(tx, POLICY, kept.id)
    lost = report(tx, POLICY, order, Paid(1_000_00)).payment
    refuse(tx, POLICY, lost.id, "no")
    for one in (kept, lost):
        assert code_of(lambda one=one: amend(tx, POLICY, one.id, Paid(2_00))) == "payment_moved"
        assert payment(tx, one.id).amount == one.amount
    with pytest.raises(NotFound):
        amend(tx, POLICY, 999_999, SAID)


def test_too_much_and_a_known_reference_need_somebody_who_is_sure(
    tx: Transaction, build: ModuleType
) -> None:
    order, other = placed(build, tx), placed(build, tx, "A2")
    report(tx, POLICY, other, Paid(1_000_00, reference="TRX 9"))
    report(tx, POLICY, order, Paid(30_000_00))
    first = report(tx, POLICY, order, SAID).payment
    assert code_of(lambda: amend(tx, POLICY, first.id, Paid(20_000_01))) == "payment_over"
    known = Paid(20_000_00, reference="TRX 9")
    assert code_of(lambda: amend(tx, POLICY, first.id, known)) == "payment_known"
    done = amend(tx, POLICY, first.id, Paid(60_000_00, reference="TRX 9"), sure=True)
    assert done.payment.amount.minor == 60_000_00
    amend(tx, POLICY, first.id, Paid(60_000_00, bank="BCA", reference="TRX 9"))
    assert payment(tx, first.id).bank == "BCA", "who was sure once is not asked again"


@pytest.mark.parametrize(
    ("paid", "code"),
    [
        (Paid(0), "payment_nothing"),
        (Paid(1_00, paid_on=date(1999, 1, 1)), "payment_day"),
        (Paid(1_00, bank="x" * 61), "text_too_long"),
    ],
)
def test_what_cannot_be_is_refused_and_the_first_word_stays(
    tx: Transaction, build: ModuleType, paid: Paid, code: str
) -> None:
    first = report(tx, POLICY, placed(build, tx), SAID).payment
    assert code_of(lambda: amend(tx, POLICY, first.id, paid)) == code
    tomorrow = Paid(1_00, paid_on=tx.now.date() + timedelta(days=2))
    assert code_of(lambda: amend(tx, POLICY, first.id, tomorrow)) == "payment_day"
    assert payment(tx, first.id) == first


def test_who_may_not_write_payments_down_changes_none(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 9})
    with writing(db) as tx:
        first = report(tx, POLICY, placed(build, tx), SAID).payment
    nobody = Actor(permissions=frozenset({"order_view"}))
    with writing(db, nobody) as tx, pytest.raises(NotAllowed):
        amend(tx, POLICY, first.id, Paid(1_00))


def test_what_a_refusal_says_can_be_kept_with_the_scan(tx: Transaction, build: ModuleType) -> None:
    order = placed(build, tx)
    said = report(tx, POLICY, order, SAID).payment
    confirm(tx, POLICY, said.id)
    for work in (
        lambda: report(tx, POLICY, order, Paid(TOTAL)),
        lambda: refund(tx, POLICY, order, Paid(TOTAL), "all"),
    ):
        with pytest.raises(Refusal) as caught:
            work()
        kept = json.loads(json.dumps(dict(caught.value.params)))
        assert (kept["amount"], kept["currency"]) == ("50000.00", "IDR")
