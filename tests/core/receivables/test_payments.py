"""What is paid for what: rows that add up, nothing given away twice, undone by a row of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from types import ModuleType

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError

from core.billing.models import invoices
from core.billing.profiles.commands import set_profile
from core.customers.models import customers
from core.database import Database
from core.errors import IllegalTransition, NotAllowed, Refusal
from core.orders.payments.states import Method
from core.orders.states import OrderStatus
from core.people.permissions import ROLES, Role
from core.receivables.applying import Part, apply, release, undo, write_off
from core.receivables.balances import account, ageing, balances
from core.receivables.claims import Claim, claim, claims
from core.receivables.commands import Received, clear, receive, refund, reverse
from core.receivables.crediting import use_credit
from core.receivables.models import allocations
from core.receivables.queries import allocations_of, list_payments, payment
from core.receivables.reminders import mark
from core.receivables.settings import Terms
from core.receivables.states import PayState
from core.transaction import SYSTEM, Actor, Transaction, reading, run, writing

TERMS = Terms(currency="IDR", zone="UTC", write_off=5_000_00, small=10_000_00)
Bill = Callable[..., int]


@pytest.fixture
def buyer(db: Database) -> int:
    """A customer."""
    with writing(db) as tx:
        row = {"name": "PT Contoh", "folded": "pt contoh", "trust": "none"}
        row |= {"created_at": tx.now, "updated_at": tx.now, "email": "office@contoh.example"}
        made = tx.execute(insert(customers).returning(customers.c.id), row).scalar_one()
    return int(made)


@pytest.fixture
def bill(db: Database, buyer: int) -> Bill:
    """Issue a document of so many rupiah."""

    def made(total: int, **columns: object) -> int:
        with writing(db) as tx:
            number = len(tx.execute(select(invoices.c.id)).all()) + 1
            row = {
                "kind": "invoice",
                "state": "issued",
                "series": "T",
                "number": number,
                "internal_no": f"T{number}",
                "provider_key": f"key{number}",
                "customer_id": buyer,
                "seller": {"name": "Toko"},
                "buyer": {"name": "PT Contoh"},
                "buyer_name": "PT Contoh",
                "folded": "pt contoh",
                "language": "id",
                "currency": "IDR",
                "net": total * 100,
                "tax": 0,
                "total": total * 100,
                "issue_date": tx.today - timedelta(days=20),
                "due_date": tx.today - timedelta(days=6),
                "created_at": tx.now,
                "issued_at": tx.now,
            }
            values = row | columns
            return int(tx.execute(insert(invoices).returning(invoices.c.id), values).scalar_one())

    return made


def paid(db: Database, amount: int, customer_id: int | None = None, **more: object) -> int:
    money = Received(amount * 100, "IDR", customer_id, **more)  # type: ignore[arg-type]
    with writing(db) as tx:
        return receive(tx, TERMS, money).id


def use(db: Database, payment_id: int, invoice_id: int, amount: int) -> None:
    with writing(db) as tx:
        apply(tx, payment_id, [Part(invoice_id, amount * 100)])


def still(db: Database, invoice_id: int) -> int:
    with reading(db) as tx:
        return claim(tx, invoice_id).open // 100


def refused(db: Database, work: Callable[[Transaction], object]) -> str:
    with pytest.raises(Refusal) as found, writing(db) as tx:
        work(tx)
    return found.value.code


def check(db: Database, buyer: int) -> None:
    """Sums never exceed what there is, and the balance is what both ways of reckoning say."""
    with reading(db) as tx:
        (money,) = balances(tx, buyer, tx.today)
        open_ = sum(one.open for one in claims(tx, customer_ids=[buyer], unsettled=False))
        free = sum(one.free for one in list_payments(tx, customer_id=buyer))
        told = account(tx, buyer, "IDR", date(2000, 1, 1), tx.today)
        assert money.due == open_ - free == told.closing
        for one in list_payments(tx):
            assert 0 <= one.used <= one.amount.minor


def test_one_payment_pays_many_invoices_and_one_invoice_takes_many_payments(
    db: Database, bill: Bill, buyer: int
) -> None:
    first, second = bill(100), bill(50)
    big, small = paid(db, 120), paid(db, 30)
    with writing(db) as tx:
        done = apply(tx, big, [Part(first, 100_00), Part(second, 20_00)])
    assert (done.free, done.customer_id) == (0, buyer)
    use(db, small, second, 30)
    assert (still(db, first), still(db, second)) == (0, 0)
    check(db, buyer)


def test_no_more_is_given_than_a_payment_has_nor_than_an_invoice_asks_for(
    db: Database, bill: Bill, buyer: int
) -> None:
    one, other = bill(100), bill(100, currency="USD")
    money = paid(db, 150, buyer)
    assert refused(db, lambda tx: apply(tx, money, [Part(one, 100_01)])) == "claim_less"
    assert refused(db, lambda tx: apply(tx, money, [Part(other, 1)])) == "claim_currency"
    assert refused(db, lambda tx: apply(tx, money, [])) == "payment_nothing"
    use(db, money, one, 100)
    third = bill(100)
    assert refused(db, lambda tx: apply(tx, money, [Part(third, 60_00)])) == "money_spent"
    with reading(db) as tx:
        assert payment(tx, money).free == 50_00  # the rest is credit, and used by nobody
    assert still(db, third) == 100


@pytest.mark.parametrize("same", ["payment", "invoice"])
def test_of_many_who_use_the_same_money_at_once_one_does(
    db: Database, bill: Bill, buyer: int, same: str
) -> None:
    targets = [bill(100) for _ in range(4)] if same == "payment" else [bill(100)] * 4
    sources = (
        [paid(db, 100, buyer)] * 4
        if same == "payment"
        else [paid(db, 100, buyer) for _ in range(4)]
    )
    codes: list[str] = []
    gate = threading.Barrier(4)

    def one(source: int, target: int) -> None:
        gate.wait()
        try:
            run(db, SYSTEM, lambda tx: apply(tx, source, [Part(target, 100_00)]), tries=20)
            codes.append("")
        except Refusal as refusal:
            codes.append(refusal.code)

    threads = [
        threading.Thread(target=one, args=pair) for pair in zip(sources, targets, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lost = "money_spent" if same == "payment" else "claim_less"
    assert sorted(codes) == ["", lost, lost, lost]
    check(db, buyer)


def test_undoing_adds_a_row_and_never_changes_one(db: Database, bill: Bill, buyer: int) -> None:
    one, money = bill(100), paid(db, 100, buyer)
    use(db, money, one, 100)
    with writing(db) as tx:
        (given,) = allocations_of(tx, payment_id=money)
        back = undo(tx, given.id, "wrong invoice")
    assert (back.amount, back.reverses_id) == (-100_00, given.id)
    assert still(db, one) == 100
    assert refused(db, lambda tx: undo(tx, given.id, "again")) == "allocation_undone"
    assert refused(db, lambda tx: undo(tx, back.id, "again")) == "allocation_undone"
    with pytest.raises(DatabaseError), writing(db) as tx:
        tx.execute(text("UPDATE allocations SET amount = 1"))
    with pytest.raises(DatabaseError), writing(db) as tx:
        tx.execute(insert(allocations).values(_twice(given.id, money, one, tx)))
    check(db, buyer)


def _twice(reverses: int, money: int, one: int, tx: Transaction) -> dict[str, object]:
    row: dict[str, object] = {"payment_id": money, "invoice_id": one, "amount": -100_00}
    return row | {"why": "by_hand", "note": "", "reverses_id": reverses, "at": tx.now}


def test_what_is_pending_pays_nothing_and_what_is_called_back_opens_all_again(
    db: Database, bill: Bill, buyer: int
) -> None:
    one = bill(100)
    money = paid(db, 100, buyer, pending=True)
    assert refused(db, lambda tx: apply(tx, money, [Part(one, 1)])) == "money_not_cleared"
    with writing(db) as tx:
        assert clear(tx, money).free == 100_00
    use(db, money, one, 60)
    with writing(db) as tx:
        gone = reverse(tx, money, "cheque bounced")
    assert (gone.state, gone.free, gone.used) == (PayState.REVERSED, 0, 0)
    assert still(db, one) == 100
    with pytest.raises(IllegalTransition), writing(db) as tx:
        reverse(tx, money, "again")
    check(db, buyer)


def test_credit_goes_back_once_and_money_that_went_back_is_not_called_back(
    db: Database, bill: Bill, buyer: int
) -> None:
    bill(100)
    money = paid(db, 80, buyer)
    with writing(db) as tx:
        back = refund(tx, TERMS, money, 50_00, "too much")
    assert refused(db, lambda tx: refund(tx, TERMS, money, 30_01, "more")) == "money_spent"
    assert refused(db, lambda tx: reverse(tx, money, "bounced")) == "money_refunded"
    check(db, buyer)
    with writing(db) as tx:
        reverse(tx, back.id, "it was not sent")
        assert payment(tx, money).free == 80_00
    check(db, buyer)


def test_only_a_small_rest_is_written_off_and_by_a_person(
    db: Database, bill: Bill, buyer: int
) -> None:
    one, money = bill(100_000), paid(db, 94_000, buyer)
    use(db, money, one, 94_000)
    assert refused(db, lambda tx: write_off(tx, TERMS, one, "fee")) == "write_off_too_big"
    use(db, paid(db, 1_000, buyer), one, 1_000)
    with writing(db) as tx:
        assert write_off(tx, TERMS, one, "fee of the bank").amount == 5_000_00
    assert refused(db, lambda tx: write_off(tx, TERMS, one, "fee")) == "claim_settled"
    check(db, buyer)


def test_corrections_count_for_their_invoice_and_what_is_too_much_becomes_credit(
    db: Database, bill: Bill, buyer: int
) -> None:
    one = bill(100)
    money = paid(db, 100, buyer)
    use(db, money, one, 100)
    credit = bill(-30, kind="credit", ref_invoice_id=one)
    assert still(db, one) == still(db, credit) == -30
    with writing(db) as tx:
        assert release(tx, one, "goods came back") == 30_00
        assert payment(tx, money).free == 30_00
    assert still(db, one) == 0
    check(db, buyer)
    bill(80, kind="replacement", ref_invoice_id=one)
    assert still(db, one) == 10  # 80 in place of 100 and its credit, of which 70 are paid
    check(db, buyer)


def test_money_on_an_order_counts_for_its_invoice_without_being_entered_twice(
    db: Database, bill: Bill, buyer: int, build: ModuleType
) -> None:
    build.shop(db, {"TEH": 9})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 1}, paid=10_000_00, status=OrderStatus.PROCESSING)
    one = bill(25_000, order_id=order)
    assert still(db, one) == 15_000
    use(db, paid(db, 15_000, buyer), one, 15_000)
    assert still(db, one) == 0
    check(db, buyer)


def test_what_another_customer_pays_stands_on_both_accounts(
    db: Database, bill: Bill, buyer: int
) -> None:
    with writing(db) as tx:
        row = {"name": "Mother", "folded": "mother", "trust": "none"}
        row |= {"created_at": tx.now, "updated_at": tx.now}
        other = int(tx.execute(insert(customers).returning(customers.c.id), row).scalar_one())
    one = bill(100)
    use(db, paid(db, 70, other), one, 60)
    assert still(db, one) == 40
    check(db, buyer)
    with reading(db) as tx:
        (hers,) = balances(tx, other, tx.today)
    assert (hers.due, hers.credit) == (-10_00, 10_00)


def test_ages_are_told_by_customer_with_credit_taken_off(
    db: Database, bill: Bill, buyer: int
) -> None:
    with reading(db) as tx:
        today = tx.today
    bill(10, due_date=today + timedelta(days=3))
    bill(20, due_date=today - timedelta(days=30))
    bill(40, due_date=today - timedelta(days=91))
    paid(db, 5, buyer)
    with reading(db) as tx:
        (row,) = ageing(tx, today)
    assert (row.parts, row.credit, row.total) == ([10_00, 20_00, 0, 0, 40_00], 5_00, 65_00)


def test_the_same_source_or_reference_is_not_taken_in_twice(db: Database, buyer: int) -> None:
    paid(db, 10, buyer, source_key="bank:1", reference="FT1")

    def again(**more: object) -> Callable[[Transaction], object]:
        money = Received(10_00, "IDR", buyer, **more)  # type: ignore[arg-type]
        return lambda tx: receive(tx, TERMS, money)

    assert refused(db, again(source_key="bank:1")) == "money_known_source"
    assert refused(db, again(reference="FT1")) == "money_known"
    assert refused(db, again(paid_on=date(1999, 1, 1))) == "payment_day"
    with writing(db) as tx:
        money = Received(10_00, "IDR", buyer, method=Method.CASH, reference="FT1")
        receive(tx, TERMS, money, sure=True)


def test_packers_neither_see_nor_move_money(db: Database, bill: Bill, buyer: int) -> None:
    one, money = bill(100), paid(db, 100, buyer)
    packer = Actor(operator_id=None, name="Budi", permissions=ROLES[Role.PACKER])
    for work in (
        lambda tx: receive(tx, TERMS, Received(1, "IDR")),
        lambda tx: apply(tx, money, [Part(one, 1)]),
        lambda tx: undo(tx, 1, "x"),
        lambda tx: refund(tx, TERMS, money, 1, "x"),
        lambda tx: reverse(tx, money, "x"),
        lambda tx: write_off(tx, TERMS, one, "x"),
        lambda tx: balances(tx, buyer, tx.today),
        lambda tx: ageing(tx, tx.today),
    ):
        with pytest.raises(NotAllowed), writing(db, packer) as tx:
            work(tx)


def test_a_claim_knows_how_late_it_is() -> None:
    day = date(2026, 11, 1)
    one = Claim(1, "T1", "", None, "", "IDR", day, day, 100, 0, 0, 0)
    assert [one.overdue_days(day + timedelta(days=at)) for at in (-1, 0, 1)] == [0, 0, 1]


def test_credit_pays_by_itself_only_where_the_profile_says_so(
    db: Database, bill: Bill, buyer: int
) -> None:
    one, two = bill(100), bill(50)
    paid(db, 120, buyer)
    assert use_credit(db, SYSTEM) == 0
    with writing(db) as tx:
        set_profile(tx, buyer, {"use_credit": "yes"}, currency="IDR")
        mark(tx, one, disputed=True)
    assert (use_credit(db, SYSTEM), use_credit(db, SYSTEM)) == (1, 0)
    assert (still(db, one), still(db, two)) == (100, 0)
    check(db, buyer)
