"""What a line of a bank statement is likely for: suggestions with their reasons, the surest first.

The order: what the bank wrote names an invoice or an order; a payout of a marketplace; the amount
of one open invoice of the payer; of one set of them; of all that the payer owes; else the oldest
first; else it is credit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from core.billing.models import billed_orders, invoices
from core.billing.states import InvoiceState
from core.customers.models import customers
from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import PaymentState
from core.orders.states import OrderStatus
from core.payouts.arrivals import called
from core.payouts.recognising import Booking, Meant, meant_by
from core.payqr.reference import references_in
from core.receivables.applying import Part
from core.receivables.claims import Claim, claims
from core.receivables.models import bank_lines, payments
from core.receivables.queries import BankLine
from core.receivables.settings import Terms
from core.receivables.states import BankLineState, PayState, Why
from core.text import fold
from core.transaction import Transaction

_MOST_IN_SUM = 12
"""Open invoices among which a sum is looked for; more have too many sums."""
_TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/#-]{2,58})[A-Za-z0-9]")
_MOST_TOKENS = 40
_PLACED = (OrderStatus.UNPAID, OrderStatus.DOWN_PAYMENT, OrderStatus.TO_CONFIRM)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a line may be for; amounts in minor units of the line's currency."""

    why: Why
    parts: tuple[Part, ...] = ()
    names: tuple[str, ...] = ()
    """The numbers of the invoices, or of the order."""
    customer_id: int | None = None
    rest: int = 0
    """What is left over and becomes credit."""
    short: int = 0
    """What is missing on the one invoice, and small enough to be written off."""
    order_id: int | None = None
    order_payment_id: int | None = None
    """A payment of the order that a buyer reported, and that this is."""
    payouts: tuple[int, ...] = ()
    """What a marketplace paid out, and this line brought."""
    differs: int = 0
    """What came beyond the payout; below zero: less came."""
    certain: bool = False
    """It may be applied without anybody looking."""

    @property
    def key(self) -> str:
        """What tells it from others of the same line."""
        parts = ",".join(f"{part.invoice_id}={part.amount}" for part in self.parts)
        order = f"o{self.order_id}" if self.order_id is not None else ""
        order = order or ",".join(f"p{one}" for one in self.payouts)
        return f"{self.why.value}:{parts or order or self.customer_id or ''}"


@dataclass(frozen=True, slots=True)
class Payer:
    """Who a line seems to be from."""

    customer_id: int | None
    folded: str
    sure: bool
    """The account is one that this customer paid from before."""


def suggestions(tx: Transaction, terms: Terms, line: BankLine) -> tuple[Suggestion, ...]:
    """What a line may be for, the surest first; none where it went out."""
    if line.amount <= 0:
        return ()
    found: list[Suggestion] = []
    named = _named(tx, line)
    if named:
        found.append(_by_reference(terms, line, named))
    found += _orders(tx, line, skip={one.order_no for one in named})
    told = len(found)
    payer = payer_of(tx, line)
    open_ = [one for one in _of_payer(tx, payer, line.currency) if one.open > 0]
    found += _of_open(line, payer, open_)
    if not found:
        found += _of_anybody(tx, line)
    if payer.customer_id is not None:
        credit = Suggestion(Why.CREDIT, customer_id=payer.customer_id, rest=line.amount)
        found.append(credit)
    # A line that says why it waits came through a link for an invoice: no marketplace sent it.
    meant = () if line.note else meant_by(tx, terms.shops, _booking(line))
    if meant:
        found = _with_payouts(found, told, meant)
    return tuple({one.key: one for one in reversed(found)}.values())[::-1]


def _with_payouts(found: list[Suggestion], told: int, meant: Sequence[Meant]) -> list[Suggestion]:
    """The first `told` name something in the text; a payout by its amount alone stands last.

    Nothing is certain where a customer and a marketplace may both be meant.
    """
    both = any(one.certain for one in found) or (meant[0].alone and bool(found))
    payouts = [_of_payouts(one) for one in meant]
    if both and any(one.certain for one in meant):
        found, payouts = _unsure(found), _unsure(payouts)
    at = len(found) if meant[0].alone else told
    return [*found[:at], *payouts, *found[at:]]


def _of_payouts(one: Meant) -> Suggestion:
    why = Why.PAYOUT_OTHER if one.differs else Why.PAYOUT
    return Suggestion(
        Why.PAYOUTS if len(one.payouts) > 1 else why,
        names=(called(one.payouts),),
        payouts=tuple(each.id for each in one.payouts),
        differs=one.differs,
        certain=one.certain,
    )


def _unsure(found: Sequence[Suggestion]) -> list[Suggestion]:
    return [replace(one, certain=False) for one in found]


