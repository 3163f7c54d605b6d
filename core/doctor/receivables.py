"""Checks of customers' money: nothing is given out twice, and balances are what rows come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, and_, case, cast, func, or_, select

from core.billing.models import invoices
from core.customers.models import customers
from core.doctor.findings import Finding
from core.doctor.looking import Look, Means, Rows, Span, by, named, told, within
from core.receivables.balances import account, balances
from core.receivables.claims import is_replaced
from core.receivables.models import allocations, bank_lines, payments
from core.receivables.states import BankLineState, PayState
from core.transaction import Transaction

PAYMENTS = Rows("payments", payments.c.id)
INVOICES = Rows("invoices", invoices.c.id)
USES = Rows("allocations", allocations.c.id)
LINES = Rows("bank_lines", bank_lines.c.id)
CUSTOMERS = Rows("customers", customers.c.id, at_once=50)

_p, _a, _i, _b = payments.c, allocations.c, invoices.c, bank_lines.c
_FIRST, _LAST = date(1900, 1, 1), date(9000, 1, 1)


def _used(where: Any) -> Any:
    total = cast(func.coalesce(func.sum(_a.amount), 0), BigInteger)
    return select(total).where(where).scalar_subquery()


_of_payment = _used(_a.payment_id == _p.id)
_over = select(
    _p.id.label("payment"), _p.currency, _p.amount, _of_payment.label("used"), _p.state
).where(
    within(_p.id),
    or_(
        _of_payment > _p.amount,
        _of_payment < 0,
        and_(_p.state != PayState.CLEARED.value, _of_payment != 0),
    ),
)
_of_invoice = _used(_a.invoice_id == _i.id)
_paid = select(
    _i.id.label("key"),
    _i.internal_no.label("invoice"),
    _i.currency,
    _i.total,
    _of_invoice.label("used"),
).where(
    within(_i.id),
    or_(_of_invoice < 0, and_(_of_invoice > _i.total, _of_invoice != 0, ~is_replaced)),
)
_where = case(
    (_i.ref_invoice_id.is_not(None), "use_of_correction"),
    (_i.internal_no.is_(None), "use_of_draft"),
    (_p.currency != _i.currency, "use_currency"),
    else_="",
)
_uses = (
    select(
        _where.label("code"),
        _a.id.label("use"),
        _p.id.label("payment"),
        func.coalesce(_i.internal_no, "-").label("invoice"),
    )
    .select_from(allocations)
    .join(invoices, _i.id == _a.invoice_id)
    .outerjoin(payments, _p.id == _a.payment_id)
    .where(within(_a.id), _where != "")
)
_twin = bank_lines.alias("twin")
_paid_by = payments.alias("paid_by")
_live = and_(_paid_by.c.source_key == "bank:" + _b.key, _paid_by.c.state != PayState.REVERSED.value)
_shared = (
    select(_twin.c.id)
    .where(
        _twin.c.id != _b.id,
        or_(
            and_(_b.payment_id.is_not(None), _twin.c.payment_id == _b.payment_id),
            and_(_b.order_payment_id.is_not(None), _twin.c.order_payment_id == _b.order_payment_id),
        ),
    )
    .exists()
)
_applied, _order = BankLineState.APPLIED.value, BankLineState.ORDER.value
_wrong = case(
    (_shared, "bank_line_shared"),
    (and_(_b.payment_id.is_not(None), _b.order_payment_id.is_not(None)), "bank_line_twice"),
    (and_(_b.state != _applied, select(_paid_by.c.id).where(_live).exists()), "bank_line_twice"),
    (and_(_b.state == _applied, _b.payment_id.is_(None)), "bank_line_unpaid"),
    (and_(_b.state == _order, _b.order_payment_id.is_(None)), "bank_line_unpaid"),
    else_="",
)
_lines = select(
    _wrong.label("code"), _b.id.label("line"), _b.amount, _b.currency, _b.text.label("text")
).where(within(_b.id), _wrong != "")


def _balances(tx: Transaction, span: Span, means: Means) -> Iterator[Finding]:
    """What a customer owes now is where the statement of all time ends."""
    for row in tx.execute(_owing, {"low": span.low, "high": span.high}):
        for one in balances(tx, row.id, tx.today):
            told = account(tx, row.id, one.currency, _FIRST, _LAST)
            if told.closing != one.due:
                params = {"customer": row.name, "currency": one.currency}
                params |= {"due": one.due, "rebuilt": told.closing}
                yield Finding("balance_differs", (row.id, one.currency), params)


_owing = select(customers.c.id, customers.c.name).where(
    within(customers.c.id),
    customers.c.merged_into.is_(None),
    or_(
        select(_i.id).where(_i.customer_id == customers.c.id).exists(),
        select(_p.id).where(_p.customer_id == customers.c.id).exists(),
    ),
)

LOOKS = (
    Look("receivables", PAYMENTS, by(_over, named("payment_overused", "payment"))),
    Look("receivables", INVOICES, by(_paid, named("invoice_overused", "key"))),
    Look("receivables", USES, by(_uses, told("use"))),
    Look("receivables", LINES, by(_lines, told("line"))),
    Look("receivables", CUSTOMERS, _balances),
)
"""What payments are for, lines of banks, and balances against all that happened."""
