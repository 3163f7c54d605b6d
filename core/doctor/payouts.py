"""Checks of what marketplaces pay out: sums, currencies, arrivals, and no money taken twice."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import BigInteger, and_, case, cast, exists, func, or_, select

from core.doctor.findings import Finding, Level
from core.doctor.looking import Look, Means, Rows, Span, by, named, told, within
from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import PaymentState
from core.payouts.arrivals import amount_of, comes_to, when_paid
from core.payouts.models import (
    payout_arrivals,
    payout_lines,
    payout_orders,
    payout_words,
    payouts,
)
from core.payouts.states import Part, PayoutState
from core.receivables.awaiting import awaited_of
from core.receivables.models import bank_lines
from core.receivables.states import BankLineState
from core.transaction import Transaction

PAYOUTS = Rows("payouts", payouts.c.id)
LINES = Rows("payout_lines", payout_lines.c.id)
PARTS = Rows("payout_orders", payout_orders.c.id)
BANK = Rows("bank_lines", bank_lines.c.id)

_p, _l, _w, _o = payouts.c, payout_lines.c, payout_words.c, payout_orders.c
_differs = select(
    _p.id.label("key"),
    _p.payout_no.label("payout"),
    _p.shop,
    _p.currency,
    _p.amount,
    comes_to.label("sum"),
).where(within(_p.id), _p.whole, _p.amount.is_not(None), _p.amount != comes_to)
_wordless = (
    select(_l.id.label("line"), _l.word, _p.payout_no.label("payout"))
    .join(payouts, _p.id == _l.payout_id)
    .where(
        within(_l.id),
        ~exists().where(_w.shop == _p.shop, _w.word == _l.word),
    )
)
_paid = _o.state.in_([Part.PAID.value, Part.ACCEPTED.value])
_other = order_payments.alias("other")
_twin = (
    select(_other.c.id)
    .where(
        _other.c.order_id == _o.order_id,
        _other.c.id != _o.payment_id,
        _other.c.bank == _o.shop,
        _other.c.reference.startswith(_o.shop + ": "),
        _other.c.state == PaymentState.CONFIRMED.value,
    )
    .correlate(payout_orders)
    .exists()
)
_other_currency = (
    select(_l.id)
    .join(payouts, _p.id == _l.payout_id)
    .where(_p.shop == _o.shop, _l.order_ref == _o.order_ref, _p.currency != orders.c.currency)
    .correlate(payout_orders, orders)
    .exists()
)
_wrong = case(
    (and_(_paid, _o.payment_id.is_(None)), "payout_unpaid"),
    (and_(~_paid, _o.payment_id.is_not(None)), "payout_paid_oddly"),
    (and_(_paid, order_payments.c.order_id != _o.order_id), "payout_paid_oddly"),
    (and_(_paid, _twin), "payout_twice"),
    (and_(_paid, _other_currency), "payout_currency"),
    else_="",
)
_parts = (
    select(
        _wrong.label("code"),
        _o.id.label("key"),
        _o.order_ref.label("order_no"),
        _o.shop,
    )
    .select_from(
        payout_orders.outerjoin(orders, orders.c.id == _o.order_id).outerjoin(
            order_payments, order_payments.c.id == _o.payment_id
        )
    )
    .where(within(_o.id), or_(_paid, _o.payment_id.is_not(None)), _wrong != "")
)
_a, _b = payout_arrivals.c, bank_lines.c
_came = (
    select(cast(func.coalesce(func.sum(_a.came), 0), BigInteger))
    .where(_a.bank_line_id == _b.id, _a.undone_at.is_(None))
    .correlate(bank_lines)
    .scalar_subquery()
)
_brought = _b.state == BankLineState.PAYOUT.value
_lines_of_banks = select(_b.id.label("line"), _b.amount, _b.currency, _came.label("came")).where(
    within(_b.id), case((_brought, _b.amount), else_=0) != _came
)
_arrived = and_(_a.payout_id == _p.id, _a.undone_at.is_(None))
_otherwise = (
    select(
        _p.id.label("key"),
        _p.payout_no.label("payout"),
        _p.shop,
        _p.currency,
        _a.expected.label("then"),
        amount_of.label("now"),
    )
    .join(payout_arrivals, _arrived)
    .where(
        within(_p.id),
        or_(
            _p.state == PayoutState.FAILED.value,
            and_(or_(_p.whole, _p.amount.is_not(None)), amount_of != _a.expected),
        ),
    )
)


def _missed(tx: Transaction, span: Span, means: Means) -> Iterator[Finding]:
    """What was paid out, and no line of a bank brought in the time that it has."""
    late = awaited_of(tx, means.config).missed(tx.now, means.config.shop.timezone)
    query = select(
        _p.id, _p.payout_no, _p.shop, _p.currency, amount_of.label("amount"), when_paid.label("day")
    ).where(within(_p.id), late)
    for row in tx.execute(query, {"low": span.low, "high": span.high}):
        params = {"payout": row.payout_no, "shop": row.shop, "currency": row.currency}
        params |= {"amount": int(row.amount), "days": (tx.now - row.day).days}
        yield Finding("payout_missed", (row.id,), params, Level.HINT)


LOOKS = (
    Look("payouts", PAYOUTS, by(_differs, named("payout_differs", "key", level=Level.HINT))),
    Look("payouts", LINES, by(_wordless, named("payout_wordless", "line"))),
    Look("payouts", PARTS, by(_parts, told("key"))),
    Look("payouts", PAYOUTS, _missed),
    Look("payouts", PAYOUTS, by(_otherwise, named("payout_otherwise", "key", level=Level.HINT))),
    Look("payouts", BANK, by(_lines_of_banks, named("payout_line", "line"))),
)
"""What payouts come to against their lines, what they are taken for, and what banks had of them."""
