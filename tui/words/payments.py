"""Words for payments on orders: how money came, where it stands, what is still due."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from core.i18n import N_, _, language
from core.money import Money, show, to_minor
from core.orders.payments.queries import Payment
from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.orders.states import OrderStatus

METHODS: dict[Method, str] = {
    Method.TRANSFER: N_("bank transfer"),
    Method.CASH: N_("cash"),
    Method.CARD: N_("card"),
    Method.WALLET: N_("e-wallet"),
    Method.QR: N_("QR payment"),
    Method.COD: N_("cash on delivery"),
    Method.CHANNEL: N_("by the channel"),
    Method.OTHER: N_("another way"),
}
_STATES: dict[PaymentState, str] = {
    PaymentState.REPORTED: N_("to confirm"),
    PaymentState.CONFIRMED: N_("confirmed"),
    PaymentState.REFUSED: N_("refused"),
    PaymentState.REVERSED: N_("reversed"),
}
_KINDS: dict[PaymentKind, str] = {
    PaymentKind.DOWN_PAYMENT: N_("down payment"),
    PaymentKind.PAYMENT: N_("payment"),
    PaymentKind.REFUND: N_("refund"),
}
PAYMENT_EVENTS: dict[str, str] = {
    "payment_reported": N_("the buyer says that {amount} is paid: {method}"),
    "payment_amended": N_(
        "what the buyer paid is written down anew: {before} → {amount}, {method}"
    ),
    "payment_confirmed": N_("payment of {amount} confirmed"),
    "payment_refused": N_("payment of {amount} refused: {reason}"),
    "payment_reversed": N_("confirmed payment of {amount} reversed: {reason}"),
    "payment_told": N_("paid sum changed by the channel: {before} → {amount}"),
    "payment_went_along": N_("{amount} of what was paid went along to order {order}"),
    "payment_came_along": N_("{amount} came along from order {order}, where it was paid"),
    "refunded": N_("{amount} went back to the buyer: {reason}"),
    "accepted": N_("accepted without its money: {reason}"),
    "delivered": N_("delivered"),
    "parcel_delivered": N_("parcel delivered"),
    "done": N_("done: delivered and paid"),
    "channel_status": N_("the channel says: {status}"),
    "sent_elsewhere": N_("sent from elsewhere, as its channel says"),
}
"""What history says, by kind of event."""
CODES = frozenset({"refund_too_big", "reverse_refunded", "order_not_waiting", "not_sent"})
"""Refusals about money or delivery that do not begin with ``payment_``."""


def method_name(method: Method) -> str:
    """How money came or went."""
    return _(METHODS[method])


def payment_state(state: PaymentState) -> str:
    """Where a payment stands."""
    return _(_STATES[state])


def state_name(state: str) -> str:
    """Where a payment stands, from what core calls it."""
    return payment_state(PaymentState(state))


def payment_kind(kind: PaymentKind) -> str:
    """What a payment is for."""
    return _(_KINDS[kind])


def signed(one: Payment) -> str:
    """The amount of a payment; what went back has a minus before it."""
    amount = show(one.amount, language())
    return f"-{amount}" if one.kind is PaymentKind.REFUND else amount


def decided(one: Payment) -> str:
    """Where a payment stands, who said so, and why."""
    said = payment_state(one.state)
    who = one.decided_by or one.reported_by
    parts = [f"{said} · {who}" if who else said, one.reason]
    return ": ".join(part for part in parts if part)


def details(one: Payment) -> str:
    """How money came: method, bank, reference."""
    return " · ".join(part for part in (method_name(one.method), one.bank, one.reference) if part)


def balance_words(balance: Money, credited: Money | None = None) -> str:
    """What is due, paid too much, or settled; `credited` is what returns took off."""
    if balance.minor > 0:
        return _("{amount} is due").format(amount=show(balance, language()))
    if balance.minor < 0:
        back = Money(-balance.minor, balance.currency)
        return _("{amount} too much, credit of the buyer").format(amount=show(back, language()))
    if credited is not None and credited.minor:
        return _("nothing is due any more")
    return _("paid in full")


def in_words(params: Mapping[str, Any]) -> dict[str, str]:
    """Pieces of sentences about money: amounts as people write them, states and methods."""
    currency = str(params.get("currency", ""))
    said: dict[str, str] = {}
    for name in ("amount", "due", "paid", "before", "seen"):
        if currency and name in params:
            said[name] = _amount(str(params[name]), currency)
    if currency and "balance" in params:
        said["balance"] = balance_words(Money(int(params["balance"]), currency))
    for name in ("status", "state"):
        if params.get(name) in set(OrderStatus):
            from tui.words.states import status_name

            said[name] = status_name(OrderStatus(str(params[name])))
    if params.get("method") in set(Method):
        said["method"] = method_name(Method(str(params["method"])))
    return said


def _amount(text: str, currency: str) -> str:
    try:
        return show(Money(to_minor(Decimal(text), currency), currency), language())
    except InvalidOperation:
        return text
