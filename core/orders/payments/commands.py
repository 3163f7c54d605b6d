"""Money on an order: written down, confirmed or refused by a person, given back, reversed.

The paid sum of an order is what its confirmed payments add up to, refunds taken off; each command
here works it out anew and lets the status follow (`core.orders.status`).

A confirmation that was wrong takes the status back as long as nothing is packed. From then on the
order is put on hold, so that the packing table hears of it with the next scan and the courier gets
no parcel of it; of one that has left, only its history and what is due tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.audit import record
from core.clock import local
from core.errors import Refusal
from core.lifecycle import check_step
from core.money import Money
from core.orders.commands import head, set_status, step
from core.orders.models import order_lines
from core.orders.payments.models import order_payments
from core.orders.payments.queries import Payment, payment, used_by
from core.orders.payments.states import PAYMENT_STEPS, Method, PaymentKind, PaymentState
from core.orders.states import CONFIRMED, PLACED, Fulfilment, OrderStatus, Source
from core.orders.status import Policy, Standing, follow_money, stand, status_of
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Transaction

REVERSED = "payment_reversed"
"""The reason of a hold that a reversal put on; words are chosen where it is shown."""
_FIRST_DAY = date(2000, 1, 1)
_WRITTEN = frozenset({"amount", "method", "paid_on", "bank", "reference", "proof"})
"""What a person may still change about a payment that nobody decided."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What somebody says was paid; `amount` in minor units, `paid_on` None means today."""

    amount: int
    method: Method = Method.TRANSFER
    paid_on: date | None = None
    bank: str = ""
    reference: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an order stands after something happened to its money."""

    payment: Payment
    status: OrderStatus
    balance: Money
    """What is still due; below zero: credit of the buyer."""
    flag: str = ""
    """After a reversal: ``held`` where packing had begun, ``gone`` where it has left."""


def report(
    tx: Transaction, policy: Policy, order_id: int, paid: Paid, *, sure: bool = False
) -> Outcome:
    """Write down what a buyer says was paid; a person has to confirm it.

    Raises Refusal ``payment_nothing``, ``payment_day``; and, unless somebody is `sure`,
    ``payment_over`` where it is more than the order still costs, ``payment_known`` where its
    reference is on another payment.
    """
    require(tx, Permission.PAYMENT_REPORT)
    now = stand(tx, order_id)
    row = _checked(tx, policy, paid)
    if not sure:
        _check_known(tx, row["reference"])
        _check_over(now, paid.amount, waiting=now.reported)
    kind = _kind(now, paid.amount)
    made = _write(tx, order_id, row | {"kind": kind.value, "state": PaymentState.REPORTED.value})
    record(tx, "payment_reported", order_id=order_id, payment=made, **_told(now, paid))
    return _outcome(tx, policy, order_id, made)


def amend(
    tx: Transaction, policy: Policy, payment_id: int, paid: Paid, *, sure: bool = False
) -> Outcome:
    """Write down anew what a buyer says was paid, as long as nobody confirmed or refused it.

    Raises NotFound, Refusal ``payment_moved`` for one that was decided, and what `report` raises.
    """
    require(tx, Permission.PAYMENT_REPORT)
    found = _locked(tx, payment_id)
    if found.state is not PaymentState.REPORTED:
        raise Refusal("payment_moved", payment=found.id)
    now = stand(tx, found.order_id)
    row = {name: value for name, value in _checked(tx, policy, paid).items() if name in _WRITTEN}
    others = now.reported - found.amount.minor
    if not sure:
        if row["reference"] != found.reference:
            _check_known(tx, row["reference"], but=found.id)
        if paid.amount != found.amount.minor:
            _check_over(now, paid.amount, waiting=others)
    row["kind"] = _kind(now, paid.amount).value
    before = {name: getattr(found, name) for name in _WRITTEN - {"amount"}}
    before |= {"amount": found.amount.minor, "kind": found.kind.value}
    changed = sorted(name for name, value in row.items() if value != before[name])
    if changed:
        tx.execute(_amend.where(order_payments.c.id == payment_id), row)
        told = _told(now, paid) | {"before": f"{found.amount.decimal:f}", "changed": changed}
        record(tx, "payment_amended", order_id=found.order_id, payment=payment_id, **told)
    return _outcome(tx, policy, found.order_id, payment_id)


def confirm(
    tx: Transaction,
    policy: Policy,
    payment_id: int,
    *,
    sure: bool = False,
    seen: int | None = None,
) -> Outcome:
    """A person found the money: it counts from now on.

    `seen` is the amount that they saw, in minor units: Refusal ``payment_differs`` where the
    payment says another one meanwhile. Raises NotFound, IllegalTransition, and Refusal
    ``payment_over`` as `report` does.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    found = _locked(tx, payment_id)
    check_step(PAYMENT_STEPS, found.state, PaymentState.CONFIRMED, payment=found.id)
    if seen is not None and seen != found.amount.minor:
        raise Refusal(
            "payment_differs",
            payment=found.id,
            order=found.order_no,
            amount=f"{found.amount.decimal:f}",
            seen=f"{Money(seen, found.amount.currency).decimal:f}",
            currency=found.amount.currency,
        )
    if not sure:
        _check_over(stand(tx, found.order_id), found.amount.minor)
    _decide(tx, found, PaymentState.CONFIRMED)
    record(tx, "payment_confirmed", order_id=found.order_id, **_about(found))
    return _outcome(tx, policy, found.order_id, payment_id, seen=True)


