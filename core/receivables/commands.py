"""Payments of customers: written down, seen, given back, called back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.audit import record
from core.clock import local
from core.errors import Refusal
from core.lifecycle import check_step
from core.money import Money
from core.orders.payments.states import Method
from core.people.permissions import Permission, require
from core.receivables.applying import check_free, needed, take_back
from core.receivables.models import allocations, bank_lines, payments
from core.receivables.queries import Payment, allocations_of, payment
from core.receivables.settings import Terms
from core.receivables.states import PAY_STEPS, BankLineState, PayKind, PayState, Why
from core.text import clean
from core.transaction import Transaction

_FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Received:
    """Money that came; `amount` in minor units of `currency`, `paid_on` None means today."""

    amount: int
    currency: str
    customer_id: int | None = None
    payer: str = ""
    method: Method = Method.TRANSFER
    paid_on: date | None = None
    reference: str = ""
    note: str = ""
    source_key: str = ""
    """Of whatever told of it, such as a line of a statement; the same is never taken in twice."""
    pending: bool = False
    """Nobody saw the money yet."""


def receive(tx: Transaction, terms: Terms, money: Received, *, sure: bool = False) -> Payment:
    """Write a payment down; what is pending counts only once somebody saw it.

    Raises Refusal ``payment_nothing``, ``payment_day``, ``money_known_source``, and unless somebody
    is `sure` ``money_known`` where its reference is on another payment of the same amount.
    """
    reports = Permission.PAYMENT_REPORT if money.pending else Permission.PAYMENT_CONFIRM
    require(tx, reports)
    if money.amount <= 0:
        raise Refusal("payment_nothing")
    today = local(tx.now, terms.zone).date()
    day = money.paid_on or today
    if not _FIRST_DAY <= day <= today:
        raise Refusal("payment_day", day=day.isoformat(), today=today.isoformat())
    if money.source_key and tx.execute(_source, {"k": money.source_key}).first() is not None:
        raise Refusal("money_known_source")
    reference = _text(money.reference, 120)
    if reference and not sure:
        row = tx.execute(_same, {"r": reference, "a": money.amount, "c": money.currency}).first()
        if row is not None:
            raise Refusal("money_known", reference=reference, payment=row.id)
    made = tx.execute(
        insert(payments)
        .values(
            kind=PayKind.PAYMENT.value,
            state=(PayState.PENDING if money.pending else PayState.CLEARED).value,
            customer_id=money.customer_id,
            payer=clean(money.payer, 200),
            method=money.method.value,
            amount=money.amount,
            currency=money.currency,
            paid_on=day,
            reference=reference,
            note=_text(money.note, 400),
            source_key=money.source_key or None,
            recorded_at=tx.now,
            recorded_by=tx.actor.operator_id,
            decided_at=None if money.pending else tx.now,
            cleared_at=None if money.pending else tx.now,
            decided_by=None if money.pending else tx.actor.operator_id,
        )
        .returning(payments.c.id)
    ).scalar_one()
    _tell(tx, "money_received", int(made), Money(money.amount, money.currency))
    return payment(tx, int(made))


def clear(tx: Transaction, payment_id: int) -> Payment:
    """Somebody saw the money of a payment that was pending: it counts from now on."""
    require(tx, Permission.PAYMENT_CONFIRM)
    found = payment(tx, payment_id, lock=True)
    _decide(tx, found, PayState.CLEARED, "")
    _tell(tx, "money_cleared", found.id, found.amount)
    return payment(tx, payment_id)


def refund(
    tx: Transaction, terms: Terms, payment_id: int, amount: int, reason: str, reference: str = ""
) -> Payment:
    """Money goes back to the customer, out of what is left of a payment; gives the refund.

    Raises Refusal ``money_spent`` where less is left, ``reason_needed``, ``payment_nothing``.
    """
    require(tx, Permission.REFUND)
    reason = needed(reason)
    if amount <= 0:
        raise Refusal("payment_nothing")
    found = payment(tx, payment_id, lock=True)
    check_free(found, amount)
    made = int(
        tx.execute(
            insert(payments)
            .values(
                kind=PayKind.REFUND.value,
                state=PayState.CLEARED.value,
                customer_id=found.customer_id,
                payer=found.payer,
                method=found.method.value,
                amount=amount,
                currency=found.amount.currency,
                paid_on=local(tx.now, terms.zone).date(),
                reference=_text(reference, 120),
                note=reason,
                recorded_at=tx.now,
                recorded_by=tx.actor.operator_id,
                decided_at=tx.now,
                cleared_at=tx.now,
                decided_by=tx.actor.operator_id,
            )
            .returning(payments.c.id)
        ).scalar_one()
    )
    row = {"payment_id": found.id, "refund_id": made, "amount": amount, "note": reason}
    row |= {"why": Why.BY_HAND.value, "at": tx.now, "by_id": tx.actor.operator_id}
    tx.execute(insert(allocations), row)
    _tell(tx, "money_refunded", made, Money(amount, found.amount.currency), reason=reason)
    return payment(tx, made)


def reverse(tx: Transaction, payment_id: int, reason: str) -> Payment:
    """It was a mistake, or the bank called the money back: whatever it was for is open again.

    A line of a statement that it came from waits for a person again. Raises Refusal
    ``money_refunded`` where some of it went back to the customer already.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    reason = needed(reason)
    found = payment(tx, payment_id, lock=True)
    check_step(PAY_STEPS, found.state, PayState.REVERSED, payment=found.id)
    live = [one for one in _live(tx, found) if one.amount > 0 and not one.undone]
    if found.kind is PayKind.PAYMENT and any(one.refund_id is not None for one in live):
        raise Refusal("money_refunded", payment=found.id)
    for one in live:
        take_back(tx, one, reason)
    _decide(tx, found, PayState.REVERSED, reason)
    tx.execute(_reopen, {"p": found.id})
    _tell(tx, "money_reversed", found.id, found.amount, reason=reason)
    return payment(tx, payment_id)


