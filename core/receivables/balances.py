"""What a customer owes: the balance, the statement of account, and how old it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from core.billing.models import billed_orders, invoices
from core.billing.states import InvoiceKind, InvoiceState
from core.clock import local
from core.customers.models import customers
from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import PaymentKind, PaymentState
from core.people.permissions import Permission, require
from core.receivables.claims import Claim, claims
from core.receivables.models import allocations, payments
from core.receivables.queries import Payment, list_payments
from core.receivables.states import PayKind, PayState
from core.transaction import Transaction

BUCKETS = (0, 30, 60, 90)
"""Days overdue at which an age ends; what is older is the last one."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What a customer owes in one currency; minor units, all from rows."""

    currency: str
    owed: int
    """Issued invoices, their corrections and replacements."""
    paid: int
    """Cleared payments without refunds, what was confirmed on orders, and what was written off."""
    credit: int
    """Of the payments, what nobody said yet what it is for."""
    overdue: int

    @property
    def due(self) -> int:
        """What is to be paid; below zero: the customer has credit."""
        return self.owed - self.paid


class Event(StrEnum):
    """What a line of a statement of account is."""

    OPENING = "opening"
    INVOICE = "invoice"
    CREDIT = "credit"
    CORRECTION = "correction"
    PAYMENT = "payment"
    ORDER_PAYMENT = "order_payment"
    REFUND = "refund"
    WRITE_OFF = "write_off"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a statement of account; `amount` below zero lowers what is owed."""

    on: date
    event: Event
    name: str
    """The number of the invoice or the order, or the reference of the payment."""
    amount: int
    balance: int
    """After it."""


@dataclass(frozen=True, slots=True)
class Account:
    """The statement of account of a customer over a time, in one currency; minor units."""

    currency: str
    since: date
    until: date
    opening: int
    entries: tuple[Entry, ...]
    closing: int
    open: tuple[Claim, ...]
    """What is to be paid at its end, as far as it is today."""


@dataclass(slots=True)
class Aged:
    """What one customer owes by age; minor units of one currency."""

    customer_id: int | None
    customer: str
    currency: str
    parts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    """Not due yet, then by days overdue."""
    credit: int = 0
    """Payments of which nobody said what they are for."""

    @property
    def total(self) -> int:
        """All of it, credit taken off."""
        return sum(self.parts) - self.credit


def balances(tx: Transaction, customer_id: int, today: date) -> tuple[Balance, ...]:
    """What a customer owes in each currency."""
    require(tx, Permission.MONEY_VIEW)
    return _balances(tx, customer_id, today)


def owed_by(tx: Transaction, customer_id: int, currency: str) -> int:
    """What a customer owes in a currency, for whoever checks a limit; minor units."""
    found = _balances(tx, customer_id, tx.today)
    return next((one.due for one in found if one.currency == currency), 0)


def _balances(tx: Transaction, customer_id: int, today: date) -> tuple[Balance, ...]:
    mine = claims(tx, customer_ids=[customer_id], unsettled=False)
    own = list_payments(tx, customer_id=customer_id, states=[PayState.CLEARED], limit=100_000)
    names = {one.currency for one in mine} | {one.amount.currency for one in own}
    made = []
    for currency in sorted(names):
        here = [one for one in mine if one.currency == currency]
        credit = sum(one.free for one in own if _is(one, PayKind.PAYMENT, currency))
        came = sum(one.amount.minor for one in own if _is(one, PayKind.PAYMENT, currency))
        went = sum(one.amount.minor for one in own if _is(one, PayKind.REFUND, currency))
        by_others = _across(tx, customer_id, [one.invoice_id for one in here], currency)
        paid = came - went + by_others + sum(one.by_orders for one in here)
        late = sum(max(0, one.open) for one in here if one.due_on < today)
        made.append(Balance(currency, sum(one.asked for one in here), paid, credit, late))
    return tuple(made)


def account(tx: Transaction, customer_id: int, currency: str, since: date, until: date) -> Account:
    """The statement of account of a customer: what came before in one sum, then each line."""
    require(tx, Permission.MONEY_VIEW)
    rows = sorted(
        _entries(tx, customer_id, currency), key=lambda one: (one[0], one[1] != "invoice")
    )
    opening = sum(amount for on, _event, _name, amount in rows if on < since)
    balance, lines = opening, []
    for on, event, name, amount in rows:
        if since <= on <= until:
            balance += amount
            lines.append(Entry(on, event, name, amount, balance))
    still = claims(tx, customer_ids=[customer_id], currency=currency)
    unpaid = tuple(one for one in still if one.issued_on <= until)
    return Account(currency, since, until, opening, tuple(lines), balance, unpaid)


def ageing(tx: Transaction, today: date) -> tuple[Aged, ...]:
    """What is owed by customer and age, those who owe most first."""
    require(tx, Permission.MONEY_VIEW)
    found: dict[tuple[int | str, str], Aged] = {}

    def of(customer_id: int | None, name: str, currency: str) -> Aged:
        key: int | str = name if customer_id is None else customer_id
        return found.setdefault((key, currency), Aged(customer_id, name, currency))

    for one in claims(tx):
        late = one.overdue_days(today)
        at = next((at for at, days in enumerate(BUCKETS) if late <= days), len(BUCKETS))
        of(one.customer_id, one.buyer, one.currency).parts[at] += one.open
    for money in list_payments(tx, unused=True, limit=100_000):
        of(money.customer_id, money.who, money.amount.currency).credit += money.free
    rows = [one for one in found.values() if any(one.parts) or one.credit]
    rows.sort(key=lambda one: (one.currency, -one.total, one.customer))
    return tuple(rows)


def month_before(today: date) -> tuple[date, date]:
    """The first and last day of the month before a day."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _is(one: Payment, kind: PayKind, currency: str) -> bool:
    return one.kind is kind and one.amount.currency == currency


