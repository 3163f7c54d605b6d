"""Checks of what marketplaces pay out: sums, currencies, and that no money is taken twice."""

from __future__ import annotations

from sqlalchemy import BigInteger, and_, case, cast, exists, func, or_, select

from core.doctor.findings import Level
from core.doctor.looking import Look, Rows, by, named, told, within
from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import PaymentState
from core.payouts.models import payout_lines, payout_orders, payout_words, payouts
from core.payouts.states import Part

PAYOUTS = Rows("payouts", payouts.c.id)
LINES = Rows("payout_lines", payout_lines.c.id)
PARTS = Rows("payout_orders", payout_orders.c.id)

_p, _l, _w, _o = payouts.c, payout_lines.c, payout_words.c, payout_orders.c
_sum = (
    select(cast(func.coalesce(func.sum(_l.amount), 0), BigInteger))
    .where(_l.payout_id == _p.id)
    .correlate(payouts)
    .scalar_subquery()
)
_differs = select(
    _p.id.label("key"),
    _p.payout_no.label("payout"),
    _p.shop,
    _p.currency,
    _p.amount,
    _sum.label("sum"),
).where(within(_p.id), _p.whole, _p.amount.is_not(None), _p.amount != _sum)
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

LOOKS = (
    Look("payouts", PAYOUTS, by(_differs, named("payout_differs", "key", level=Level.HINT))),
    Look("payouts", LINES, by(_wordless, named("payout_wordless", "line"))),
    Look("payouts", PARTS, by(_parts, told("key"))),
)
"""What payouts come to against their lines, and the payments that they are taken for."""