def _booking(line: BankLine) -> Booking:
    said = f"{line.text} {line.bank_ref}"
    return Booking(
        line_id=line.id,
        booked_on=line.booked_on,
        amount=line.amount,
        currency=line.currency,
        said=f"{said} {line.payer}",
        numbers=tuple(_tokens(said)),
    )


def payer_of(tx: Transaction, line: BankLine) -> Payer:
    """The customer who paid from this account before, else the only one of this name."""
    name = fold(line.payer)[:80].strip()
    if line.payer_account:
        rows = tx.execute(_paid_before, {"a": line.payer_account}).all()
        if len(rows) == 1:
            return Payer(int(rows[0].id), name, sure=True)
    if name:
        rows = tx.execute(_named_so, {"n": name}).all()
        if len(rows) == 1:
            return Payer(int(rows[0].id), name, sure=False)
        if rows:
            return Payer(None, "", sure=False)  # namesakes: nobody guesses
    return Payer(None, name, sure=False)


def _of_payer(tx: Transaction, payer: Payer, currency: str) -> tuple[Claim, ...]:
    if payer.customer_id is not None:
        ids = [payer.customer_id]
        return claims(tx, customer_ids=ids, folded=payer.folded, currency=currency)
    return claims(tx, folded=payer.folded, currency=currency) if payer.folded else ()


def _named(tx: Transaction, line: BankLine) -> list[Claim]:
    """The claims that what the bank wrote names, in their order."""
    said = f"{line.text} {line.bank_ref}"
    ids: dict[int, None] = {}
    for told in references_in(said):
        row = tx.execute(_issued, {"i": told.invoice_id}).first()
        if row is not None and (row.issue_date.year, row.issue_date.month) == (
            told.year,
            told.month,
        ):
            ids[told.invoice_id] = None
    if words := _tokens(said):
        for row in tx.execute(_by_number, {"words": words, "many": words}):
            ids[int(row.id)] = None
    if not ids:
        return []
    return [one for one in claims(tx, ids=ids, unsettled=False) if one.currency == line.currency]


def _by_reference(terms: Terms, line: BankLine, named: Sequence[Claim]) -> Suggestion:
    still = [one for one in named if one.open > 0]
    parts, left = _fill(still, line.amount)
    exact = sum(one.open for one in still) == line.amount
    missing = still[0].open - line.amount if len(still) == 1 else 0
    limit = terms.write_off if line.currency == terms.currency else 0
    owner = next((one.customer_id for one in named if one.customer_id is not None), None)
    return Suggestion(
        Why.REFERENCE,
        parts,
        tuple(one.number for one in (still or named)),
        customer_id=owner,
        rest=left,
        short=missing if 0 < missing <= limit else 0,
        certain=exact and bool(still) and not any(one.disputed for one in still),
    )


def _of_open(line: BankLine, payer: Payer, open_: Sequence[Claim]) -> list[Suggestion]:
    """What the amount says of the open invoices of the payer."""
    if not open_:
        return []
    found: list[Suggestion] = []
    who = payer.customer_id

    def say(why: Why, chosen: Sequence[Claim], *, certain: bool = False) -> None:
        parts, left = _fill(chosen, line.amount)
        paid = {part.invoice_id for part in parts}
        names = tuple(one.number for one in chosen if one.invoice_id in paid)
        found.append(Suggestion(why, parts, names, who, left, certain=certain))

    same = [one for one in open_ if one.open == line.amount]
    if len(same) == 1:
        alone = payer.sure and not same[0].disputed
        say(Why.AMOUNT, same, certain=alone)
    summed = _sum_of(open_, line.amount)
    if summed is not None and not same:
        say(Why.SUM, summed)
    if len(open_) > 1 and sum(one.open for one in open_) == line.amount:
        say(Why.BALANCE, open_)
    say(Why.OLDEST, open_)
    return found


def _of_anybody(tx: Transaction, line: BankLine) -> list[Suggestion]:
    """The only open invoice of the shop with this amount, where nobody knows the payer."""
    alike = claims(tx, total=line.amount, currency=line.currency)
    same = [one for one in alike if one.open == line.amount]
    if len(same) != 1:
        return []
    (one,) = same
    part = Part(one.invoice_id, line.amount)
    return [Suggestion(Why.ANYBODY, (part,), (one.number,), one.customer_id)]


