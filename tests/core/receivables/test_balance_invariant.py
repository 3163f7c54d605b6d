"""Whatever happens to a customer's invoices and money, the balance is what its rows come to."""

from __future__ import annotations

import hashlib
from random import Random
from types import ModuleType

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from core.billing.correcting.commands import Change, Why, adjust, credit, supersede
from core.billing.issuing import invoice_order
from core.billing.models import invoice_files, invoices
from core.billing.papers import keep, kept
from core.billing.rules import BillingRules
from core.billing.sending.mailing import attached
from core.customers.commands import make
from core.customers.records import Details
from core.database import Database
from core.errors import KemasError
from core.orders.payments.states import Method
from core.receivables.applying import Part, apply, undo, write_off
from core.receivables.balances import account, balances
from core.receivables.claims import claims
from core.receivables.commands import Received, receive, refund, reverse
from core.receivables.models import allocations, payments
from core.receivables.settings import Terms
from core.transaction import Transaction, reading, writing

RULES = BillingRules(zone="UTC", due_days=14, seller={"name": "Toko"})
TERMS = Terms(currency="IDR", zone="UTC", write_off=5_000_00)
TEA = 25_000_00


@pytest.fixture
def customer(db: Database, build: ModuleType) -> int:
    build.shop(db, {"TEH": 999})
    with writing(db) as tx:
        return make(tx, Details("PT Contoh", country="ID")).id


def rebuilt(tx: Transaction) -> int:
    """What is owed, from the rows alone and by no help of the queries: issued, less money kept."""
    asked = tx.execute(
        select(func.coalesce(func.sum(invoices.c.total), 0)).where(
            invoices.c.state == "issued", invoices.c.kind != "replacement"
        )
    ).scalar_one()
    for new, old in tx.execute(
        select(invoices.c.total, invoices.c.ref_invoice_id).where(
            invoices.c.state == "issued", invoices.c.kind == "replacement"
        )
    ):
        first = select(invoices.c.total).where(invoices.c.id == old)
        asked += new - tx.execute(first).scalar_one()
    came = select(func.coalesce(func.sum(payments.c.amount), 0)).where(
        payments.c.state == "cleared"
    )
    paid = tx.execute(came.where(payments.c.kind == "payment")).scalar_one()
    back = tx.execute(came.where(payments.c.kind == "refund")).scalar_one()
    let_go = select(func.coalesce(func.sum(allocations.c.amount), 0)).where(
        allocations.c.payment_id.is_(None)
    )
    return int(asked) - int(paid) + int(back) - int(tx.execute(let_go).scalar_one())


@pytest.mark.parametrize("seed", range(3))
def test_a_balance_is_issued_less_credited_less_paid(
    db: Database, build: ModuleType, customer: int, seed: int
) -> None:
    random = Random(seed)

    def step(tx: Transaction, at: int) -> None:
        open_ = [one.invoice_id for one in claims(tx, customer_ids=[customer])]
        money = tx.execute(select(payments.c.id).where(payments.c.kind == "payment")).scalars()
        known = money.all()
        what = random.randrange(9)
        if what in {0, 1} or not open_:
            units = random.randint(1, 3)
            made = build.order(tx, f"R-{at}", {"TEH": units}, paid=0, customer_id=customer)
            invoice_order(tx, RULES, made)
        elif what in {2, 3} or not known:
            amount = random.choice([TEA, 2 * TEA, 7_000_00])
            said = Received(amount, "IDR", customer, method=Method.CASH, paid_on=tx.today)
            receive(tx, TERMS, said, sure=True)
        elif what == 4:
            part = Part(random.choice(open_), random.choice([TEA, 3_000_00]))
            apply(tx, random.choice(known), [part])
        elif what == 5:
            credit(tx, RULES, random.choice(open_), Why("x"), amount=random.choice([100_00, TEA]))
        elif what == 6:
            one = random.choice(open_)
            adjust(tx, RULES, one, Why("x"), {1: Change(quantity=random.randint(0, 4))})
        elif what == 7:
            supersede(tx, RULES, random.choice(open_), Why("x"), changes={1: Change(quantity=1)})
        else:
            chosen = random.choice(known)
            random.choice(
                [
                    lambda: refund(tx, TERMS, chosen, 1_000_00, "x"),
                    lambda: reverse(tx, chosen, "x"),
                    lambda: undo(tx, tx.execute(select(func.max(allocations.c.id))).scalar(), "x"),
                    lambda: write_off(tx, TERMS, random.choice(open_), "x"),
                ]
            )()

    done = 0
    for at in range(60):
        try:
            with writing(db) as tx:
                step(tx, at)
            done += 1
        except KemasError:
            pass  # what is not allowed changes nothing
        with reading(db) as tx:
            told = balances(tx, customer, tx.today)
            due = told[0].due if told else 0
            assert due == rebuilt(tx)
            if told:
                first, last = tx.today.replace(year=2000), tx.today.replace(year=2100)
                assert account(tx, customer, "IDR", first, last).closing == due
    assert done > 20


def test_what_was_sent_is_kept_with_its_hash_and_sent_again_byte_by_byte(
    db: Database, build: ModuleType, customer: int
) -> None:
    with writing(db) as tx:
        order = build.order(tx, "R-1", {"TEH": 1}, paid=0, customer_id=customer)
        one = invoice_order(tx, RULES, order).invoice
        first = keep(tx, one.id, b"%PDF first")
    with writing(db) as tx:
        assert keep(tx, one.id, b"%PDF drawn anew") == first
        assert attached(tx, f"invoice:{one.id}:pdf") == first == kept(tx, one.id)
        row = tx.execute(select(invoice_files.c.sha256)).scalar_one()
        assert row == hashlib.sha256(first).hexdigest()
    with pytest.raises(DatabaseError), writing(db) as tx:
        tx.execute(update(invoice_files).values(data=b"other"))
