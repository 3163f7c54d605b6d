"""Reads charges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.billing.charges.models import billing_charges
from core.billing.models import invoice_lines, invoices
from core.customers.models import customers
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge and where it is billed; minor units with tax."""

    id: int
    source_type: str
    source_id: str
    kind: str
    customer: str
    on_date: date
    item: str
    description: str
    quantity: int
    unit_price: int | None
    """None: as the price list says."""
    currency: str
    invoice_id: int | None
    invoice: str | None
    """None where it is on none that is issued."""


def listed_charges(
    tx: Transaction, *, customer_id: int | None = None, open_only: bool = False, limit: int = 200
) -> tuple[Charge, ...]:
    """Charges, the newest first."""
    wanted = _all
    if customer_id is not None:
        wanted = wanted.where(billing_charges.c.customer_id == customer_id)
    if open_only:
        wanted = wanted.where(billing_charges.c.invoice_line_id.is_(None))
    newest = wanted.order_by(billing_charges.c.on_date.desc(), billing_charges.c.id.desc())
    return tuple(Charge(*row) for row in tx.execute(newest.limit(limit)))


_c = billing_charges.c
_all = (
    select(
        _c.id,
        _c.source_type,
        _c.source_id,
        _c.kind,
        customers.c.name,
        _c.on_date,
        _c.item,
        _c.description,
        _c.quantity,
        _c.unit_price,
        _c.currency,
        invoice_lines.c.invoice_id,
        invoices.c.internal_no,
    )
    .join(customers, customers.c.id == _c.customer_id)
    .outerjoin(invoice_lines, invoice_lines.c.id == _c.invoice_line_id)
    .outerjoin(invoices, invoices.c.id == invoice_lines.c.invoice_id)
)
