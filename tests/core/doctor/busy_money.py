"""The money of the busy shop: invoices, what was paid for them, e-invoices and files of them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from types import ModuleType

from sqlalchemy import insert, update

from core.billing.correcting.commands import Why, credit
from core.billing.drawing import draw_up
from core.billing.issuing import discard, invoice_order, issue
from core.billing.making import put
from core.billing.models import invoices
from core.billing.papers import keep
from core.billing.rules import BillingRules, Sides
from core.catalog.models import products
from core.customers.commands import make as make_customer
from core.customers.records import Details
from core.database import Database
from core.einvoice.coretax import batches
from core.einvoice.models import einvoice_files, einvoices
from core.einvoice.registry import EInvoicing, Shop
from core.einvoice_settings import EInvoiceSettings
from core.orders.payments.states import Method
from core.receivables.applying import Part, apply
from core.receivables.commands import Received, receive
from core.receivables.models import bank_files, bank_lines
from core.receivables.settings import Terms
from core.transaction import Transaction, writing

RULES = BillingRules(zone="UTC", due_days=14, seller={"name": "Toko"})
TERMS = Terms(currency="IDR", zone="UTC")
BUYER = Sides("PT Contoh Jaya", address="Jl. 5", country="ID", tax_number="0021234562012000")
BOOK = EInvoicing(EInvoiceSettings(), Shop("Asia/Jakarta", "0013000005012000"))
LEGAL = "7"


def make_money(db: Database, build: ModuleType) -> None:
    """INV 1 is paid through the bank, 2 credited in part, 3 in a file for Coretax."""
    with writing(db) as tx:
        tx.execute(update(products).values(tax_rate="11"))
    ids = [build.ready_order(db, f"B-{at}", {"TEH": 1}, paid=0) for at in range(1, 5)]
    with writing(db) as tx:
        who = make_customer(tx, Details("PT Contoh Jaya", country="ID"))
        drawn = [draw_up(tx, RULES, one, asdict(BUYER)) for one in ids[:3]]
        made = [put(tx, RULES, replace(one, customer_id=who.id)) for one in drawn]
        first, second, third = (issue(tx, RULES, one) for one in made)
        gone = put(tx, RULES, draw_up(tx, RULES, ids[3]))
        discard(tx, gone)
        invoice_order(tx, RULES, ids[3])
        keep(tx, first.id, b"%PDF-1.4")
        credit(tx, RULES, second.id, Why("broken"), amount=5_000_00)
        _pay(tx, first.id, first.total, who.id)
        batches.export(tx, BOOK, numbers=[third.internal_no])
        _e_invoice(tx, first.id)


def _pay(tx: Transaction, invoice_id: int, amount: int, who: int) -> None:
    file = insert(bank_files).returning(bank_files.c.id)
    said = {"account": "1", "name": "a", "digest": "d", "imported_at": tx.now}
    file_id = tx.execute(file, said).scalar_one()
    for at, key in enumerate(("k1", "k2"), 1):
        money = Received(
            amount=amount,
            currency="IDR",
            customer_id=who,
            method=Method.TRANSFER,
            paid_on=tx.today,
            source_key=f"bank:{key}",
        )
        made = receive(tx, TERMS, money, sure=True)
        if at == 1:
            apply(tx, made.id, [Part(invoice_id, amount)])
        line = {"file_id": file_id, "line_no": at, "key": key, "booked_on": tx.today}
        line |= {"amount": amount, "currency": "IDR", "text": key, "state": "applied"}
        tx.execute(insert(bank_lines), line | {"payment_id": made.id})


def _e_invoice(tx: Transaction, invoice_id: int) -> None:
    row = {"invoice_id": invoice_id, "provider": "sinvoice", "key": "k", "kind": "original"}
    row |= {"state": "issued", "series": "1C26TAA", "day": tx.today, "document": {}}
    row |= {"legal_no": LEGAL, "issued_at": tx.now, "created_at": tx.now}
    made = tx.execute(insert(einvoices).returning(einvoices.c.id), row).scalar_one()
    tx.execute(update(invoices).where(invoices.c.id == invoice_id).values(legal_no=LEGAL))
    data = b"<xml/>"
    file = {"einvoice_id": made, "kind": "xml", "name": "a.xml", "data": data}
    file |= {"sha256": hashlib.sha256(data).hexdigest(), "fetched_at": tx.now}
    tx.execute(insert(einvoice_files), file)
