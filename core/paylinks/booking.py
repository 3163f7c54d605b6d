"""Money that came through a link becomes a payment: once, and by itself only where it fits.

What is more or less than the invoice asks for, of another currency, or late, waits beside the lines
of bank statements with the reason, and a person decides on it there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.billing.pay_links.models import pay_link_receipts
from core.billing.pay_links.queries import PayLink
from core.billing.pay_links.states import LinkState, Waits
from core.clock import local
from core.money import Money
from core.orders.payments.states import Method
from core.paylinks.base import Came
from core.paylinks.registry import NAMES
from core.paylinks.steps import tell
from core.receivables.applying import Part, apply
from core.receivables.claims import Claim, claim
from core.receivables.commands import Received, receive
from core.receivables.line_book import take_in
from core.receivables.settings import Terms
from core.receivables.statements.lines import Line
from core.receivables.states import Why
from core.text import clean
from core.transaction import Transaction

WAITS = "paylink_waits:"
"""What the note of a line begins with that waits for a person, before the reason."""
_METHODS = (
    ("qr", Method.QR),
    ("card", Method.CARD),
    ("transfer", Method.TRANSFER),
    ("bank", Method.TRANSFER),
    ("echannel", Method.TRANSFER),
    ("pay", Method.WALLET),
    ("wallet", Method.WALLET),
    ("store", Method.CASH),
    ("retail", Method.CASH),
)
"""What the gateways' words for a way to pay have in them, the surest first."""


def book(tx: Transaction, terms: Terms, link: PayLink, came: Sequence[Came]) -> int:
    """Take in what came and was not seen before; the caller holds the link. Gives how much was."""
    done = 0
    for one in came:
        key = {"g": link.gateway, "t": _number(one)}
        if one.money.minor <= 0 or tx.execute(_known, key).first() is not None:
            continue
        _book(tx, terms, link, one)
        done += 1
    return done


def _book(tx: Transaction, terms: Terms, link: PayLink, one: Came) -> None:
    asked = claim(tx, link.invoice_id, lock=True)
    waits = _why_waits(link, asked, one.money)
    paid_at = min(one.paid_at or tx.now, tx.now)
    row: dict[str, Any] = {
        "link_id": link.id,
        "gateway": link.gateway,
        "transaction_id": _number(one),
        "amount": one.money.minor,
        "currency": one.money.currency,
        "fee": one.fee,
        "payer": clean(one.payer, 200),
        "method": clean(one.method, 60),
        "paid_at": paid_at,
        "waits": waits.value if waits is not None else "",
        "payment_id": None,
        "bank_line_id": None,
        "seen_at": tx.now,
    }
    day = local(paid_at, terms.zone).date()
    told = f"{NAMES[link.gateway]} {clean(one.method, 60)}".strip()
    if waits is None:
        money = Received(
            amount=one.money.minor,
            currency=one.money.currency,
            customer_id=asked.customer_id,
            payer=one.payer or asked.buyer,
            method=_method(link, one),
            paid_on=day,
            reference=_number(one),
            note=told,
            source_key=f"paylink:{_digest(link, one)}",
        )
        made = receive(tx, terms, money, sure=True)
        apply(tx, made.id, [Part(asked.invoice_id, one.money.minor)], Why.LINK, note=told)
        row["payment_id"] = made.id
    else:
        line = Line(
            line_no=1,
            booked_on=day,
            amount=one.money.minor,
            currency=one.money.currency,
            payer=clean(one.payer, 200),
            text=f"{link.description} {asked.number} {told}",
            bank_ref=_number(one),
        )
        digest = hashlib.sha256(f"paylinks {link.gateway}".encode()).hexdigest()
        name = NAMES[link.gateway]
        note = WAITS + waits.value
        row["bank_line_id"] = take_in(tx, name, name, digest, _digest(link, one), line, note)
    tx.execute(insert(pay_link_receipts), row)
    amount = {"amount": f"{one.money.decimal:f}", "currency": one.money.currency}
    tell(tx, link, "paid" if waits is None else "waits", **amount)


def _why_waits(link: PayLink, asked: Claim, money: Money) -> Waits | None:
    """Why a person has to decide on it; None where it pays the invoice to the last unit."""
    if money.currency != asked.currency:
        return Waits.CURRENCY
    if asked.open <= 0:
        return Waits.SETTLED
    if link.state in {LinkState.CANCELLED, LinkState.EXPIRED}:
        return Waits.LATE
    if money.minor == asked.open:
        return None
    return Waits.MORE if money.minor > asked.open else Waits.LESS


def _method(link: PayLink, one: Came) -> Method:
    if link.gateway == "payos":
        return Method.TRANSFER
    said = one.method.casefold()
    return next((method for part, method in _METHODS if part in said), Method.OTHER)


def _number(one: Came) -> str:
    return clean(one.transaction_id, 120)


def _digest(link: PayLink, one: Came) -> str:
    """What the money is known by, wherever it is written down."""
    return hashlib.sha256(f"{link.gateway}\0{_number(one)}".encode()).hexdigest()


_known = select(pay_link_receipts.c.id).where(
    pay_link_receipts.c.gateway == bindparam("g"),
    pay_link_receipts.c.transaction_id == bindparam("t"),
)