def _orders(tx: Transaction, line: BankLine, skip: set[str]) -> list[Suggestion]:
    """Orders without an invoice that wait for this money."""
    found: list[Suggestion] = []
    words = [word for word in _tokens(f"{line.text} {line.bank_ref}") if word not in skip]
    rows: list[Any] = []
    if words:
        rows = tx.execute(_waiting, {"words": words, "cur": line.currency}).all()
    if len(rows) == 1 and line.amount <= rows[0].due:
        reported = tx.execute(_reported_of, {"o": rows[0].id, "a": line.amount}).first()
        found.append(
            Suggestion(
                Why.ORDER,
                names=(rows[0].order_no,),
                order_id=rows[0].id,
                order_payment_id=reported.id if reported is not None else None,
                certain=line.amount == rows[0].due,
            )
        )
    if not rows:
        told = tx.execute(_reported, {"a": line.amount, "cur": line.currency}).all()
        if len(told) == 1:
            one: Any = told[0]
            found.append(
                Suggestion(
                    Why.ORDER,
                    names=(one.order_no,),
                    order_id=one.order_id,
                    order_payment_id=one.id,
                )
            )
    return found


def _fill(chosen: Sequence[Claim], amount: int) -> tuple[tuple[Part, ...], int]:
    """Pay these in their order as far as the money goes; what is left of it."""
    parts, left = [], amount
    for one in chosen:
        paid = min(one.open, left)
        if paid > 0:
            parts.append(Part(one.invoice_id, paid))
            left -= paid
    return tuple(parts), left


def _sum_of(open_: Sequence[Claim], amount: int) -> tuple[Claim, ...] | None:
    """The only set of two or more among the oldest that comes to an amount."""
    oldest = open_[:_MOST_IN_SUM]
    found: tuple[Claim, ...] | None = None
    for count in range(2, len(oldest) + 1):
        for some in combinations(oldest, count):
            if sum(one.open for one in some) == amount:
                if found is not None:
                    return None
                found = some
    return found


def _tokens(said: str) -> list[str]:
    """What may be a number of an invoice or an order, as written and in capitals."""
    words = [word for word in _TOKEN.findall(said) if any(char.isdigit() for char in word)]
    return list(dict.fromkeys(one for word in words[:_MOST_TOKENS] for one in (word, word.upper())))


_known_customer = func.coalesce(customers.c.merged_into, customers.c.id)
_paid_before = (
    select(_known_customer.label("id"))
    .select_from(bank_lines)
    .join(payments, payments.c.id == bank_lines.c.payment_id)
    .join(customers, customers.c.id == payments.c.customer_id)
    .where(
        bank_lines.c.payer_account == bindparam("a"),
        bank_lines.c.state == BankLineState.APPLIED.value,
        payments.c.state == PayState.CLEARED.value,
    )
    .distinct()
    .limit(2)
)
_named_so = (
    select(customers.c.id)
    .where(customers.c.folded == bindparam("n"), customers.c.merged_into.is_(None))
    .limit(2)
)
_issued = select(invoices.c.issue_date).where(
    invoices.c.id == bindparam("i"),
    invoices.c.state == InvoiceState.ISSUED.value,
    invoices.c.ref_invoice_id.is_(None),
)
_many = select(orders.c.id).where(orders.c.order_no.in_(bindparam("many", expanding=True)))
_by_number = select(invoices.c.id).where(
    invoices.c.state == InvoiceState.ISSUED.value,
    invoices.c.ref_invoice_id.is_(None),
    or_(
        invoices.c.internal_no.in_(bindparam("words", expanding=True)),
        invoices.c.order_id.in_(_many),
        invoices.c.id.in_(
            select(billed_orders.c.invoice_id).where(billed_orders.c.order_id.in_(_many))
        ),
    ),
)
_due = orders.c.total - orders.c.credited - orders.c.paid
_billed = select(invoices.c.id).where(
    invoices.c.state == InvoiceState.ISSUED.value,
    or_(
        invoices.c.order_id == orders.c.id,
        invoices.c.id.in_(
            select(billed_orders.c.invoice_id).where(billed_orders.c.order_id == orders.c.id)
        ),
    ),
)
_waiting = (
    select(orders.c.id, orders.c.order_no, _due.label("due"))
    .where(
        orders.c.order_no.in_(bindparam("words", expanding=True)),
        orders.c.currency == bindparam("cur"),
        orders.c.status.in_([status.value for status in _PLACED]),
        _due > 0,
        ~_billed.exists(),
    )
    .limit(2)
)
_reported_of = select(order_payments.c.id).where(
    order_payments.c.order_id == bindparam("o"),
    order_payments.c.amount == bindparam("a"),
    order_payments.c.state == PaymentState.REPORTED.value,
)
_reported = (
    select(order_payments.c.id, order_payments.c.order_id, orders.c.order_no)
    .join(orders, orders.c.id == order_payments.c.order_id)
    .where(
        order_payments.c.amount == bindparam("a"),
        orders.c.currency == bindparam("cur"),
        order_payments.c.state == PaymentState.REPORTED.value,
    )
    .limit(2)
)