def _live(tx: Transaction, found: Payment) -> list[Any]:
    if found.kind is PayKind.PAYMENT:
        return list(allocations_of(tx, payment_id=found.id))
    row = tx.execute(_of_refund, {"p": found.id}).first()
    if row is None:
        return []
    payment(tx, row.payment_id, lock=True)
    given = allocations_of(tx, payment_id=row.payment_id)
    return [one for one in given if one.refund_id == found.id]


def _decide(tx: Transaction, found: Payment, then: PayState, reason: str) -> None:
    check_step(PAY_STEPS, found.state, then, payment=found.id)
    row = {"p": found.id, "then": then.value, "why": reason, "now": tx.now}
    when = "reversed_at" if then is PayState.REVERSED else "cleared_at"
    tx.execute(_change.values({when: tx.now}), row | {"who": tx.actor.operator_id})
    if then is PayState.REVERSED:
        tx.execute(_forget_source, {"p": found.id})


def _text(value: str, limit: int) -> str:
    value = clean(value)
    if len(value) > limit:
        raise Refusal("text_too_long", length=len(value), limit=limit)
    return value


def _tell(tx: Transaction, what: str, payment_id: int, money: Money, **more: Any) -> None:
    told: dict[str, Any] = {"amount": f"{money.decimal:f}", "currency": money.currency}
    record(tx, what, payment=payment_id, **told, **more)


_source = select(payments.c.id).where(payments.c.source_key == bindparam("k"))
_same = select(payments.c.id).where(
    payments.c.reference == bindparam("r"),
    payments.c.amount == bindparam("a"),
    payments.c.currency == bindparam("c"),
    payments.c.state != PayState.REVERSED.value,
)
_of_refund = select(allocations.c.payment_id).where(
    allocations.c.refund_id == bindparam("p"), allocations.c.reverses_id.is_(None)
)
_change = (
    update(payments)
    .where(payments.c.id == bindparam("p"))
    .values(
        state=bindparam("then"),
        reason=bindparam("why"),
        decided_at=bindparam("now"),
        decided_by=bindparam("who"),
    )
)
_forget_source = update(payments).where(payments.c.id == bindparam("p")).values(source_key=None)
_reopen = (
    update(bank_lines)
    .where(bank_lines.c.payment_id == bindparam("p"))
    .values(state=BankLineState.OPEN.value, payment_id=None)
)
