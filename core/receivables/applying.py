"""What payments are for: rows that are added, and taken back by another row, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update

from core.audit import record
from core.errors import Refusal
from core.money import Money
from core.people.permissions import Permission, require
from core.receivables.claims import Claim, claim, lock_claims, root_of
from core.receivables.models import allocations, payments
from core.receivables.queries import Allocation, Payment, allocation, allocations_of, payment
from core.receivables.settings import Terms
from core.receivables.states import PayKind, PayState, Why
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a payment is for an invoice; minor units of the payment's currency."""

    invoice_id: int
    amount: int


def apply(
    tx: Transaction, payment_id: int, parts: Sequence[Part], why: Why = Why.BY_HAND, note: str = ""
) -> Payment:
    """Say which invoices a payment is for; what is left of it stays the customer's credit.

    The payment is locked first, then the invoices in their order: of several who give the same
    money away at once one does, and the others are told. Raises Refusal ``money_not_cleared``,
    ``money_spent``, ``claim_less`` where an invoice asks for less, ``claim_currency``,
    ``claim_not_issued``, ``payment_nothing``.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    found = payment(tx, payment_id, lock=True)
    wanted: dict[int, int] = {}
    for part in parts:
        if part.amount <= 0:
            raise Refusal("payment_nothing")
        root = root_of(tx, part.invoice_id)
        wanted[root] = wanted.get(root, 0) + part.amount
    if not wanted:
        raise Refusal("payment_nothing")
    check_free(found, sum(wanted.values()))
    known = lock_claims(tx, wanted)
    for root, amount in wanted.items():
        _check_claim(known.get(root), root, amount, found.amount.currency)
    rows = [
        _row(tx, amount, why, note) | {"payment_id": found.id, "invoice_id": root}
        for root, amount in wanted.items()
    ]
    tx.execute(insert(allocations), rows)
    if found.customer_id is None:
        _give_owner(tx, found.id, [known[root] for root in wanted])
    for root, amount in wanted.items():
        told: dict[str, Any] = {
            "invoice": known[root].number,
            "payment": found.id,
            "why": why.value,
        }
        record(tx, "money_applied", **told, **_money(amount, found.amount.currency))
    return payment(tx, payment_id)


def undo(tx: Transaction, allocation_id: int, reason: str) -> Allocation:
    """Take back that a payment is for an invoice, or that a rest was written off.

    Gives the row that reverses it. Raises Refusal ``allocation_undone`` where that was done,
    ``allocation_refund`` for money that went back: there the refund is reversed.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    reason = needed(reason)
    found = allocation(tx, allocation_id)
    if found.refund_id is not None:
        raise Refusal("allocation_refund", allocation=found.id, payment=found.refund_id)
    if found.payment_id is not None:
        payment(tx, found.payment_id, lock=True)
    if found.invoice_id is not None:
        claim(tx, found.invoice_id, lock=True)
    found = allocation(tx, allocation_id)
    if found.undone or found.reverses_id is not None:
        raise Refusal("allocation_undone", allocation=found.id)
    return take_back(tx, found, reason)


def take_back(tx: Transaction, found: Allocation, reason: str) -> Allocation:
    """Add the row that reverses an allocation; whoever calls holds its payment and invoice."""
    row = _row(tx, -found.amount, found.why, reason) | {
        "payment_id": found.payment_id,
        "invoice_id": found.invoice_id,
        "refund_id": found.refund_id,
        "reverses_id": found.id,
    }
    made = tx.execute(insert(allocations).returning(allocations.c.id), row).scalar_one()
    if found.invoice:
        told: dict[str, Any] = {
            "invoice": found.invoice,
            "payment": found.payment_id,
            "reason": reason,
        }
        record(tx, "money_taken_back", **told)
    return allocation(tx, int(made))


