"""Where a new order of a file begins: by its channel's word where that is known, else by its money.

What has left, was cancelled or came back before it came here is history: it never enters the queue
and no stock is promised to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.customers.models import Trust
from core.orders.intake.channels import GONE, Meaning, meaning_of, source_of
from core.orders.intake.drafts import Draft
from core.orders.states import Fulfilment, OrderStatus, Source
from core.orders.status import Facts, Policy, status_of


@dataclass(frozen=True, slots=True)
class Placing:
    """How an order begins here."""

    source: Source
    status: OrderStatus
    fulfilment: Fulfilment = Fulfilment.SHORT
    hold_reason: str = ""
    cancel_reason: str = ""
    delivered: bool = False


def place(policy: Policy, draft: Draft, total: int, trust: Trust) -> Placing:
    """Where a draft of this worth (minor units) and of such a buyer begins."""
    source = source_of(draft.channel)
    meaning = meaning_of(source, draft.status) if draft.status else None
    word = said_by(draft)
    if meaning is Meaning.CANCELLED:
        status, fulfilment = OrderStatus.CANCELLED, Fulfilment.CANCELLED
        return Placing(source, status, fulfilment, cancel_reason=word)
    if meaning in GONE:
        there = meaning in {Meaning.ARRIVED, Meaning.CLOSED}
        owed = bool(draft.cod) and (draft.paid or 0) < total and meaning is not Meaning.CLOSED
        status = OrderStatus.DONE if there and not owed else OrderStatus.SHIPPING
        if meaning is Meaning.RETURNED:
            status = OrderStatus.RETURNED
        return Placing(source, status, Fulfilment.HANDED_OVER, delivered=there)
    status = status_of(policy, facts_of(draft, total, source, trust, meaning))
    if meaning in {Meaning.STOPPED, Meaning.CANCEL_ASKED}:
        return Placing(source, status, Fulfilment.HELD, hold_reason=word)
    return Placing(source, status)


def facts_of(
    draft: Draft, total: int, source: Source, trust: Trust, meaning: Meaning | None
) -> Facts:
    """The money of a draft; a file that is silent about it means that nothing is due."""
    facts = Facts(source, total, draft.paid or 0, draft.cod, trust)
    if meaning is Meaning.WAITING:
        return replace(facts, cod=0)
    if draft.paid is None or meaning is not None:  # its channel looks after the money
        return replace(facts, paid=max(facts.paid, facts.in_advance))
    return facts


def said_by(draft: Draft) -> str:
    """A channel's word with the channel, as a reason that every language understands."""
    return f"{draft.channel}: {draft.status}" if draft.status else ""
