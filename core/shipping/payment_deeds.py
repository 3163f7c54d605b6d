"""What keys do to the money of an order: report, confirm, refuse, give back, reverse, accept."""

from __future__ import annotations

from typing import Any

from core.errors import Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.orders.commands import OrderHead, find
from core.orders.payments import commands
from core.orders.payments.commands import Outcome, Paid
from core.orders.payments.queries import payment
from core.orders.status import Policy, accept
from core.shipping.delivering import mark_delivered


def report_payment(
    policy: Policy, number: str, channel: str, paid: Paid, *, confirm: bool, sure: bool
) -> Deed:
    """Write a payment down; confirmed at once where the same person found the money."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        wanted = _meant(bench, number, channel)
        done = commands.report(bench.tx, policy, wanted.id, paid, sure=sure)
        if not confirm:
            return Answer(Kind.INFO, "payment_reported", _facts(done))
        done = commands.confirm(bench.tx, policy, done.payment.id, sure=sure)
        return Answer(Kind.INFO, "payment_confirmed", _facts(done))

    return do


def amend_payment(
    policy: Policy, payment_id: int, paid: Paid, *, confirm: bool, sure: bool
) -> Deed:
    """Write a payment down anew; confirmed at once where the same person found the money."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        _at(bench, payment_id)
        done = commands.amend(bench.tx, policy, payment_id, paid, sure=sure)
        if not confirm:
            return Answer(Kind.INFO, "payment_amended", _facts(done))
        done = commands.confirm(bench.tx, policy, payment_id, sure=sure)
        return Answer(Kind.INFO, "payment_confirmed", _facts(done))

    return do


def confirm_payment(
    policy: Policy, payment_id: int, *, sure: bool, seen: int | None = None
) -> Deed:
    """A person found the money; `seen` is the amount that they saw, in minor units."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        _at(bench, payment_id)
        done = commands.confirm(bench.tx, policy, payment_id, sure=sure, seen=seen)
        return Answer(Kind.INFO, "payment_confirmed", _facts(done))

    return do


def refuse_payment(policy: Policy, payment_id: int, reason: str) -> Deed:
    """A person found no such money."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        _at(bench, payment_id)
        done = commands.refuse(bench.tx, policy, payment_id, reason)
        return Answer(Kind.INFO, "payment_refused", _facts(done))

    return do


def reverse_payment(policy: Policy, payment_id: int, reason: str) -> Deed:
    """A confirmation was wrong."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        _at(bench, payment_id)
        done = commands.reverse(bench.tx, policy, payment_id, reason)
        if done.flag == "held":
            return Answer(Kind.INFO, "payment_reversed_held", _facts(done))
        if done.flag == "gone":
            return Answer(Kind.INFO, "payment_reversed_gone", _facts(done))
        return Answer(Kind.INFO, "payment_reversed", _facts(done))

    return do


def refund_order(policy: Policy, number: str, channel: str, back: Paid, reason: str) -> Deed:
    """Money went back to the buyer."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        wanted = _meant(bench, number, channel)
        done = commands.refund(bench.tx, policy, wanted.id, back, reason)
        return Answer(Kind.INFO, "refunded", _facts(done))

    return do


def accept_order(number: str, channel: str, reason: str) -> Deed:
    """Let an order be packed whatever is paid."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        wanted = _meant(bench, number, channel)
        accept(bench.tx, wanted.id, reason)
        return Answer(Kind.INFO, "order_accepted", {"order": wanted.order_no})

    return do


def deliver_order(policy: Policy, number: str, channel: str) -> Deed:
    """Say that the buyer has all parcels of an order."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        wanted = _meant(bench, number, channel)
        done = mark_delivered(bench.tx, policy, wanted.id)
        params: dict[str, Any] = {"order": wanted.order_no, "status": done.status.value}
        if done.parcels_left:
            params["count"] = done.parcels_left
            return Answer(Kind.INFO, "parcel_arrived", params)
        if done.owed:
            return Answer(Kind.INFO, "order_delivered_owed", params)
        return Answer(Kind.INFO, "order_delivered", params)

    return do


def _at(bench: Bench, payment_id: int) -> None:
    """The verdict speaks of the order of this payment."""
    found = payment(bench.tx, payment_id)
    bench.about(found.order_id, found.order_no)


def _meant(bench: Bench, number: str, channel: str) -> OrderHead:
    if not number:
        raise Refusal("no_order_chosen")
    wanted = find(bench.tx, number, channel)
    bench.about(wanted.id, wanted.order_no)
    return wanted


def _facts(done: Outcome) -> dict[str, Any]:
    one = done.payment
    return {
        "order": one.order_no,
        "payment": one.id,
        "amount": f"{one.amount.decimal:f}",
        "currency": one.amount.currency,
        "balance": done.balance.minor,
        "status": done.status.value,
    }
