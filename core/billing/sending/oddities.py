"""What somebody should see of an invoice before it goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Integer, bindparam, select

from core.billing.models import invoices
from core.billing.profiles.queries import Profile
from core.billing.queries import Invoice
from core.billing.rules import Sides
from core.billing.sending.rules import SendingRules
from core.billing.sending.states import OF_MAIL, Oddity, OutWay
from core.billing.states import InvoiceKind, InvoiceState
from core.messages.mail import is_address
from core.messages.models import messages
from core.messages.states import MessageState
from core.messages.states import Way as MessageWay
from core.transaction import Transaction

_LAST = 10
"""Invoices of a buyer that another one is held against."""
REFUSED = "mail_recipient"
"""The error of a message whose address a mail server does not take."""


def lasting(tx: Transaction, rules: SendingRules, one: Invoice, profile: Profile) -> list[Oddity]:
    """What is odd about an issued invoice, whatever becomes of addresses."""
    found = []
    if one.total < 0:
        found.append(Oddity.NEGATIVE)
    if one.total == 0:
        found.append(Oddity.NOTHING)
    if profile.tax_needed and not one.buyer.tax_number:
        found.append(Oddity.TAX)
    if one.customer_id is None or one.kind is not InvoiceKind.INVOICE:
        return found
    asked = {"c": one.customer_id, "cur": one.currency, "i": one.id, "n": _LAST}
    before = tx.execute(_before, asked).all()
    if any(row.issue_date == one.issue_date and row.total == one.total for row in before):
        found.append(Oddity.TWICE)
    highest = max((row.total for row in before), default=0)
    if rules.unusual_percent and highest and one.total * 100 > highest * rules.unusual_percent:
        found.append(Oddity.HIGH)
    if not before:
        found.append(Oddity.FIRST)
    return found


def of_way(way: OutWay, buyer: Sides, address: str, refused: Iterable[str] = ()) -> list[Oddity]:
    """What stands against one way: `address` is where an e-mail would go to."""
    if way is OutWay.PRINT:
        return [] if buyer.place else [Oddity.NO_ADDRESS]
    if not address:
        return [Oddity.NO_MAIL]
    if not is_address(address):
        return [Oddity.BAD_MAIL]
    return [Oddity.BOUNCED] if address.casefold() in refused else []


def refused_addresses(tx: Transaction, addresses: Sequence[str]) -> frozenset[str]:
    """Those of these addresses that a mail server did not take, the last time it was asked."""
    wanted = sorted({one for one in addresses if one})
    if not wanted:
        return frozenset()
    found: dict[str, bool] = {}
    for row in tx.execute(_tried, {"wanted": wanted}):
        failed = row.state == MessageState.FAILED.value
        if failed and row.error.partition("|")[0] == REFUSED:
            found[row.recipient.casefold()] = True
        elif row.state == MessageState.SENT.value:
            found[row.recipient.casefold()] = False
    return frozenset(name for name, bad in found.items() if bad)


def written(found: Iterable[Oddity]) -> str:
    """As it is kept, the worst first; what an address is like is never kept."""
    order = list(Oddity)
    kept = sorted(set(found) - OF_MAIL, key=order.index)
    return ",".join(one.value for one in kept)


def read(text: str) -> tuple[Oddity, ...]:
    """What was kept."""
    return tuple(Oddity(one) for one in text.split(",") if one)


_before = (
    select(invoices.c.total, invoices.c.issue_date)
    .where(
        invoices.c.customer_id == bindparam("c"),
        invoices.c.currency == bindparam("cur"),
        invoices.c.kind == InvoiceKind.INVOICE.value,
        invoices.c.state == InvoiceState.ISSUED.value,
        invoices.c.id != bindparam("i"),
    )
    .order_by(invoices.c.id.desc())
    .limit(bindparam("n", type_=Integer()))
)
_tried = (
    select(messages.c.recipient, messages.c.state, messages.c.error)
    .where(
        messages.c.way == MessageWay.EMAIL.value,
        messages.c.recipient.in_(bindparam("wanted", expanding=True)),
        messages.c.state.in_([MessageState.FAILED.value, MessageState.SENT.value]),
    )
    .order_by(messages.c.id)
)
