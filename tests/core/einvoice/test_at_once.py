"""Many issue at once: our numbers stay dense, each e-invoice goes out once, and with its files."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import ModuleType
from typing import Any

from sqlalchemy import func, select, text

from core import clock
from core.billing.issuing import invoice_order
from core.billing.models import invoices
from core.billing.rules import BillingRules
from core.database import Database
from core.draining import drain
from core.einvoice import commands
from core.einvoice.models import einvoices
from core.einvoice.registry import KIND
from core.einvoice.sending import Sending
from core.transaction import SYSTEM, Transaction, reading, run, writing
from tui.demo.einvoices.sinvoice import SimulatedSinvoice

_PEOPLE, _EACH = 20, 2
RULES = BillingRules(
    pattern="{year}/{n}",
    zone="Asia/Ho_Chi_Minh",
    language="vi",
    currency="VND",
    seller={"name": "Toko"},
)


def test_twenty_who_issue_at_once_leave_no_gap_and_nothing_goes_out_twice(
    db: Database, build: ModuleType, office: Any, sinvoice: SimulatedSinvoice
) -> None:
    build.shop(db, {"HOP": 2 * _PEOPLE * _EACH})
    with writing(db) as tx:
        tx.execute(text("UPDATE products SET tax_rate = '8', currency = 'VND', unit_price = 54000"))
    year = clock.now().year
    sinvoice.series = {f"C{year % 100}TAA": "1/001"}
    orders = [
        build.ready_order(db, f"A{at}", {"HOP": 1}, currency="VND", total=54_000, goods=54_000)
        for at in range(_PEOPLE * _EACH)
    ]
    with writing(db) as tx:
        tx.execute(text("UPDATE order_lines SET unit_price = 54000, discount = 0"))
        tx.execute(text("UPDATE orders SET shipping_fee = 0, discount = 0"))

    def one(tx: Transaction, order: int) -> None:
        made = invoice_order(tx, RULES, order, sure=True).invoice
        commands.issue(tx, office.book, made.id)

    def work(at: int) -> None:
        for order in orders[at::_PEOPLE]:
            run(db, SYSTEM, lambda tx, order=order: one(tx, order), tries=20)  # type: ignore[misc]

    people = [threading.Thread(target=work, args=(at,)) for at in range(_PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join(120)
    handlers = {KIND + "sinvoice": Sending(office.book, "sinvoice")}
    workers = [threading.Thread(target=drain, args=(db, handlers)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    for round_ in range(1, 9):  # what another overtook, or was not answered in time, goes again
        with clock.frozen(clock.now() + timedelta(seconds=90 * round_)):
            drain(db, handlers)
    with reading(db) as tx:
        numbers = tx.execute(select(invoices.c.number).order_by(invoices.c.number)).scalars().all()
        legal = tx.execute(select(einvoices.c.legal_no)).scalars().all()
        twice = tx.execute(select(func.max(einvoices.c.posts))).scalar()
    assert numbers == list(range(1, _PEOPLE * _EACH + 1))
    assert sorted(map(int, legal)) == numbers
    assert twice == 1
    assert len(sinvoice.bills) == len(numbers)
