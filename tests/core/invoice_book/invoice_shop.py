"""Invoices in every state, made by the commands that people use."""

from __future__ import annotations

from types import ModuleType

from core.billing.correcting.commands import Change, Why, adjust, credit, supersede
from core.billing.drawing import draw_up
from core.billing.issuing import discard, invoice_order
from core.billing.making import put
from core.billing.rules import BillingRules
from core.billing.states import InvoiceState, Reason
from core.database import Database
from core.orders.payments.states import Method
from core.receivables.applying import Part, apply
from core.receivables.commands import Received, receive
from core.receivables.settings import Terms
from core.transaction import Transaction, writing

RULES = BillingRules(zone="UTC", due_days=14, seller={"name": "Toko Melati"})
TERMS = Terms(currency="IDR", zone="UTC")
TEA = 25_000_00


def pay(tx: Transaction, invoice_id: int, amount: int) -> None:
    """A payment of so much, all of it for one invoice."""
    said = Received(amount=amount, currency="IDR", method=Method.TRANSFER, paid_on=tx.today)
    made = receive(tx, TERMS, said, sure=True)
    apply(tx, made.id, [Part(invoice_id, min(amount, 2 * TEA))])


def make(db: Database, build: ModuleType) -> dict[str, int]:
    """One of each, by name; each of two units of tea."""
    build.shop(db, {"TEH": 999})
    names = ("open", "part", "paid", "credited", "adjusted", "replaced", "waits", "gone", "ready")
    orders = {
        name: build.ready_order(db, f"W-{name}", {"TEH": 2}, customer=f"Buyer {name}", paid=0)
        for name in names
    }
    ids: dict[str, int] = {}
    with writing(db) as tx:
        for name in names[:6]:
            ids[name] = invoice_order(tx, RULES, orders[name]).invoice.id
        pay(tx, ids["part"], TEA)
        pay(tx, ids["paid"], 2 * TEA)
        ids["credit"] = credit(tx, RULES, ids["credited"], Why("back")).id
        changes = {1: Change(quantity=1)}
        ids["adjustment"] = adjust(tx, RULES, ids["adjusted"], Why("one"), changes).id
        made = supersede(tx, RULES, ids["replaced"], Why("name"), buyer={"name": "PT Baru"})
        ids["replacement"] = made.id
        for name in names[6:]:
            asked = name == "waits"
            ids[name] = put(
                tx,
                RULES,
                draw_up(tx, RULES, orders[name]),
                state=InvoiceState.REVIEW if asked else InvoiceState.READY,
                reasons=(Reason.ASKED,) if asked else (),
            )
        discard(tx, ids["gone"])
    return ids
