"""Reads payments, what each is for, what is left of it, and lines of bank statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, cast, func, or_, select

from core.billing.models import invoices
from core.customers.models import customers
from core.errors import NotFound
from core.money import Money
from core.orders.payments.states import Method
from core.people.models import operators
from core.receivables.models import allocations, bank_files, bank_lines, payments
from core.receivables.states import BankLineState, PayKind, PayState, Why
from core.text import fold
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment or refund; names are empty for the program."""

    id: int
    kind: PayKind
    state: PayState
    customer_id: int | None
    customer: str
    """Empty while nobody is known."""
    payer: str
    method: Method
    amount: Money
    used: int
    """Of it, what is for invoices or went back; minor units."""
    paid_on: date
    reference: str
    note: str
    source_key: str
    reason: str
    recorded_at: datetime
    recorded_by: str

    @property
    def free(self) -> int:
        """What nobody said yet what it is for; the customer's credit."""
        counts = self.state is PayState.CLEARED and self.kind is PayKind.PAYMENT
        return self.amount.minor - self.used if counts else 0

    @property
    def who(self) -> str:
        """Who paid, as far as that is known."""
        return self.customer or self.payer


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a part of a payment is for; a reversal has an amount below zero."""

    id: int
    payment_id: int | None
    invoice_id: int | None
    invoice: str
    refund_id: int | None
    amount: int
    why: Why
    note: str
    reverses_id: int | None
    undone: bool
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class BankLine:
    """A line of a bank statement; the amount in minor units, below zero where it went out."""

    id: int
    account: str
    file: str
    line_no: int
    booked_on: date
    amount: int
    currency: str
    payer: str
    payer_account: str
    text: str
    bank_ref: str
    state: BankLineState
    payment_id: int | None
    order_payment_id: int | None
    note: str
    key: str


def payment(tx: Transaction, payment_id: int, *, lock: bool = False) -> Payment:
    """One payment; raises NotFound ``money_not_found``."""
    if lock:
        tx.execute(select(payments.c.id).where(payments.c.id == payment_id).with_for_update())
    row = tx.execute(_payments.where(payments.c.id == payment_id)).first()
    if row is None:
        raise NotFound("money_not_found", payment=payment_id)
    return _payment(row)


def list_payments(
    tx: Transaction,
    *,
    customer_id: int | None = None,
    states: Collection[PayState] = (),
    unused: bool = False,
    words: str = "",
    limit: int = 200,
) -> tuple[Payment, ...]:
    """Payments, the newest first; `unused` those of which something is left."""
    query = _payments
    if customer_id is not None:
        query = query.where(_owner == customer_id)
    if states:
        query = query.where(payments.c.state.in_([state.value for state in states]))
    if unused:
        query = query.where(
            payments.c.kind == PayKind.PAYMENT.value,
            payments.c.state == PayState.CLEARED.value,
            payments.c.amount > _used,
        )
    if words:
        like = f"%{fold(words)}%"
        fields = (payments.c.payer, payments.c.reference, customers.c.folded)
        query = query.where(or_(*(func.lower(one).like(like) for one in fields)))
    rows = tx.execute(query.order_by(payments.c.id.desc()).limit(limit))
    return tuple(_payment(row) for row in rows)


def allocations_of(
    tx: Transaction, *, payment_id: int | None = None, invoice_id: int | None = None
) -> tuple[Allocation, ...]:
    """What a payment is for, or what was paid for an invoice, in the order in which it was said."""
    query = _allocations
    if payment_id is not None:
        query = query.where(allocations.c.payment_id == payment_id)
    if invoice_id is not None:
        query = query.where(allocations.c.invoice_id == invoice_id)
    return tuple(_allocation(row) for row in tx.execute(query.order_by(allocations.c.id)))


def allocation(tx: Transaction, allocation_id: int) -> Allocation:
    """One of them; raises NotFound ``allocation_not_found``."""
    row = tx.execute(_allocations.where(allocations.c.id == allocation_id)).first()
    if row is None:
        raise NotFound("allocation_not_found", allocation=allocation_id)
    return _allocation(row)


def bank_line(tx: Transaction, line_id: int, *, lock: bool = False) -> BankLine:
    """One line; raises NotFound ``bank_line_unknown``."""
    if lock:
        tx.execute(select(bank_lines.c.id).where(bank_lines.c.id == line_id).with_for_update())
    row = tx.execute(_lines.where(bank_lines.c.id == line_id)).first()
    if row is None:
        raise NotFound("bank_line_unknown", line=line_id)
    return _line(row)


def list_lines(
    tx: Transaction, states: Collection[BankLineState] = (), *, limit: int = 500
) -> tuple[BankLine, ...]:
    """Lines of bank statements, the newest first."""
    query = _lines
    if states:
        query = query.where(bank_lines.c.state.in_([state.value for state in states]))
    newest = query.order_by(bank_lines.c.booked_on.desc(), bank_lines.c.id.desc())
    return tuple(_line(row) for row in tx.execute(newest.limit(limit)))


def _payment(row: Any) -> Payment:
    return Payment(
        id=row.id,
        kind=PayKind(row.kind),
        state=PayState(row.state),
        customer_id=row.owner,
        customer=row.customer or "",
        payer=row.payer,
        method=Method(row.method),
        amount=Money(row.amount, row.currency),
        used=row.used,
        paid_on=row.paid_on,
        reference=row.reference,
        note=row.note,
        source_key=row.source_key or "",
        reason=row.reason,
        recorded_at=row.recorded_at,
        recorded_by=row.recorder or "",
    )


def _allocation(row: Any) -> Allocation:
    values = dict(row._mapping)
    values["why"] = Why(values["why"])
    values["invoice"] = values["invoice"] or ""
    values["by"] = values["by"] or ""
    values["undone"] = bool(values["undone"])
    return Allocation(**values)


def _line(row: Any) -> BankLine:
    values = dict(row._mapping)
    values["state"] = BankLineState(values["state"])
    return BankLine(**values)


_kept = customers.alias("kept")
_owner = func.coalesce(customers.c.merged_into, customers.c.id)
_used = (
    select(cast(func.coalesce(func.sum(allocations.c.amount), 0), BigInteger))
    .where(allocations.c.payment_id == payments.c.id)
    .scalar_subquery()
)
_payments = (
    select(
        payments,
        _owner.label("owner"),
        func.coalesce(_kept.c.name, customers.c.name).label("customer"),
        _used.label("used"),
        operators.c.name.label("recorder"),
    )
    .select_from(payments)
    .outerjoin(customers, customers.c.id == payments.c.customer_id)
    .outerjoin(_kept, _kept.c.id == customers.c.merged_into)
    .outerjoin(operators, operators.c.id == payments.c.recorded_by)
)
_again = allocations.alias("again")
_allocations = (
    select(
        allocations.c.id,
        allocations.c.payment_id,
        allocations.c.invoice_id,
        invoices.c.internal_no.label("invoice"),
        allocations.c.refund_id,
        allocations.c.amount,
        allocations.c.why,
        allocations.c.note,
        allocations.c.reverses_id,
        select(_again.c.id)
        .where(_again.c.reverses_id == allocations.c.id)
        .exists()
        .label("undone"),
        allocations.c.at,
        operators.c.name.label("by"),
    )
    .select_from(allocations)
    .outerjoin(invoices, invoices.c.id == allocations.c.invoice_id)
    .outerjoin(operators, operators.c.id == allocations.c.by_id)
)
_lines = select(
    bank_lines.c.id,
    bank_files.c.account,
    bank_files.c.name.label("file"),
    bank_lines.c.line_no,
    bank_lines.c.booked_on,
    bank_lines.c.amount,
    bank_lines.c.currency,
    bank_lines.c.payer,
    bank_lines.c.payer_account,
    bank_lines.c.text,
    bank_lines.c.bank_ref,
    bank_lines.c.state,
    bank_lines.c.payment_id,
    bank_lines.c.order_payment_id,
    bank_lines.c.note,
    bank_lines.c.key,
).join(bank_files, bank_files.c.id == bank_lines.c.file_id)
