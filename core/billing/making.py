"""Keeps what was drawn up as a document that is still to be issued, with all that is on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, update

from core.billing.charges.models import billing_charges
from core.billing.drawing import Drawn
from core.billing.models import billed_orders, invoice_lines, invoices
from core.billing.rules import BillingRules
from core.billing.states import InvoiceState, Reason
from core.errors import Refusal
from core.text import clean, fold
from core.transaction import Transaction
from core.upsert import Upsert


def put(
    tx: Transaction,
    rules: BillingRules,
    drawn: Drawn,
    note: str = "",
    *,
    state: InvoiceState = InvoiceState.READY,
    reasons: Iterable[Reason] = (),
) -> int:
    """Keep what was drawn up; gives its id. It is to be looked at for `reasons`.

    Raises Refusal ``invoice_there`` where one of its orders or charges is on another document,
    IntegrityError where somebody else puts it on one at this moment.
    """
    buyer = drawn.buyer
    single = len(drawn.order_ids) == 1
    row = {
        "kind": drawn.kind.value,
        "state": state.value,
        "review": ",".join(reason.value for reason in reasons),
        "provider_key": str(uuid4()),
        "order_id": drawn.order_ids[0] if single else None,
        "customer_id": drawn.customer_id,
        "ref_invoice_id": drawn.ref_invoice_id,
        "seller": rules.seller,
        "buyer": asdict(buyer),
        "buyer_name": buyer.name,
        "folded": fold(buyer.name)[:80],
        "tax_number": buyer.tax_number,
        "language": drawn.language,
        "currency": drawn.currency,
        "net": drawn.net,
        "tax": drawn.tax,
        "total": drawn.total,
        "payment": rules.payment,
        "reference": drawn.reference,
        "note": clean(note, 400),
        "created_at": tx.now,
        "e_invoice": drawn.e_invoice,
        "due_days": drawn.due_days,
        "due_eom": drawn.due_eom,
        "reason_code": drawn.reason_code,
    }
    invoice_id = int(tx.execute(_insert, row).scalar_one())
    tx.execute(
        _insert_lines,
        [
            line
            | {
                "invoice_id": invoice_id,
                "line_no": at,
                "net": each.net,
                "tax": each.tax,
                "total": each.total,
            }
            for at, (line, each) in enumerate(drawn.lines, 1)
        ],
    )
    if drawn.ref_invoice_id is None:
        mark_orders(tx, drawn, invoice_id)
        _mark_charges(tx, drawn, invoice_id)
    return invoice_id


def mark_orders(tx: Transaction, drawn: Drawn, invoice_id: int | None) -> None:
    """Orders are on an invoice now, or a receipt is enough for them where there is none.

    One that had a receipt may still get an invoice. Raises Refusal ``invoice_there``.
    """
    for order_id in drawn.order_ids:
        row = {"order_id": order_id, "invoice_id": invoice_id, "billed_at": tx.now}
        if tx.execute(_bill(tx), row).first() is None:
            raise Refusal("invoice_there", order=drawn.reference or str(order_id))


def free(tx: Transaction, invoice_id: int) -> None:
    """What is on a document that is thrown away may come onto another, orders by a person only."""
    tx.execute(_free_orders, {"i": invoice_id})
    tx.execute(_free_charges, {"i": invoice_id})


def _mark_charges(tx: Transaction, drawn: Drawn, invoice_id: int) -> None:
    if not drawn.charges:
        return
    ids = {row.line_no: row.id for row in tx.execute(_line_ids, {"i": invoice_id})}
    for charge_id, line_no in drawn.charges:
        row = {"c": charge_id, "line": ids[line_no]}
        if tx.execute(_charge, row).rowcount != 1:
            raise Refusal("invoice_there", order=drawn.reference)


_insert = insert(invoices).returning(invoices.c.id)
_insert_lines = insert(invoice_lines)
_bill = Upsert(
    lambda insert: (
        insert(billed_orders)
        .on_conflict_do_update(
            index_elements=["order_id"],
            set_={"invoice_id": insert(billed_orders).excluded.invoice_id},
            where=billed_orders.c.invoice_id.is_(None),
        )
        .returning(billed_orders.c.order_id)
    )
)
_line_ids = select(invoice_lines.c.id, invoice_lines.c.line_no).where(
    invoice_lines.c.invoice_id == bindparam("i")
)
_charge: Any = (
    update(billing_charges)
    .where(billing_charges.c.id == bindparam("c"), billing_charges.c.invoice_line_id.is_(None))
    .values(invoice_line_id=bindparam("line"))
)
_free_orders = (
    update(billed_orders)
    .where(billed_orders.c.invoice_id == bindparam("i"))
    .values(invoice_id=None)
)
_free_charges = (
    update(billing_charges)
    .where(
        billing_charges.c.invoice_line_id.in_(
            select(invoice_lines.c.id).where(invoice_lines.c.invoice_id == bindparam("i"))
        )
    )
    .values(invoice_line_id=None)
)
