"""Reading payments on orders: those of one order, and those that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from core.errors import NotFound
from core.money import Money
from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.people.models import operators
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment or refund; names are empty for the program, times in UTC."""

    id: int
    order_id: int
    order_no: str
    channel: str
    customer: str
    kind: PaymentKind
    method: Method
    amount: Money
    paid_on: date
    """On the shop's calendar."""
    bank: str
    reference: str
    proof: str
    state: PaymentState
    reason: str
    """Why it was refused, reversed or given back."""
    reported_at: datetime
    reported_by: str
    decided_at: datetime | None
    decided_by: str

    @property
    def counts(self) -> int:
        """What it adds to what is paid, in minor units."""
        if self.state is not PaymentState.CONFIRMED:
            return 0
        return -self.amount.minor if self.kind is PaymentKind.REFUND else self.amount.minor


def payment(tx: Transaction, payment_id: int) -> Payment:
    """One payment; raises NotFound ``payment_not_found``."""
    row = tx.execute(_one, {"p": payment_id}).first()
    if row is None:
        raise NotFound("payment_not_found", payment=payment_id)
    return _payment(row)


def payments_of(tx: Transaction, order_id: int) -> tuple[Payment, ...]:
    """All payments and refunds of an order, oldest first."""
    return tuple(_payment(row) for row in tx.execute(_of_order, {"o": order_id}))


def to_confirm(tx: Transaction, limit: int = 200) -> tuple[Payment, ...]:
    """Payments that buyers reported and nobody has checked, the longest waiting first."""
    return tuple(_payment(row) for row in tx.execute(_waiting, {"n": limit}))


def used_by(tx: Transaction, reference: str, but: int = 0) -> Payment | None:
    """A payment that counts or waits under this reference already, other than `but`."""
    if not reference:
        return None
    row = tx.execute(_same_reference, {"r": reference, "but": but}).first()
    return None if row is None else _payment(row)


def _payment(row: Any) -> Payment:
    values = dict(row._mapping)
    values["amount"] = Money(values["amount"], values.pop("currency"))
    values["kind"] = PaymentKind(values["kind"])
    values["method"] = Method(values["method"])
    values["state"] = PaymentState(values["state"])
    values["reported_by"] = values["reported_by"] or ""
    values["decided_by"] = values["decided_by"] or ""
    return Payment(**values)


_pay = order_payments.c
_reporter = operators.alias("reporter")
_decider = operators.alias("decider")
_any = (
    select(
        _pay.id,
        _pay.order_id,
        orders.c.order_no,
        orders.c.channel,
        orders.c.customer,
        _pay.kind,
        _pay.method,
        _pay.amount,
        orders.c.currency,
        _pay.paid_on,
        _pay.bank,
        _pay.reference,
        _pay.proof,
        _pay.state,
        _pay.reason,
        _pay.reported_at,
        _reporter.c.name.label("reported_by"),
        _pay.decided_at,
        _decider.c.name.label("decided_by"),
    )
    .join(orders, orders.c.id == _pay.order_id)
    .outerjoin(_reporter, _reporter.c.id == _pay.reported_by)
    .outerjoin(_decider, _decider.c.id == _pay.decided_by)
)
_one = _any.where(_pay.id == bindparam("p"))
_of_order = _any.where(_pay.order_id == bindparam("o")).order_by(_pay.id)
_waiting = (
    _any.where(_pay.state == PaymentState.REPORTED.value).order_by(_pay.id).limit(bindparam("n"))
)
_same_reference = (
    _any.where(
        _pay.reference == bindparam("r"),
        _pay.id != bindparam("but"),
        _pay.state.in_([PaymentState.REPORTED.value, PaymentState.CONFIRMED.value]),
    )
    .order_by(_pay.id)
    .limit(1)
)