def refuse(tx: Transaction, policy: Policy, payment_id: int, reason: str) -> Outcome:
    """A person found no such money: the order goes back to where it was, with a reason."""
    require(tx, Permission.PAYMENT_CONFIRM)
    reason = _reason(reason)
    found = _locked(tx, payment_id)
    check_step(PAYMENT_STEPS, found.state, PaymentState.REFUSED, payment=found.id)
    _decide(tx, found, PaymentState.REFUSED, reason)
    record(tx, "payment_refused", order_id=found.order_id, **_about(found) | {"reason": reason})
    return _outcome(tx, policy, found.order_id, payment_id)


def refund(tx: Transaction, policy: Policy, order_id: int, back: Paid, reason: str) -> Outcome:
    """Money went back to the buyer; a refund alone stops no order that is worked on.

    Raises Refusal ``refund_too_big`` where it is more than was paid.
    """
    require(tx, Permission.REFUND)
    reason = _reason(reason)
    now = stand(tx, order_id)
    row = _checked(tx, policy, back)
    check_refund(now.head.order_no, back.amount, Money(now.facts.paid, now.currency))
    row |= {"kind": PaymentKind.REFUND.value, "state": PaymentState.CONFIRMED.value}
    row |= {"reason": reason, "decided_at": tx.now, "decided_by": tx.actor.operator_id}
    made = _write(tx, order_id, row)
    told = _told(now, back) | {"reason": reason}
    record(tx, "refunded", order_id=order_id, payment=made, **told)
    return _outcome(tx, policy, order_id, made)


def check_refund(order_no: str, amount: int, paid: Money) -> None:
    """Raise Refusal ``refund_too_big`` where more would go back than was paid."""
    if amount > paid.minor:
        raise Refusal(
            "refund_too_big",
            order=order_no,
            amount=f"{Money(amount, paid.currency).decimal:f}",
            paid=f"{paid.decimal:f}",
            currency=paid.currency,
        )


