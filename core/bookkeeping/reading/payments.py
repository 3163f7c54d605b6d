"""Payments of customers, money that went back, and what payments are for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, or_, select

from core.billing.models import invoices
from core.billing.pay_links.models import pay_link_receipts
from core.bookkeeping.entries import Partner
from core.bookkeeping.facts import Applied, GatewayFee, Payment
from core.bookkeeping.periods import Period
from core.bookkeeping.reading.days import taken_back_on
from core.bookkeeping.reading.partners import customer_number, merged
from core.clock import local
from core.customers.models import customers
from core.orders.payments.states import Method
from core.receivables.models import allocations, bank_lines, payments
from core.receivables.states import PayKind
from core.transaction import Transaction


def payments_in(tx: Transaction, period: Period) -> list[Payment]:
    """Those that were seen, on the day of the money; one that was called back tells both days."""
    given = period.given(tx.zone)
    found = []
    for row in tx.execute(_payments, given):
        sign = -1 if row.kind == PayKind.REFUND.value else 1
        found.append(
            Payment(
                id=row.id,
                day=row.paid_on,
                currency=row.currency,
                method=Method(row.method),
                amount=sign * row.amount,
                partner=Partner(row.customer or row.payer, customer_number(row.customer_no)),
                reference=row.reference,
                reversed_on=taken_back_on(tx, row.paid_on, row.reversed_at),
            )
        )
    return found


def applied_in(tx: Transaction, period: Period) -> list[Applied]:
    """What payments were said to be for in a period, and what was taken back of it."""
    first, after = period.moments(tx.zone)
    rows: Any = tx.execute(_applied, {"first": first, "after": after})
    return [
        Applied(
            id=row.id,
            day=local(row.at, tx.zone).date(),
            currency=row.currency,
            amount=row.amount,
            invoice=row.internal_no,
            partner=Partner(row.buyer_name, customer_number(row.customer_no)),
            payment_id=row.payment_id,
            payer=Partner(row.payer or "", customer_number(row.payer_no)),
        )
        for row in rows
    ]


def gateway_fees_in(tx: Transaction, period: Period) -> list[GatewayFee]:
    """What gateways kept of payments that came through their links, on the day of the payment."""
    rows: Any = tx.execute(_fees, {"since": period.since, "until": period.until})
    return [
        GatewayFee(
            id=row.id,
            day=row.paid_on,
            currency=row.currency,
            gateway=Partner(row.gateway, row.gateway),
            method=Method(row.method),
            payment_id=row.payment_id,
            amount=row.fee,
        )
        for row in rows
    ]


_p, _a = payments.c, allocations.c
_who = merged(_p.customer_id)
_name = select(customers.c.name).where(customers.c.id == _who).correlate(payments).scalar_subquery()
_payments = (
    select(
        _p.id,
        _p.kind,
        _p.paid_on,
        _p.currency,
        _p.method,
        _p.amount,
        _p.payer,
        _p.reference,
        _p.reversed_at,
        _name.label("customer"),
        _who.label("customer_no"),
    )
    .where(
        _p.cleared_at.is_not(None),
        or_(
            _p.paid_on.between(bindparam("since"), bindparam("until")),
            (_p.reversed_at >= bindparam("first")) & (_p.reversed_at < bindparam("after")),
        ),
    )
    .order_by(_p.id)
)
_applied = (
    select(
        _a.id,
        _a.at,
        _a.amount,
        _a.payment_id,
        invoices.c.internal_no,
        invoices.c.buyer_name,
        invoices.c.currency,
        merged(invoices.c.customer_id).label("customer_no"),
        func.coalesce(_name, _p.payer).label("payer"),
        _who.label("payer_no"),
    )
    .select_from(
        allocations.join(invoices, invoices.c.id == _a.invoice_id).outerjoin(
            payments, _p.id == _a.payment_id
        )
    )
    .where(_a.at >= bindparam("first"), _a.at < bindparam("after"))
    .order_by(_a.id)
)
_g = pay_link_receipts.c
_fees = (
    select(_g.id, _g.gateway, _g.currency, _g.fee, _p.id.label("payment_id"), _p.paid_on, _p.method)
    .select_from(
        pay_link_receipts.outerjoin(bank_lines, bank_lines.c.id == _g.bank_line_id).join(
            payments, _p.id == func.coalesce(_g.payment_id, bank_lines.c.payment_id)
        )
    )
    .where(
        _g.fee > 0,
        _p.cleared_at.is_not(None),
        _p.paid_on.between(bindparam("since"), bindparam("until")),
    )
    .order_by(_g.id)
)
