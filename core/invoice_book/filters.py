"""What a list of invoices shows: filters as people give them, and how the money of one stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TypeVar

from core.billing.states import InvoiceKind, InvoiceState
from core.errors import Refusal
from core.orders.book.filters import day_of
from core.text import clean

S = TypeVar("S", bound=StrEnum)


class Money(StrEnum):
    """How the money of an issued invoice stands; what corrects one goes with that one."""

    OPEN = "open"
    """Something is still to be paid."""
    PART = "part"
    """As open, and something came already."""
    OVERDUE = "overdue"
    """As open, and its due day is over."""
    PAID = "paid"
    """Nothing is to be paid any more, also where all of it was credited."""
    OVER = "over"
    """More came than it asks for."""


SHOWN = tuple(one for one in InvoiceState if one is not InvoiceState.DISCARDED)
"""What is shown where no state is asked for."""
WAITING = tuple(one for one in SHOWN if one is not InvoiceState.ISSUED)
"""What has no number yet; ``waiting`` means all of these."""


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Which invoices are wanted; what is empty or None lets everything through."""

    states: tuple[InvoiceState, ...] = ()
    """In none of these words: all that were not thrown away."""
    kind: InvoiceKind | None = None
    money: Money | None = None
    """Only issued invoices have one, and what replaces one."""
    customer: str = ""
    """A part of the buyer's name."""
    customer_id: int | None = None
    since: str = ""
    """The first day as ``2026-11-30``, or so many days back from today: ``-7``, ``0``; of what has
    no number yet the day on which it was made."""
    until: str = ""
    text: str = ""
    """A part of a number, of the order's number or of the buyer's name."""

    @property
    def shown(self) -> tuple[InvoiceState, ...]:
        """The states that are shown."""
        issued = (InvoiceState.ISSUED,)
        return issued if self.money is not None else self.states or SHOWN


NAMES = tuple(field.name for field in fields(InvoiceFilter))


def read_filter(values: Mapping[str, str]) -> InvoiceFilter:
    """A filter of texts, as forms and the command line have them.

    Raises Refusal ``filter_wrong`` for a value that cannot be.
    """
    given = {name: clean(str(value), 200) for name, value in values.items()}
    for name in ("since", "until"):
        day_of(given.get(name, ""), name, date(2000, 1, 1))
    customer = given.get("customer_id", "")
    if customer and not (customer.isascii() and customer.isdecimal() and len(customer) < 19):
        raise Refusal("filter_wrong", filter="customer_id", value=customer)
    return InvoiceFilter(
        states=tuple(_states(given.get("states", ""))),
        kind=_one(InvoiceKind, "kind", given),
        money=_one(Money, "money", given),
        customer=given.get("customer", ""),
        customer_id=int(customer) if customer else None,
        since=given.get("since", ""),
        until=given.get("until", ""),
        text=given.get("text", ""),
    )


def money_of(asked: int, paid: int, due: date | None, today: date) -> Money:
    """How the money of one invoice stands, in one word; minor units."""
    if paid > asked:
        return Money.OVER
    if paid >= asked:
        return Money.PAID
    if due is not None and due < today:
        return Money.OVERDUE
    return Money.PART if paid > 0 else Money.OPEN


def _states(text: str) -> Iterable[InvoiceState]:
    found: dict[InvoiceState, None] = {}
    for word in filter(None, (part.strip() for part in text.split(","))):
        if word == "waiting":
            found |= dict.fromkeys(WAITING)
        elif word == "all":
            found |= dict.fromkeys(InvoiceState)
        elif word in list(InvoiceState):
            found[InvoiceState(word)] = None
        else:
            raise Refusal("filter_wrong", filter="states", value=word)
    return (one for one in InvoiceState if one in found)


def _one(kind: type[S], name: str, given: Mapping[str, str]) -> S | None:
    text = given.get(name, "")
    try:
        return kind(text) if text else None
    except ValueError:
        raise Refusal("filter_wrong", filter=name, value=text) from None
