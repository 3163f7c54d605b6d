"""Reads invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, bindparam, cast, func, select, text

from core.billing.models import OPEN_SQL, billed_orders, invoice_lines, invoices
from core.billing.rules import Sides
from core.billing.states import InvoiceKind, InvoiceState, Reason
from core.errors import NotFound
from core.orders.models import orders
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
    customer_id: int | None = None
    ref_invoice_id: int | None = None
    """What it corrects."""
    reasons: tuple[Reason, ...] = ()
    """Why a person looks at it."""
    reason_code: str = ""
    """Why it corrects."""
    e_invoice: bool = False
    due_days: int | None = None
    due_eom: bool = False
    legal_series: str = ""
    legal_no: str = ""
    authority_code: str = ""
    created_at: datetime | None = None

    @property
    def named(self) -> str:
        """What people call it: its number, or ``#`` and its key while it has none."""
        return self.internal_no or f"#{self.id}"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line; amounts in minor units, the price with its tax."""

    line_no: int
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
    order_line_id: int | None = None
    ref_line_no: int | None = None
    """Of a correction: the line that it is about."""


def one_invoice(tx: Transaction, invoice_id: int, *, lock: bool = False) -> Invoice:
    """One invoice; raises NotFound ``invoice_not_found``."""
    row = tx.execute(_locked if lock else _by_id, {"i": invoice_id}).first()
    if row is None:
        raise NotFound("invoice_not_found", invoice=f"#{invoice_id}")
    return _invoice(row)


def by_number(tx: Transaction, number: str) -> Invoice:
    """The invoice of this number, or with ``#`` of this key; NotFound ``invoice_not_found``."""
    number = number.strip()
    key = number.removeprefix("#")
    if key != number and key.isascii() and key.isdecimal() and len(key) < 16:
        return one_invoice(tx, int(key))
    row = tx.execute(_by_number, {"no": number}).first()
    if row is None:
        raise NotFound("invoice_not_found", invoice=number)
    return _invoice(row)


def of_order(tx: Transaction, order_id: int) -> Invoice | None:
    """The invoice that an order is on, perhaps with others; the one that counts now."""
    row = tx.execute(_of_order, {"o": order_id}).first()
    return None if row is None else newest(tx, _invoice(row))


def newest(tx: Transaction, one: Invoice) -> Invoice:
    """The document that stands in place of an issued one now: itself, or its last replacement."""
    while one.state is InvoiceState.ISSUED:
        row = tx.execute(_replacement, {"i": one.id}).first()
        if row is None:
            break
        one = _invoice(row)
    return one


def orders_on(tx: Transaction, invoice_id: int) -> tuple[tuple[int, str], ...]:
    """The orders on an invoice, by id, each with its number."""
    return tuple((row.order_id, row.order_no) for row in tx.execute(_orders, {"i": invoice_id}))


def corrections_of(tx: Transaction, invoice_id: int) -> tuple[Invoice, ...]:
    """What corrects an invoice and was not discarded, in the order in which it was made."""
    return tuple(_invoice(row) for row in tx.execute(_corrections, {"i": invoice_id}))


def open_documents(tx: Transaction, *, limit: int = 500, offset: int = 0) -> tuple[Invoice, ...]:
    """What is not issued yet: first what looks odd, the most reasons first, then by age."""
    found = tx.execute(_open, {"n": limit, "off": offset})
    return tuple(_invoice(row) for row in found)


def open_sums(tx: Transaction) -> tuple[tuple[str, str, int, int], ...]:
    """What is not issued yet: state, currency, how many and what they come to."""
    return tuple((row[0], row[1], int(row[2]), int(row[3])) for row in tx.execute(_sums))


def lines_of(tx: Transaction, invoice_id: int) -> tuple[InvoiceLine, ...]:
    """The lines of an invoice in their order."""
    return tuple(InvoiceLine(*row) for row in tx.execute(_lines, {"i": invoice_id}))


def issued_ids(
    tx: Transaction, *, since: date | None = None, until: date | None = None
) -> tuple[tuple[int, str], ...]:
    """Issued invoices of some days with their numbers, in the order in which they were made."""
    wanted = select(invoices.c.id, invoices.c.internal_no).where(
        invoices.c.state == InvoiceState.ISSUED.value
    )
    if since is not None:
        wanted = wanted.where(invoices.c.issue_date >= since)
    if until is not None:
        wanted = wanted.where(invoices.c.issue_date <= until)
    return tuple((row.id, row.internal_no) for row in tx.execute(wanted.order_by(invoices.c.id)))


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
        customer_id=row.customer_id,
        ref_invoice_id=row.ref_invoice_id,
        reasons=tuple(Reason(one) for one in row.review.split(",") if one),
        reason_code=row.reason_code,
        e_invoice=row.e_invoice,
        due_days=row.due_days,
        due_eom=row.due_eom,
        legal_series=row.legal_series,
        legal_no=row.legal_no,
        authority_code=row.authority_code,
        created_at=row.created_at,
    )


_by_id = select(invoices).where(invoices.c.id == bindparam("i"))
_locked = _by_id.with_for_update()
_by_number = select(invoices).where(invoices.c.internal_no == bindparam("no"))
_lines = (
    select(*(invoice_lines.c[name] for name in InvoiceLine.__dataclass_fields__))
    .where(invoice_lines.c.invoice_id == bindparam("i"))
    .order_by(invoice_lines.c.line_no)
)
_of_order = (
    select(invoices)
    .join(billed_orders, billed_orders.c.invoice_id == invoices.c.id)
    .where(billed_orders.c.order_id == bindparam("o"))
)
_replacement = select(invoices).where(
    invoices.c.ref_invoice_id == bindparam("i"),
    invoices.c.kind == InvoiceKind.REPLACEMENT.value,
    invoices.c.state == InvoiceState.ISSUED.value,
)
_orders = (
    select(billed_orders.c.order_id, orders.c.order_no)
    .join(orders, orders.c.id == billed_orders.c.order_id)
    .where(billed_orders.c.invoice_id == bindparam("i"))
    .order_by(billed_orders.c.order_id)
)
_corrections = (
    select(invoices)
    .where(
        invoices.c.ref_invoice_id == bindparam("i"),
        invoices.c.state != InvoiceState.DISCARDED.value,
    )
    .order_by(invoices.c.id)
)
_open = (
    select(invoices)
    .where(text(OPEN_SQL))
    .order_by(func.length(invoices.c.review).desc(), invoices.c.id)
    .limit(bindparam("n", type_=Integer()))
    .offset(bindparam("off", type_=Integer()))
)
_sums = (
    select(
        invoices.c.state,
        invoices.c.currency,
        func.count(),
        cast(func.sum(invoices.c.total), BigInteger),
    )
    .where(text(OPEN_SQL))
    .group_by(invoices.c.state, invoices.c.currency)
    .order_by(invoices.c.state, invoices.c.currency)
)
