"""Reminders stop where they should, each level goes once; a code to pay by never changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError

from core.billing.issuing import invoice_order
from core.billing.papers import paper_of
from core.billing.rules import BillingRules
from core.config import parse
from core.customers.models import customers
from core.database import Database
from core.errors import KemasError, Refusal
from core.orders.models import orders
from core.payqr.tlv import opened
from core.receivable_settings import PaymentsSettings, VietQrSettings
from core.receivables.applying import Part, apply
from core.receivables.claims import claims
from core.receivables.commands import Received, receive
from core.receivables.models import invoice_reminders
from core.receivables.reminders import Stop, due_reminders, mark, remind
from core.receivables.settings import Terms
from core.shipping.letters import follow_ups_of
from core.transaction import Transaction, reading, writing

TERMS = Terms(currency="IDR", zone="UTC", small=20_000_00, levels=(3, 10, 21))
RULES = BillingRules(zone="UTC", seller={"name": "Toko"})
MAIL = '[mail]\nhost = "localhost"\nsecurity = "none"\nsender = "a@b.test"\n'


@pytest.fixture
def bills(db: Database, build: ModuleType) -> Callable[[int], int]:
    """Issue an invoice of 25,000 rupiah that is so many days overdue."""
    build.shop(db, {"TEH": 99})
    with writing(db) as tx:
        row = {"name": "PT Contoh", "folded": "pt contoh", "trust": "none"}
        row |= {"created_at": tx.now, "updated_at": tx.now, "email": "a@contoh.test"}
        who = tx.execute(insert(customers).returning(customers.c.id), row).scalar_one()

    def made(late: int) -> int:
        with writing(db) as tx:
            number = len(tx.execute(select(orders.c.id)).all())
            order = build.order(tx, f"R-{number}", {"TEH": 1}, paid=0, customer_id=who)
            day = tx.today - timedelta(days=late)
            return invoice_order(tx, RULES, order, day=day).invoice.id

    return made


def stops(db: Database) -> list[tuple[int, int, Stop | None]]:
    with reading(db) as tx:
        return [(one.level, one.total.minor, one.stop) for one in due_reminders(tx, TERMS)]


def test_each_invoice_is_looked_at_by_itself_and_each_level_goes_once(
    db: Database, bills: Callable[[int], int]
) -> None:
    old, middle, _young = bills(12), bills(4), bills(1)
    settings = follow_ups_of(parse(MAIL, Path("x.toml")))
    assert stops(db) == [(2, 75_000_00, None)]  # the first level was missed: it is passed over
    with writing(db) as tx:
        mark(tx, middle, promised_on=tx.today)
        (one,) = claims(tx, ids=[middle])
        assert one.promised_on == tx.today
    assert stops(db) == [(2, 50_000_00, None)]
    with writing(db) as tx:
        who = claims(tx, ids=[old])[0].customer_id or 0
        remind(tx, TERMS, settings, who, "IDR")
    assert stops(db) == []
    with pytest.raises(KemasError, match="reminder_not_due"), writing(db) as tx:
        remind(tx, TERMS, settings, who, "IDR")
    with writing(db) as tx:
        mark(tx, middle, disputed=False)
    assert stops(db) == [(1, 75_000_00, None)]
    with reading(db) as tx:
        again = {"invoice_id": old, "level": 2, "sent_at": tx.now}
    with pytest.raises(DatabaseError), writing(db) as tx:
        tx.execute(insert(invoice_reminders), again)


def test_what_stops_a_reminder_is_said(db: Database, bills: Callable[[int], int]) -> None:
    one = bills(5)

    def change(work: Callable[[Transaction], object]) -> Stop | None:
        with writing(db) as tx:
            work(tx)
        found = stops(db)
        return found[0][2] if found else None

    with writing(db) as tx:
        who = claims(tx, ids=[one])[0].customer_id
        money = receive(tx, TERMS, Received(25_000_00, "IDR", who))
    assert stops(db)[0][2] is Stop.CREDIT
    assert change(lambda tx: apply(tx, money.id, [Part(one, 6_000_00)])) is Stop.SMALL
    bills(4)
    bills(4)
    assert change(lambda tx: tx.execute(text("UPDATE customers SET email = ''"))) is Stop.EMAIL
    assert change(lambda tx: mark(tx, one, disputed=True)) is Stop.EMAIL
    with pytest.raises(Refusal, match="reminder_none"), writing(db) as tx:
        remind(tx, TERMS, follow_ups_of(parse(MAIL, Path("x.toml"))), who or 0, "IDR")


def test_an_invoice_asks_for_what_is_not_paid_yet_and_never_changes_its_code(
    db: Database, build: ModuleType
) -> None:
    build.shop(db, {"TEH": 9})
    rules = replace(
        RULES, pay=PaymentsSettings(vietqr=VietQrSettings(bank="970436", account="0011"))
    )
    papers = []
    for number, columns in enumerate(({"paid": 5_000}, {"paid": 25_000}, {"paid": 0, "cod": 25})):
        with writing(db) as tx:
            values = {"currency": "VND", "goods": 25_000, "total": 25_000} | columns
            order = build.order(tx, f"V-{number}", {"TEH": 1}, **values)
            tx.execute(text("UPDATE order_lines SET unit_price = 25000"))
            papers.append(paper_of(tx, invoice_order(tx, rules, order, sure=True).invoice))
    half, paid, cod = papers
    tags = {tag.id: tag.value for tag in opened(half.pay_code)}
    assert (half.pay_scheme, tags["54"], tags["62"]) == ("vietqr", "20000", _said(half))
    assert (paid.pay_code, bool(paid.pay_reference)) == ("", True)
    assert {tag.id: tag.value for tag in opened(cod.pay_code)}["54"] == "24975"
    with pytest.raises(DatabaseError), writing(db) as tx:
        tx.execute(text("UPDATE invoice_pay_codes SET code = ''"))


def _said(paper: object) -> str:
    reference = getattr(paper, "pay_reference", "")
    return f"08{len(reference):02}{reference}"