def write_off(tx: Transaction, terms: Terms, invoice_id: int, reason: str) -> Allocation:
    """Ask no longer for the small rest of an invoice.

    Raises Refusal ``write_off_too_big``, ``claim_settled``, ``reason_needed``.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    reason = needed(reason)
    found = claim(tx, invoice_id, lock=True)
    if found.open <= 0:
        raise Refusal("claim_settled", invoice=found.number)
    limit = terms.write_off if found.currency == terms.currency else 0
    if found.open > limit:
        raise Refusal(
            "write_off_too_big",
            invoice=found.number,
            open=f"{Money(found.open, found.currency).decimal:f}",
            limit=f"{Money(limit, terms.currency).decimal:f}",
            currency=found.currency,
        )
    row = _row(tx, found.open, Why.WRITE_OFF, reason) | {"invoice_id": found.invoice_id}
    made = tx.execute(insert(allocations).returning(allocations.c.id), row).scalar_one()
    told = _money(found.open, found.currency)
    record(tx, "money_written_off", invoice=found.number, reason=reason, **told)
    return allocation(tx, int(made))


def release(tx: Transaction, invoice_id: int, reason: str) -> int:
    """Give back to their payments what an invoice has more than it asks for; minor units given.

    The latest come first; of the one that is only in part too much the rest stays. It happens after
    a credit for an invoice that was paid: the customer then has credit. Raises Refusal
    ``claim_not_over``; what was paid on the order itself is given back there.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    reason = needed(reason)
    root = root_of(tx, invoice_id)
    for payment_id in sorted({one.payment_id or 0 for one in _live(tx, root)} - {0}):
        payment(tx, payment_id, lock=True)
    found = claim(tx, root, lock=True)
    live = _live(tx, root)
    over = -found.open
    if over <= 0 or not live:
        raise Refusal("claim_not_over", invoice=found.number)
    given = 0
    for one in reversed(live):
        back = min(one.amount, over - given)
        if back <= 0:
            break
        take_back(tx, one, reason)
        if back < one.amount:
            kept = _row(tx, one.amount - back, one.why, one.note)
            kept |= {"payment_id": one.payment_id, "invoice_id": root}
            tx.execute(insert(allocations), kept)
        given += back
    return given


def check_free(found: Payment, amount: int) -> None:
    """Raise Refusal where a payment does not count, or has less left than `amount`."""
    if found.kind is not PayKind.PAYMENT or found.state is not PayState.CLEARED:
        raise Refusal("money_not_cleared", payment=found.id, state=found.state.value)
    if amount > found.free:
        currency = found.amount.currency
        raise Refusal(
            "money_spent",
            payment=found.id,
            amount=f"{Money(amount, currency).decimal:f}",
            free=f"{Money(found.free, currency).decimal:f}",
            currency=currency,
        )


def needed(reason: str) -> str:
    """A reason as it is kept; Refusal ``reason_needed``."""
    reason = clean(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    return reason


def _check_claim(found: Claim | None, root: int, amount: int, currency: str) -> None:
    if found is None:
        raise Refusal("claim_not_issued", invoice=str(root))
    if found.currency != currency:
        raise Refusal(
            "claim_currency", invoice=found.number, currency=found.currency, other=currency
        )
    if amount > found.open:
        raise Refusal(
            "claim_less",
            invoice=found.number,
            amount=f"{Money(amount, currency).decimal:f}",
            open=f"{Money(max(0, found.open), currency).decimal:f}",
            currency=currency,
        )


def _live(tx: Transaction, root: int) -> list[Allocation]:
    """What counts of an invoice's payments, the first ones first."""
    given = allocations_of(tx, invoice_id=root)
    return [one for one in given if one.amount > 0 and not one.undone]


def _give_owner(tx: Transaction, payment_id: int, paid: Sequence[Claim]) -> None:
    """A payment of nobody is of the customer whose invoices it pays."""
    owners = {one.customer_id for one in paid}
    if len(owners) == 1 and None not in owners:
        tx.execute(
            update(payments).where(payments.c.id == payment_id).values(customer_id=owners.pop())
        )


def _row(tx: Transaction, amount: int, why: Why, note: str) -> dict[str, Any]:
    return {
        "payment_id": None,
        "invoice_id": None,
        "refund_id": None,
        "reverses_id": None,
        "amount": amount,
        "why": why.value,
        "note": clean(note, 200),
        "at": tx.now,
        "by_id": tx.actor.operator_id,
    }


def _money(minor: int, currency: str) -> dict[str, Any]:
    return {"amount": f"{Money(minor, currency).decimal:f}", "currency": currency}
