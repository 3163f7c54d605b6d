"""What a person types about a payment: amount, day and method, checked; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.clock import local
from core.errors import Refusal
from core.files.values import THOUSANDS, amount, moment
from core.orders.payments.commands import Paid
from core.orders.payments.queries import Payment
from core.orders.payments.states import Method


def paid_of(values: Mapping[str, str], currency: str, zone: str) -> Paid:
    """A payment from fields ``amount``, ``method``, ``date``, ``bank``, ``reference``, ``proof``.

    Raises Refusal ``money_...``, ``number_ambiguous``, ``date_...`` or ``method_unknown``.
    """
    return Paid(
        amount=amount_of(values.get("amount", ""), currency),
        method=method_of(values.get("method", "")),
        paid_on=day_of(values.get("date", ""), zone),
        bank=values.get("bank", ""),
        reference=values.get("reference", ""),
        proof=values.get("proof", ""),
    )


def written(one: Payment) -> dict[str, str]:
    """What is written down of a payment, as `paid_of` reads it."""
    return {
        "amount": f"{one.amount.decimal:f}".removesuffix(".00"),
        "method": one.method.value,
        "date": one.paid_on.strftime("%d/%m/%Y"),
        "bank": one.bank,
        "reference": one.reference,
        "proof": one.proof,
    }


def amount_of(text: str, currency: str) -> int:
    """An amount in minor units; ``150.000`` is refused: it may be meant as thousands."""
    text = text.strip()
    if THOUSANDS.fullmatch(text):
        raise Refusal("number_ambiguous", value=text)
    if not text:
        raise Refusal("payment_nothing")
    return amount(text, currency)


def method_of(text: str) -> Method:
    """How money came; nothing means by transfer."""
    text = text.strip().casefold()
    if text and text not in set(Method):
        raise Refusal("method_unknown", value=text, known=", ".join(Method))
    return Method(text) if text else Method.TRANSFER


def day_of(text: str, zone: str) -> date | None:
    """A day on the shop's calendar; None where nothing is said."""
    return local(moment(text, zone), zone).date() if text.strip() else None
