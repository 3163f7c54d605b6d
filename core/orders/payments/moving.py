"""Money that goes along with goods from one order of a buyer to another."""

from __future__ import annotations

from sqlalchemy import insert

from core.audit import record
from core.clock import local
from core.money import Money
from core.orders.payments.models import order_payments
from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.orders.status import Policy, follow_money
from core.transaction import Transaction

Order = tuple[int, str]
"""An order by its id and its number."""


def move_along(
    tx: Transaction, policy: Policy, source: Order, target: Order, amount: Money
) -> None:
    """Have money that counts for one order count for another; both paid sums follow.

    Nothing went to or came from the buyer: each of the two rows names the other order, and
    together they are nothing.
    """
    common = {
        "method": Method.OTHER.value,
        "amount": amount.minor,
        "state": PaymentState.CONFIRMED.value,
        "paid_on": local(tx.now, policy.zone).date(),
        "bank": "",
        "reference": "",
        "reported_at": tx.now,
        "reported_by": tx.actor.operator_id,
        "decided_at": tx.now,
        "decided_by": tx.actor.operator_id,
    }
    ways = (
        (source, target, PaymentKind.REFUND, "payment_went_along"),
        (target, source, PaymentKind.PAYMENT, "payment_came_along"),
    )
    for (order_id, _number), (_other, number), kind, event in ways:
        note = {"proof": number, "reason": number if kind is PaymentKind.REFUND else ""}
        tx.execute(_insert, common | note | {"order_id": order_id, "kind": kind.value})
        record(
            tx,
            event,
            order_id=order_id,
            amount=f"{amount.decimal:f}",
            currency=amount.currency,
            order=number,
        )
        follow_money(tx, policy, order_id)


_insert = insert(order_payments)
