"""Reminders that go by themselves, and what they cost: once for each invoice and level."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import func, insert, select

from core.billing.charges.models import billing_charges
from core.billing.issuing import invoice_order
from core.billing.models import invoices
from core.billing.queries import one_invoice
from core.billing.rounds import bill_all
from core.billing.rules import BillingRules
from core.clock import frozen, now
from core.config import parse
from core.customers.models import customers
from core.database import Database
from core.messages.models import messages
from core.receivables.models import invoice_reminders
from core.receivables.reminders import mark
from core.receivables.reminding import remind_by_itself
from core.receivables.settings import Terms, terms_of
from core.shipping.letters import follow_ups_of
from core.transaction import reading, writing

TERMS = Terms(
    currency="IDR",
    zone="UTC",
    levels=(3, 10, 21),
    fees=(0, 15_000_00, 25_000_00),
    remind_at=time(0, 0),
)
RULES = BillingRules(zone="UTC", seller={"name": "Toko"}, review_new=True)
MAIL = '[mail]\nhost = "localhost"\nsecurity = "none"\nsender = "a@b.test"\n'
SETTINGS = follow_ups_of(parse(MAIL, Path("x.toml")))


@pytest.fixture
def late(db: Database, build: ModuleType) -> list[int]:
    """Invoices of two customers, 12 and 4 days overdue."""
    build.shop(db, {"TEH": 99})
    made = []
    with writing(db) as tx:
        for name, days in (("PT Satu", 12), ("PT Dua", 4)):
            row = {"name": name, "folded": name.lower(), "trust": "none", "email": "a@b.test"}
            row |= {"created_at": tx.now, "updated_at": tx.now}
            who = tx.execute(insert(customers).returning(customers.c.id), row).scalar_one()
            order = build.order(tx, name, {"TEH": 1}, paid=0, customer_id=who)
            day = tx.today - timedelta(days=days)
            made.append(invoice_order(tx, RULES, order, day=day).invoice.id)
    return made


def charges(db: Database) -> list[tuple[str, int]]:
    with reading(db) as tx:
        known = select(billing_charges.c.kind, billing_charges.c.unit_price)
        return [(row[0], row[1]) for row in tx.execute(known.order_by(billing_charges.c.id))]


def test_each_customer_is_reminded_once_a_level_and_pays_for_it_once(
    db: Database, late: list[int]
) -> None:
    assert remind_by_itself(db, TERMS, SETTINGS) == 2
    assert charges(db) == [("2", 15_000_00)]
    assert remind_by_itself(db, TERMS, SETTINGS) == 0
    with frozen(now() + timedelta(days=10)):
        assert remind_by_itself(db, TERMS, SETTINGS) == 2
    assert sorted(charges(db)) == [("2", 15_000_00), ("2", 15_000_00), ("3", 25_000_00)]
    with reading(db) as tx:
        levels = select(invoice_reminders.c.level).where(invoice_reminders.c.invoice_id == late[0])
        assert sorted(tx.execute(levels).scalars()) == [2, 3]


def test_a_fee_is_billed_like_any_charge_and_makes_no_fee(db: Database, late: list[int]) -> None:
    remind_by_itself(db, TERMS, SETTINGS)
    with frozen(now() + timedelta(days=32)):  # charges are billed when their month is over
        done = bill_all(db, RULES)
        assert (done.refused, sum(done.counts.values())) == ([], 1)
        with writing(db) as tx:
            fee = tx.execute(select(func.max(invoices.c.id))).scalar_one()
            assert one_invoice(tx, fee).total == 15_000_00
            for each in late:
                mark(tx, each, disputed=True)
    with frozen(now() + timedelta(days=62)):
        assert remind_by_itself(db, TERMS, SETTINGS) == 1
    with reading(db) as tx:
        reminded = select(invoice_reminders.c.level)
        reminded = reminded.where(invoice_reminders.c.invoice_id == fee)
        assert tx.execute(reminded).scalars().all() == [3]
    assert charges(db) == [("2", 15_000_00)]


def test_stops_hold_and_nobody_is_written_before_the_time(db: Database, late: list[int]) -> None:
    assert remind_by_itself(db, replace(TERMS, remind_at=None), SETTINGS) == 0
    with frozen(now().replace(hour=7, minute=59)):
        assert remind_by_itself(db, replace(TERMS, remind_at=time(8, 0)), SETTINGS) == 0
    with writing(db) as tx:
        mark(tx, late[0], disputed=True)
        mark(tx, late[1], promised_on=tx.today)
    assert remind_by_itself(db, TERMS, SETTINGS) == 0
    assert remind_by_itself(db, TERMS, follow_ups_of(parse("", Path("x.toml")))) == 0
    assert charges(db) == []


def test_of_two_workers_one_writes(db: Database, late: list[int]) -> None:
    assert late
    both = [threading.Thread(target=remind_by_itself, args=(db, TERMS, SETTINGS)) for _at in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    with reading(db) as tx:
        assert len(tx.execute(select(messages.c.id)).all()) == 2
    assert charges(db) == [("2", 15_000_00)]


def test_the_configuration_says_when_and_how_much() -> None:
    said = '[receivables]\nremind_at = "09:30"\nremind_fees = [0, 5000]\n'
    terms = terms_of(parse(said, Path("x.toml")))
    assert (terms.remind_at, terms.fees) == (time(9, 30), (0, 5_000_00))
    assert [terms.fee_of(level, "IDR") for level in (0, 1, 2, 3)] == [0, 0, 5_000_00, 0]
    assert terms.fee_of(2, "USD") == 0