def reverse(tx: Transaction, policy: Policy, payment_id: int, reason: str) -> Outcome:
    """A confirmation was wrong, or the bank called the money back: it does not count any more.

    Raises Refusal ``reverse_refunded`` where that money went back to the buyer already.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    reason = _reason(reason)
    found = _locked(tx, payment_id)
    check_step(PAYMENT_STEPS, found.state, PaymentState.REVERSED, payment=found.id)
    now = stand(tx, found.order_id)
    if now.facts.paid - found.counts < 0:
        raise Refusal("reverse_refunded", payment=found.id, order=found.order_no)
    _decide(tx, found, PaymentState.REVERSED, reason)
    record(tx, "payment_reversed", order_id=found.order_id, **_about(found) | {"reason": reason})
    follow_money(tx, policy, found.order_id)
    flag = _take_back(tx, policy, now, stand(tx, found.order_id))
    return _outcome(tx, policy, found.order_id, payment_id, flag=flag)


def _take_back(tx: Transaction, policy: Policy, before: Standing, now: Standing) -> str:
    """What follows for an order that went on because of money that is not there after all."""
    order = now.head
    if order.status is OrderStatus.DONE and not now.settled:
        set_status(tx, order, OrderStatus.SHIPPING)
        return "gone"
    if order.status not in CONFIRMED or order.fulfilment is Fulfilment.CANCELLED:
        return ""
    then = status_of(policy, replace(now.facts, seen=True))
    if then not in PLACED or status_of(policy, replace(before.facts, seen=True)) in PLACED:
        return ""  # there is enough still, or a person let it go on without
    begun = bool(tx.execute(_begun, {"o": order.id}).scalar())
    if order.fulfilment is Fulfilment.HANDED_OVER:
        return "gone"
    if begun or order.fulfilment in {Fulfilment.PICKING, Fulfilment.PACKING, Fulfilment.PACKED}:
        if order.fulfilment is not Fulfilment.HELD:
            step(tx, order, Fulfilment.HELD, hold_reason=REVERSED)
            record(tx, "held", order_id=order.id, reason=REVERSED)
        return "held"
    set_status(tx, order, then)
    return ""


def _outcome(
    tx: Transaction,
    policy: Policy,
    order_id: int,
    payment_id: int,
    *,
    seen: bool = False,
    flag: str = "",
) -> Outcome:
    follow_money(tx, policy, order_id, seen=seen)
    now = stand(tx, order_id)
    balance = Money(now.facts.total - now.facts.paid, now.currency)
    return Outcome(payment(tx, payment_id), now.head.status, balance, flag)


def _locked(tx: Transaction, payment_id: int) -> Payment:
    """A payment whose order is locked: all that happens to its money waits for us."""
    head(tx, payment(tx, payment_id).order_id, lock=True)
    return payment(tx, payment_id)


def _checked(tx: Transaction, policy: Policy, paid: Paid) -> dict[str, Any]:
    """The columns of what is written down; raises Refusal where they cannot be."""
    if paid.amount <= 0:
        raise Refusal("payment_nothing")
    today = local(tx.now, policy.zone).date()
    day = paid.paid_on or today
    if not _FIRST_DAY <= day <= today:
        raise Refusal("payment_day", day=day.isoformat(), today=today.isoformat())
    return {
        "method": paid.method.value,
        "amount": paid.amount,
        "paid_on": day,
        "bank": _text(paid.bank, 60),
        "reference": _text(paid.reference, 120),
        "proof": _text(paid.proof, 1000),
        "reason": "",
        "reported_at": tx.now,
        "reported_by": tx.actor.operator_id,
        "decided_at": None,
        "decided_by": None,
    }


def _text(value: str, limit: int) -> str:
    value = clean(value)
    if len(value) > limit:
        raise Refusal("text_too_long", length=len(value), limit=limit)
    return value


def _reason(reason: str) -> str:
    reason = clean(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    return reason


def _kind(now: Standing, amount: int) -> PaymentKind:
    """Less than is due is a down payment where the order was typed in."""
    due = now.facts.total - now.facts.paid
    down = now.facts.source is Source.MANUAL and amount < due
    return PaymentKind.DOWN_PAYMENT if down else PaymentKind.PAYMENT


def _check_known(tx: Transaction, reference: str, but: int = 0) -> None:
    """The proof of one transfer may come twice, by mistake or not."""
    known = used_by(tx, reference, but)
    if known is not None:
        raise Refusal("payment_known", reference=reference, order=known.order_no)


def _check_over(now: Standing, amount: int, waiting: int = 0) -> None:
    due = now.facts.total - now.facts.paid - waiting
    if amount > due:
        raise Refusal(
            "payment_over",
            order=now.head.order_no,
            amount=f"{Money(amount, now.currency).decimal:f}",
            due=f"{Money(max(0, due), now.currency).decimal:f}",
            currency=now.currency,
        )


def _write(tx: Transaction, order_id: int, row: dict[str, Any]) -> int:
    return int(tx.execute(_insert, row | {"order_id": order_id}).scalar_one())


def _decide(tx: Transaction, one: Payment, then: PaymentState, reason: str = "") -> None:
    row: dict[str, Any] = {"p": one.id, "before": one.state.value, "then": then.value}
    row |= {"why": reason, "now": tx.now, "who": tx.actor.operator_id}
    if tx.execute(_change, row).rowcount != 1:
        raise Refusal("payment_moved", payment=one.id)


def _told(now: Standing, paid: Paid) -> dict[str, Any]:
    amount = f"{Money(paid.amount, now.currency).decimal:f}"
    return {"amount": amount, "currency": now.currency, "method": paid.method.value}


def _about(one: Payment) -> dict[str, Any]:
    return {
        "payment": one.id,
        "amount": f"{one.amount.decimal:f}",
        "currency": one.amount.currency,
        "method": one.method.value,
    }


_insert = insert(order_payments).returning(order_payments.c.id)
_change = (
    update(order_payments)
    .where(order_payments.c.id == bindparam("p"), order_payments.c.state == bindparam("before"))
    .values(
        state=bindparam("then"),
        reason=bindparam("why"),
        decided_at=bindparam("now"),
        decided_by=bindparam("who"),
    )
)
_amend = update(order_payments).where(order_payments.c.state == PaymentState.REPORTED.value)
_begun = (
    select(order_lines.c.id)
    .where(order_lines.c.order_id == bindparam("o"), order_lines.c.packed > 0)
    .limit(1)
)
