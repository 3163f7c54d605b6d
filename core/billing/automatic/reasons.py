"""Why a document is not issued by itself: what a person has to look at first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, select

from core.billing.drawing import Drawn
from core.billing.models import billed_orders, invoices
from core.billing.profiles.queries import Profile
from core.billing.profiles.states import Hold, Review
from core.billing.rules import BillingRules
from core.billing.states import InvoiceKind, InvoiceState, Reason
from core.billing.taxnumbers import Looks, looks_of
from core.orders.models import orders
from core.transaction import Transaction

Owing = Callable[[Transaction, int, str], int]
"""What a customer owes in a currency, in minor units."""


def reasons_for(
    tx: Transaction,
    rules: BillingRules,
    profile: Profile,
    drawn: Drawn,
    owing: Owing,
    *,
    late: bool = False,
) -> tuple[Reason, ...]:
    """All reasons to look at a document before it is issued; none: it may go by itself.

    `late` says that it makes up for a period of before. A credit is looked at only where the
    profile asks for it.
    """
    total, found = drawn.total, []
    if profile.review is Review.ALWAYS:
        found.append(Reason.ASKED)
    if profile.review is Review.OVER and total > profile.review_over:
        found.append(Reason.OVER)
    if profile.hold is not Hold.NO:
        found.append(Reason.HOLD)
    if not _is_identified(profile, drawn):
        found.append(Reason.TAX)
    if drawn.kind is InvoiceKind.CREDIT:
        return tuple(found)
    if drawn.unpriced or total <= 0:
        found.append(Reason.ZERO)
    if drawn.lapsed:
        found.append(Reason.RATE)
    if late:
        found.append(Reason.LATE)
    last = _last_total(tx, drawn)
    if last is None and (rules.review_new or profile.known):
        found.append(Reason.NEW)
    far = rules.review_far
    if last is not None and far and abs(total - last) * 100 > far * abs(last):
        found.append(Reason.FAR)
    limit, who = profile.credit_limit, drawn.customer_id
    if limit is None or who is None:
        return tuple(found)
    if owing(tx, who, drawn.currency) + total - _paid(tx, drawn) > limit:
        found.append(Reason.OWES)
    return tuple(found)


def owed_by_orders(tx: Transaction, customer_id: int, currency: str) -> int:
    """What was issued to a customer, less what was paid for the orders on it; minor units."""
    given = {"c": customer_id, "cur": currency}
    issued = tx.execute(_issued, given).scalar() or 0
    return int(issued) - int(tx.execute(_paid_issued, given).scalar() or 0)


def _is_identified(profile: Profile, drawn: Drawn) -> bool:
    """Whether the buyer's tax number is there where it is needed, and right where there is one."""
    number = drawn.buyer.tax_number
    if not number:
        return not profile.tax_needed
    return looks_of(number, drawn.buyer.country) is Looks.RIGHT


def _last_total(tx: Transaction, drawn: Drawn) -> int | None:
    """What the last invoice of the same buyer came to; None where there was none."""
    if drawn.customer_id is None:
        return None
    given = {"c": drawn.customer_id, "cur": drawn.currency}
    last: int | None = tx.execute(_last, given).scalar()
    return last


def _paid(tx: Transaction, drawn: Drawn) -> int:
    """What is paid of the document already, with its orders."""
    if not drawn.order_ids:
        return 0
    return int(tx.execute(_paid_of, {"wanted": list(drawn.order_ids)}).scalar() or 0)


_is_out = (
    invoices.c.customer_id == bindparam("c"),
    invoices.c.currency == bindparam("cur"),
    invoices.c.state == InvoiceState.ISSUED.value,
)
_last = (
    select(invoices.c.total)
    .where(*_is_out, invoices.c.kind == InvoiceKind.INVOICE.value)
    .order_by(invoices.c.id.desc())
    .limit(1)
)
_newer = invoices.alias("newer")
_replaced = (
    select(_newer.c.id)
    .where(
        _newer.c.ref_invoice_id == invoices.c.id,
        _newer.c.kind == InvoiceKind.REPLACEMENT.value,
        _newer.c.state == InvoiceState.ISSUED.value,
    )
    .exists()
)


def _sum(column: Any) -> Any:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


_issued = select(_sum(invoices.c.total)).where(*_is_out, ~_replaced)
_paid_issued = (
    select(_sum(orders.c.paid))
    .select_from(invoices)
    .join(billed_orders, billed_orders.c.invoice_id == invoices.c.id)
    .join(orders, orders.c.id == billed_orders.c.order_id)
    .where(*_is_out)
)
_paid_of = select(_sum(orders.c.paid)).where(orders.c.id.in_(bindparam("wanted", expanding=True)))
