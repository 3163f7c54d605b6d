"""Money that came with an order: what its channel says was paid, as payments that count at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.audit import record
from core.money import Money
from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.orders.status import sums_of_order
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel says was paid for an order: minor units, on a day of the shop's calendar."""

    order_id: int
    amount: int
    paid_on: date
    kind: PaymentKind = PaymentKind.PAYMENT


@dataclass(frozen=True, slots=True)
class Change:
    """By how much what was paid for an order grew or shrank, in minor units."""

    by: int


def book(tx: Transaction, told: Sequence[Told]) -> None:
    """Write down what channels say was paid for new orders, many at once.

    The paid sum of the orders is the caller's to write.
    """
    if told:
        tx.execute(_insert, [_row(tx, one) for one in told])


def by_channel(tx: Transaction, order_id: int) -> int:
    """What counts as paid because its channel said so, in minor units."""
    return sum(row.amount for row in tx.execute(_of_channel, {"o": order_id}))


def adjust(tx: Transaction, order_id: int, told: int, paid_on: date) -> Change:
    """Bring an order's money to what its channel says now, by what differs.

    Money is never deleted. More than before is a further payment, as far as nobody wrote that down
    by hand; less reverses the latest ones, but never below what went back to the buyer. The paid
    sum follows, the status is the caller's.
    """
    rows = list(tx.execute(_of_channel, {"o": order_id}))
    before = sum(row.amount for row in rows)
    paid = _paid(tx, order_id)
    if told > before:
        by_hand = sum(row.amount for row in tx.execute(_by_hand, {"o": order_id}))
        _add(tx, order_id, max(0, told - before - by_hand), paid_on)
    elif told < before:
        target = max(told, before - paid)
        left = before
        for row in rows:
            if left <= target:
                break
            tx.execute(_reverse, {"p": row.id, "now": tx.now, "who": tx.actor.operator_id})
            left -= row.amount
        _add(tx, order_id, max(0, target - left), paid_on)
    now = _paid(tx, order_id)
    if now != paid:
        tx.execute(_set_paid, {"o": order_id, "sum": now, "now": tx.now})
        _tell(tx, order_id, paid, now)
    return Change(now - paid)


def _add(tx: Transaction, order_id: int, amount: int, paid_on: date) -> None:
    if amount:
        tx.execute(_insert, [_row(tx, Told(order_id, amount, paid_on))])


def _paid(tx: Transaction, order_id: int) -> int:
    return int(tx.execute(sums_of_order, {"o": order_id}).one().paid)


def _tell(tx: Transaction, order_id: int, before: int, after: int) -> None:
    currency = str(tx.execute(_currency, {"o": order_id}).scalar_one())
    record(
        tx,
        "payment_told",
        order_id=order_id,
        before=f"{Money(before, currency).decimal:f}",
        amount=f"{Money(after, currency).decimal:f}",
        currency=currency,
    )


def _row(tx: Transaction, told: Told) -> dict[str, Any]:
    return {
        "order_id": told.order_id,
        "kind": told.kind.value,
        "method": Method.CHANNEL.value,
        "amount": told.amount,
        "paid_on": told.paid_on,
        "state": PaymentState.CONFIRMED.value,
        "reported_at": tx.now,
        "reported_by": tx.actor.operator_id,
        "decided_at": tx.now,
        "decided_by": tx.actor.operator_id,
    }


_pay = order_payments.c
_insert = insert(order_payments)
_counting = (
    select(_pay.id, _pay.amount)
    .where(
        _pay.order_id == bindparam("o"),
        _pay.state == PaymentState.CONFIRMED.value,
        _pay.kind != PaymentKind.REFUND.value,
    )
    .order_by(_pay.id.desc())
)
# What a payout paid names it: that is no word of the channel's order.
_of_channel = _counting.where(_pay.method == Method.CHANNEL.value, _pay.reference == "")
_by_hand = _counting.where((_pay.method != Method.CHANNEL.value) | (_pay.reference != ""))
_reverse = (
    update(order_payments)
    .where(_pay.id == bindparam("p"))
    .values(
        state=PaymentState.REVERSED.value, decided_at=bindparam("now"), decided_by=bindparam("who")
    )
)
_set_paid = (
    update(orders)
    .where(orders.c.id == bindparam("o"))
    .values(paid=bindparam("sum"), updated_at=bindparam("now"))
)
_currency = select(orders.c.currency).where(orders.c.id == bindparam("o"))