def _across(tx: Transaction, customer_id: int, own: Sequence[int], currency: str) -> int:
    """What others paid for the customer's invoices or was written off, without what the customer
    paid for the invoices of others."""
    mine = set(own)
    total = 0
    for row in tx.execute(_applied, {"c": customer_id, "currency": currency}):
        theirs = row.payer_id == customer_id
        if row.invoice_id in mine and not theirs:
            total += row.amount
        elif theirs and row.invoice_id is not None and row.invoice_id not in mine:
            total -= row.amount
    return total


def _entries(
    tx: Transaction, customer_id: int, currency: str
) -> list[tuple[date, Event, str, int]]:
    asked = {"c": customer_id, "currency": currency}
    made: list[tuple[date, Event, str, int]] = []
    rows: list[Any] = tx.execute(_documents, asked).all()
    replaced = {row.ref_invoice_id: row for row in rows if row.kind == _REPLACEMENT}
    for row in rows:
        event = _EVENTS.get(row.kind, Event.INVOICE)
        made.append((row.issue_date, event, row.internal_no, row.total))
        if row.kind == _REPLACEMENT:
            made.append((row.issue_date, event, row.internal_no, -_before(rows, row, replaced)))
    for row in tx.execute(_on_orders, asked):
        back = row.kind == PaymentKind.REFUND.value
        event = Event.REFUND if back else Event.ORDER_PAYMENT
        made.append((row.paid_on, event, row.order_no, row.amount if back else -row.amount))
    for row in tx.execute(_money, asked):
        back = row.kind == PayKind.REFUND.value
        event = Event.REFUND if back else Event.PAYMENT
        name = row.reference or row.payer
        made.append((row.paid_on, event, name, row.amount if back else -row.amount))
    own = {row.id for row in rows}
    for row in tx.execute(_applied, asked):
        theirs = row.payer_id == customer_id
        day = local(row.at, tx.zone).date()
        if row.invoice_id in own and not theirs:
            event = Event.PAYMENT if row.payment_id is not None else Event.WRITE_OFF
            made.append((day, event, row.internal_no, -row.amount))
        elif theirs and row.invoice_id is not None and row.invoice_id not in own:
            made.append((day, Event.PAYMENT, row.internal_no, row.amount))
    return made


def _before(rows: Sequence[Any], one: Any, replaced: dict[int, Any]) -> int:
    """What a replacement stands in place of: the document and what had corrected it."""
    gone = next((row for row in rows if row.id == one.ref_invoice_id), None)
    if gone is None:
        return 0
    older = [row for row in rows if row.ref_invoice_id == gone.id and row.id < one.id]
    return int(gone.total) + sum(int(row.total) for row in older if row.kind != _REPLACEMENT)


_REPLACEMENT = InvoiceKind.REPLACEMENT.value
_EVENTS = {
    InvoiceKind.CREDIT.value: Event.CREDIT,
    InvoiceKind.ADJUSTMENT.value: Event.CORRECTION,
    _REPLACEMENT: Event.CORRECTION,
}
_theirs = or_(customers.c.id == bindparam("c"), customers.c.merged_into == bindparam("c"))
_ids = select(customers.c.id).where(_theirs)
_documents = (
    select(
        invoices.c.id,
        invoices.c.kind,
        invoices.c.internal_no,
        invoices.c.issue_date,
        invoices.c.total,
        invoices.c.ref_invoice_id,
    )
    .where(
        invoices.c.customer_id.in_(_ids),
        invoices.c.state == InvoiceState.ISSUED.value,
        invoices.c.currency == bindparam("currency"),
    )
    .order_by(invoices.c.issue_date, invoices.c.id)
)
_billed = or_(
    orders.c.id == invoices.c.order_id,
    orders.c.id.in_(
        select(billed_orders.c.order_id).where(billed_orders.c.invoice_id == invoices.c.id)
    ),
)
_on_orders = (
    select(
        order_payments.c.kind,
        order_payments.c.paid_on,
        order_payments.c.amount,
        orders.c.order_no,
    )
    .select_from(order_payments)
    .join(orders, orders.c.id == order_payments.c.order_id)
    .join(invoices, _billed)
    .where(
        invoices.c.customer_id.in_(_ids),
        invoices.c.state == InvoiceState.ISSUED.value,
        invoices.c.ref_invoice_id.is_(None),
        invoices.c.currency == bindparam("currency"),
        order_payments.c.state == PaymentState.CONFIRMED.value,
    )
)
_money = select(
    payments.c.kind, payments.c.paid_on, payments.c.amount, payments.c.reference, payments.c.payer
).where(
    payments.c.customer_id.in_(_ids),
    payments.c.state == PayState.CLEARED.value,
    payments.c.currency == bindparam("currency"),
)
_payer = func.coalesce(customers.c.merged_into, customers.c.id)
_applied = (
    select(
        allocations.c.payment_id,
        allocations.c.invoice_id,
        allocations.c.amount,
        allocations.c.at,
        _payer.label("payer_id"),
        invoices.c.internal_no,
    )
    .select_from(allocations)
    .join(invoices, invoices.c.id == allocations.c.invoice_id)
    .outerjoin(payments, payments.c.id == allocations.c.payment_id)
    .outerjoin(customers, customers.c.id == payments.c.customer_id)
    .where(
        invoices.c.currency == bindparam("currency"),
        or_(
            payments.c.customer_id.in_(_ids),
            invoices.c.customer_id.in_(_ids),
        ),
    )
)
