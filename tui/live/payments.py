"""The money of an order for the screen: what can be done, the forms of it, and its section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from core.clock import local
from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import N_, _, language
from core.money import Money, show
from core.orders.commands import find
from core.orders.payments.commands import Paid, check_refund
from core.orders.payments.queries import Payment, payment, payments_of, used_by
from core.orders.payments.reading import paid_of, written
from core.orders.payments.states import Method, PaymentState
from core.orders.queries import OrderInfo
from core.orders.queries import order as order_of
from core.orders.states import PLACED, OrderStatus
from core.orders.status import policy_of
from core.shipping import payment_deeds
from core.transaction import Transaction, reading
from tui.views import Choice, Form, FormField, Section
from tui.words.payments import (
    METHODS,
    balance_words,
    decided,
    details,
    payment_kind,
    payment_state,
    signed,
)

if TYPE_CHECKING:
    from core.settings import Config
    from core.shipping.desk import Desk

_REASONS = {
    "refuse": N_("Why is it refused?"),
    "reverse": N_("Why does it not count?"),
    "accept": N_("Why is it accepted?"),
}


def section(tx: Transaction, order_id: int) -> Section:
    """Every payment of an order: day, amount, how it came, where it stands and who said so."""
    rows = tuple(
        (one.paid_on.strftime("%d/%m"), signed(one), details(one), decided(one))
        for one in payments_of(tx, order_id)
    )
    return Section(_("Payments"), rows)


def choices(tx: Transaction, config: Config, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What can be done: with the order's money, with one payment, or what must be asked first."""
    order = _order(tx, target)
    match target.get("step", ""):
        case "payment":
            return _of_payment(payment(tx, int(target["payment"])))
        case "question":
            return _question(tx, config, order, target)
        case _:
            return _of_order(tx, order)


def _of_order(tx: Transaction, order: OrderInfo) -> tuple[Choice, ...]:
    known = payments_of(tx, order.id)
    waiting = [_choice(one) for one in known if one.state is PaymentState.REPORTED]
    rest = [_choice(one) for one in reversed(known) if one.state is not PaymentState.REPORTED]
    due = balance_words(order.balance, order.credited)
    offered = [Choice("report", _("Write a payment down"), due)]
    if order.status in PLACED:
        said = _("It can be packed, whatever is paid.")
        offered.append(Choice("accept", _("Accept the order"), said))
    if order.status is OrderStatus.SHIPPING:
        offered.append(Choice("delivered", _("It is delivered"), _("The buyer has all parcels.")))
    if order.paid.minor > 0:
        offered.append(Choice("refund", _("Give money back"), show(order.paid, language())))
    return (*waiting, *offered, *rest)


def _choice(one: Payment) -> Choice:
    label = f"{one.paid_on:%d/%m} {signed(one)} · {payment_state(one.state)}"
    return Choice(str(one.id), label, _line(one))


def _line(one: Payment) -> str:
    return " · ".join(part for part in (payment_kind(one.kind), decided(one), details(one)) if part)


def _of_payment(one: Payment) -> tuple[Choice, ...]:
    told = " · ".join(part for part in (one.proof, details(one)) if part)
    match one.state:
        case PaymentState.REPORTED:
            amount = f"{one.paid_on:%d/%m} {signed(one)}"
            return (
                Choice(
                    f"confirm {one.amount.minor}",  # what they see is what they confirm
                    _("The money is there"),
                    f"{amount} · {told}",
                ),
                Choice("refuse", _("There is no such money"), _("A reason is asked for.")),
                Choice("amend", _("Change what is written down"), _("Amount, day, bank, proof …")),
            )
        case PaymentState.CONFIRMED:
            said = _("It does not count any more; a reason is asked for.")
            return (Choice("reverse", _("It was wrong: reverse it"), said),)
        case _:
            done = _("Nothing to do, it is {state}").format(state=payment_state(one.state))
            return (Choice("", done, f"{decided(one)} · {told}"),)


def _question(
    tx: Transaction, config: Config, order: OrderInfo, target: Mapping[str, str]
) -> tuple[Choice, ...]:
    """What a person has to be sure of before it is done; also reads all that was typed."""
    what = target.get("what", "")
    if what == "confirm":
        amount = payment(tx, int(target["payment"])).amount
        if _seen(target) not in {None, amount.minor}:
            return ()  # it is refused with what it says now: nobody is asked about that first
        return _over(order, amount, 0)
    if what not in {"report", "refund", "amend"}:
        if not target.get("reason", "").strip():
            raise Refusal("reason_needed")
        return ()
    paid = _paid(config, order, target)
    if paid.amount <= 0:
        raise Refusal("payment_nothing")
    if what == "refund":
        check_refund(order.order_no, paid.amount, order.paid)
        if not target.get("reason", "").strip():
            raise Refusal("reason_needed")
        return ()
    amount = Money(paid.amount, order.total.currency)
    old = payment(tx, int(target["payment"])) if what == "amend" else None
    waiting = _reported(tx, order.id) - (old.amount.minor if old is not None else 0)
    same = old is not None and old.amount == amount and target.get("confirm") != "yes"
    over = () if same else _over(order, amount, waiting)
    known = used_by(tx, paid.reference, old.id if old is not None else 0)
    if known is None or (old is not None and old.reference == paid.reference):
        return over
    said = _("The reference {reference} is on a payment of order {order} already.")
    said = said.format(reference=paid.reference, order=known.order_no)
    labels, hint = [said, *(each.label for each in over)], _("Is it another payment?")
    return (Choice("sure", " ".join(labels), hint),)


