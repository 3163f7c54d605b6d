"""Invoices of orders: dense numbers in the order of their dates, one an order, fixed for ever."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from types import ModuleType

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from core.billing.drawing import draw_up
from core.billing.issuing import discard, invoice_order, issue
from core.billing.making import put
from core.billing.models import invoice_lines, invoices
from core.billing.queries import by_number, lines_of, of_order, one_invoice
from core.billing.rules import BillingRules, Sides
from core.billing.states import InvoiceState
from core.clock import local
from core.database import Database
from core.errors import IllegalTransition, NotAllowed, NotFound, Refusal
from core.invoice_book.filters import read_filter
from core.invoice_book.queries import listed
from core.orders.models import orders
from core.people.permissions import ROLES, Role
from core.transaction import SYSTEM, reading, run, writing

RULES = BillingRules(
    pattern="INV/{year}/{month}/{n:04}",
    zone="Asia/Jakarta",
    language="id",
    due_days=14,
    shipping_tax="11",
    payment="BCA 123",
    seller={"name": "Toko Melati", "tax_number": "0013000005012000"},
)


@pytest.fixture
def orders_of(db: Database, build: ModuleType) -> list[int]:
    """Six orders that somebody really buys."""
    build.shop(db, {"TEH": 99})
    with writing(db) as tx:
        tx.execute(text("UPDATE products SET tax_rate = '11'"))
    return [
        build.ready_order(
            db,
            f"A{at}",
            {"TEH": at},
            shipping_fee=9_000_00,
            discount=1_000_00,
            total=at * 25_000_00 + 8_000_00,
        )
        for at in range(1, 7)
    ]


def test_an_invoice_says_what_the_order_costs_and_who_buys(
    db: Database, orders_of: list[int]
) -> None:
    with writing(db) as tx:
        total = tx.execute(select(orders.c.total).where(orders.c.id == orders_of[2])).scalar_one()
        done = invoice_order(tx, RULES, orders_of[2], buyer={"name": "PT Contoh"})
        today = local(tx.now, RULES.zone).date()
        lines = lines_of(tx, done.invoice.id)
    one = done.invoice
    assert done.new
    assert one.internal_no == f"INV/{today:%Y/%m}/0001"
    assert (one.state, one.reference, one.buyer.name) == (InvoiceState.ISSUED, "A3", "PT Contoh")
    assert (one.issue_date, one.due_date) == (today, today + timedelta(days=14))
    assert (one.total, one.net + one.tax) == (total, total)
    assert [line.sku for line in lines] == ["TEH", ""]
    assert sum(line.total for line in lines) == total
    assert sum(line.tax for line in lines) == one.tax > 0
    assert one.seller == Sides("Toko Melati", tax_number="0013000005012000")


def test_asked_twice_an_order_has_one_invoice(db: Database, orders_of: list[int]) -> None:
    with writing(db) as tx:
        first = invoice_order(tx, RULES, orders_of[0])
    with writing(db) as tx:
        again = invoice_order(tx, RULES, orders_of[0], buyer={"name": "Somebody else"})
    assert (again.new, again.invoice) == (False, first.invoice)


def test_what_comes_to_nothing_uses_no_number(db: Database, orders_of: list[int]) -> None:
    with pytest.raises(ZeroDivisionError), writing(db) as tx:
        assert invoice_order(tx, RULES, orders_of[0]).invoice.total / 0
    with writing(db) as tx:
        put(tx, RULES, draw_up(tx, RULES, orders_of[1]))
        waiting = of_order(tx, orders_of[1])
        assert waiting is not None
        assert (waiting.internal_no, waiting.state) == ("", InvoiceState.READY)
        discard(tx, waiting.id)
        done = invoice_order(tx, RULES, orders_of[1]).invoice
        assert done.internal_no.endswith("/0001")
        with pytest.raises(IllegalTransition):
            discard(tx, done.id)
        with pytest.raises(IllegalTransition):
            issue(tx, RULES, done.id)


def test_numbers_are_dense_whoever_issues_at_once(db: Database, orders_of: list[int]) -> None:
    def work(which: int) -> None:
        for order_id in (orders_of[which], orders_of[which + 3], orders_of[0]):
            run(db, SYSTEM, lambda tx, one=order_id: invoice_order(tx, RULES, one))  # type: ignore[misc]

    workers = [threading.Thread(target=work, args=(at,)) for at in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    with reading(db) as tx:
        numbers = tx.execute(select(invoices.c.number).order_by(invoices.c.number)).scalars().all()
        assert numbers == [1, 2, 3, 4, 5, 6]
        assert [one.reference for one in listed(tx, read_filter({"text": "a3"}), 99)] == ["A3"]
        assert len(listed(tx, read_filter({"text": "siti"}), 99)) == 6


def test_an_issued_invoice_is_never_changed(db: Database, orders_of: list[int]) -> None:
    with writing(db) as tx:
        one = invoice_order(tx, RULES, orders_of[0]).invoice
        tx.execute(update(invoices).values(legal_no="00000042", authority_code="M1-26"))
    for statement in (
        update(invoices).values(total=1, net=1, tax=0),
        update(invoices).values(buyer_name="X"),
        update(invoices).values(state="discarded", number=None, issue_date=None),
        delete(invoices),
        update(invoice_lines).values(sku="X"),
        delete(invoice_lines),
    ):
        with pytest.raises(DatabaseError), writing(db) as tx:
            tx.execute(statement)
    with reading(db) as tx:
        told = replace(one, legal_no="00000042", authority_code="M1-26")
        assert one_invoice(tx, one.id) == by_number(tx, one.internal_no) == told


def test_a_date_is_neither_ahead_nor_before_the_last_one(
    db: Database, orders_of: list[int]
) -> None:
    with writing(db) as tx:
        today = local(tx.now, RULES.zone).date()
        yearly = replace(RULES, pattern="{year}-{n}")
        with pytest.raises(Refusal, match="invoice_date_ahead"):
            invoice_order(tx, yearly, orders_of[0], day=today + timedelta(days=1))
    with writing(db) as tx:
        assert invoice_order(tx, yearly, orders_of[0], day=today).invoice.issue_date == today
    before = today - timedelta(days=1)
    if before.year == today.year:
        with pytest.raises(Refusal, match="invoice_date_before"), writing(db) as tx:
            invoice_order(tx, yearly, orders_of[1], day=before)


@pytest.mark.parametrize(
    ("country", "number", "sure", "code"),
    [
        ("VN", "0100233480", True, "tax_number_wrong"),
        ("VN", "4300000008", True, "tax_number_wrong"),
        ("VN", "0100233488-000", True, "tax_number_wrong"),
        ("VN", "0310555555-001", False, ""),
        ("VN", "079203001234", False, ""),
        ("ID", "0013000005012000", False, ""),
        ("ID", "3171015203900001", False, ""),
        ("ID", "0013000000012000", False, "tax_number_odd"),
        ("ID", "0013000000012000", True, ""),
        ("ID", "12345", True, "tax_number_wrong"),
    ],
)
def test_a_wrong_tax_number_is_refused_and_an_odd_one_asked_about(
    db: Database, orders_of: list[int], country: str, number: str, sure: bool, code: str
) -> None:
    with writing(db) as tx:
        told = {"country": country, "tax_number": number}
        if not code:
            assert invoice_order(tx, RULES, orders_of[0], sure=sure, buyer=told).new
            return
        with pytest.raises(Refusal) as caught:
            invoice_order(tx, RULES, orders_of[0], sure=sure, buyer=told)
    assert caught.value.code == code


def test_what_is_not_sold_and_who_may_not_is_refused(
    db: Database, orders_of: list[int], build: ModuleType
) -> None:
    with writing(db) as tx:
        tx.execute(update(orders).where(orders.c.id == orders_of[0]).values(status="unpaid"))
        who, where = build.operator(tx, "Budi", role="packer"), build.station(tx, "S2")
        packer = build.actor(tx, who, where, ROLES[Role.PACKER])
    with pytest.raises(Refusal, match="invoice_not_due"), writing(db) as tx:
        invoice_order(tx, RULES, orders_of[0])
    with pytest.raises(Refusal, match="invoice_buyer_missing"), writing(db) as tx:
        invoice_order(tx, RULES, orders_of[1], buyer={"name": " "})
    with pytest.raises(NotAllowed), writing(db, packer) as tx:
        invoice_order(tx, RULES, orders_of[1])
    with pytest.raises(NotFound), reading(db) as tx:
        by_number(tx, "INV/1")
