"""Reads invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from core.billing.models import invoice_lines, invoices
from core.billing.rules import Sides
from core.billing.states import InvoiceKind, InvoiceState
from core.errors import NotFound
from core.text import fold
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice without its lines; amounts in minor units."""

    id: int
    kind: InvoiceKind
    state: InvoiceState
    internal_no: str
    """Empty before it is issued."""
    order_id: int | None
    reference: str
    buyer: Sides
    seller: Sides
    language: str
    currency: str
    net: int
    tax: int
    total: int
    payment: str
    note: str
    issue_date: date | None
    due_date: date | None
    issued_at: datetime | None
    issued_by: str


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line; amounts in minor units, the price with its tax."""

    sku: str
    description: str
    """Empty for the shipping fee."""
    quantity: int
    unit_price: int
    discount: int
    rate: str
    net: int
    tax: int
    total: int


def one_invoice(tx: Transaction, invoice_id: int, *, lock: bool = False) -> Invoice:
    """One invoice; raises NotFound ``invoice_not_found``."""
    found = _one(tx, select(invoices).where(invoices.c.id == invoice_id), lock=lock)
    if found is None:
        raise NotFound("invoice_not_found", invoice=str(invoice_id))
    return found


def by_number(tx: Transaction, number: str) -> Invoice:
    """The invoice of this number; raises NotFound ``invoice_not_found``."""
    found = _one(tx, select(invoices).where(invoices.c.internal_no == number))
    if found is None:
        raise NotFound("invoice_not_found", invoice=number)
    return found


def of_order(tx: Transaction, order_id: int) -> Invoice | None:
    """The invoice of an order that was not discarded; corrections are others."""
    return _one(
        tx,
        select(invoices).where(
            invoices.c.order_id == order_id,
            invoices.c.kind == InvoiceKind.INVOICE.value,
            invoices.c.state != InvoiceState.DISCARDED.value,
        ),
    )


def lines_of(tx: Transaction, invoice_id: int) -> tuple[InvoiceLine, ...]:
    """The lines of an invoice in their order."""
    return tuple(InvoiceLine(*row) for row in tx.execute(_lines, {"i": invoice_id}))


def found_invoices(
    tx: Transaction,
    *,
    words: str = "",
    since: date | None = None,
    until: date | None = None,
    limit: int = 100,
    offset: int = 0,
) -> tuple[Invoice, ...]:
    """Issued invoices, the newest first; `words` are in its number, its order's or the buyer's."""
    wanted = select(invoices).where(invoices.c.state == InvoiceState.ISSUED.value)
    if words:
        like = f"%{_escaped(words.lower())}%"
        name = f"%{_escaped(fold(words))}%"
        wanted = wanted.where(
            or_(
                func.lower(invoices.c.internal_no).like(like, escape="\\"),
                func.lower(invoices.c.reference).like(like, escape="\\"),
                invoices.c.folded.like(name, escape="\\"),
            )
        )
    if since is not None:
        wanted = wanted.where(invoices.c.issue_date >= since)
    if until is not None:
        wanted = wanted.where(invoices.c.issue_date <= until)
    newest = wanted.order_by(invoices.c.issue_date.desc(), invoices.c.id.desc())
    return tuple(_invoice(row) for row in tx.execute(newest.limit(limit).offset(offset)))


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _one(tx: Transaction, wanted: Select[Any], *, lock: bool = False) -> Invoice | None:
    row = tx.execute(wanted.with_for_update() if lock else wanted).first()
    return None if row is None else _invoice(row)


def _invoice(row: Any) -> Invoice:
    return Invoice(
        id=row.id,
        kind=InvoiceKind(row.kind),
        state=InvoiceState(row.state),
        internal_no=row.internal_no or "",
        order_id=row.order_id,
        reference=row.reference,
        buyer=Sides(**row.buyer),
        seller=Sides(**row.seller),
        language=row.language,
        currency=row.currency,
        net=row.net,
        tax=row.tax,
        total=row.total,
        payment=row.payment,
        note=row.note,
        issue_date=row.issue_date,
        due_date=row.due_date,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
    )


_lines = (
    select(*(invoice_lines.c[name] for name in InvoiceLine.__dataclass_fields__))
    .where(invoice_lines.c.invoice_id == bindparam("i"))
    .order_by(invoice_lines.c.line_no)
)