def _over(order: OrderInfo, amount: Money, waiting: int) -> tuple[Choice, ...]:
    due = order.balance.minor - waiting
    if amount.minor <= due:
        return ()
    more = Money(amount.minor - max(0, due), amount.currency)
    said = _("That is {amount} more than the order still costs.")
    said = said.format(amount=show(more, language()))
    return (Choice("sure", said, _("Is it so? It stays as credit of the buyer.")),)


def form(tx: Transaction, zone: str, target: Mapping[str, str]) -> Form:
    """What is asked for one of the things that can be done."""
    order = _order(tx, target)
    what = target.get("what", "")
    if what in _REASONS:
        title = f"{order.order_no}: {_(_REASONS[what])}"
        return Form(title, (FormField("reason", _("Reason")),))
    old = payment(tx, int(target["payment"])) if what == "amend" else None
    balance = order.balance.minor
    refund = what == "refund"
    if refund and order.status is OrderStatus.CANCELLED:
        balance = -order.paid.minor
    amount = max(0, -balance if refund else balance - _reported(tx, order.id))
    currency = order.total.currency
    methods = tuple(Choice(one.value, _(METHODS[one])) for one in _METHODS)
    cod = order.cod.minor and order.status is OrderStatus.SHIPPING and not refund
    fields = [
        FormField(
            "amount",
            _("Amount, {currency}").format(currency=currency),
            _plain(Money(amount, currency)),
        ),
        FormField("method", _("How"), (Method.COD if cod else Method.TRANSFER).value, "", methods),
        FormField("date", _("Day"), local(tx.now, zone).strftime("%d/%m/%Y")),
        FormField("bank", _("Bank or wallet")),
        FormField("reference", _("Reference"), hint=_("number of the transfer")),
    ]
    if refund:
        title = _("Money back for {order}").format(order=order.order_no)
        return Form(title, (FormField("reason", _("Reason")), *fields))
    yes_no = (Choice("no", _("no, to be checked")), Choice("yes", _("yes, the money is there")))
    fields.append(FormField("proof", _("Proof"), hint=_("what the buyer sent, as text")))
    if old is not None:
        fields = [replace(each, value=written(old)[each.name]) for each in fields]
    fields.append(FormField("confirm", _("Checked"), "no", "", yes_no))
    return Form(_("Payment for {order}").format(order=order.order_no), tuple(fields))


def deed_of(desk: Desk, config: Config, values: Mapping[str, str]) -> Deed:
    """What is done with the money of an order, as it was asked for."""
    policy = policy_of(config)
    number, channel = values.get("order", ""), values.get("channel", "")
    what, reason = values.get("what", ""), values.get("reason", "")
    one = int(values.get("payment", "0"))
    sure = values.get("sure") == "yes"
    match what:
        case "confirm":
            return payment_deeds.confirm_payment(policy, one, sure=sure, seen=_seen(values))
        case "refuse":
            return payment_deeds.refuse_payment(policy, one, reason)
        case "reverse":
            return payment_deeds.reverse_payment(policy, one, reason)
        case "accept":
            return payment_deeds.accept_order(number, channel, reason)
        case "delivered":
            return payment_deeds.deliver_order(policy, number, channel)
    with reading(desk.database) as tx:
        paid = _paid(config, _order(tx, values), values)
    if what == "refund":
        return payment_deeds.refund_order(policy, number, channel, paid, reason)
    confirm = values.get("confirm") == "yes"
    if what == "amend":
        return payment_deeds.amend_payment(policy, one, paid, confirm=confirm, sure=sure)
    return payment_deeds.report_payment(policy, number, channel, paid, confirm=confirm, sure=sure)


def _order(tx: Transaction, target: Mapping[str, str]) -> OrderInfo:
    if not target.get("order"):
        raise Refusal("no_order_chosen")
    return order_of(tx, find(tx, target["order"], target.get("channel", "")).id)


def _paid(config: Config, order: OrderInfo, values: Mapping[str, str]) -> Paid:
    return paid_of(values, order.total.currency, config.shop.timezone)


def _seen(values: Mapping[str, str]) -> int | None:
    """The amount of the payment when it was looked at, in minor units."""
    return int(values["seen"]) if values.get("seen") else None


def _reported(tx: Transaction, order_id: int) -> int:
    rows = payments_of(tx, order_id)
    return sum(one.amount.minor for one in rows if one.state is PaymentState.REPORTED)


def _plain(amount: Money) -> str:
    return f"{amount.decimal:f}".removesuffix(".00") if amount.minor else ""


_METHODS = tuple(one for one in Method if one is not Method.CHANNEL)
