"""The invoice of an order at the station: who it is for, what it comes to, that it is issued."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.billing import deeds
from core.billing.drawing import draw_up
from core.billing.queries import of_order
from core.billing.rules import billing_rules
from core.billing.states import InvoiceState
from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _, language
from core.money import Money, show
from core.orders.commands import find
from core.transaction import Transaction
from tui.views import Choice, Form, FormField

if TYPE_CHECKING:
    from core.settings import Config
    from core.shipping.desk import Desk

_PARTS = ("name", "tax_number", "address", "city", "email")


def form(tx: Transaction, config: Config, target: Mapping[str, str]) -> Form:
    """Who it is for, as the order says; of one that is issued nothing but that it is printed."""
    number, channel = target.get("order", ""), target.get("channel", "")
    if not number:
        raise Refusal("no_order_chosen")
    order = find(tx, number, channel)
    title = _("Invoice of {order}").format(order=order.order_no)
    hidden = {"order": number, "channel": channel}
    known = of_order(tx, order.id)
    if known is not None and known.state is InvoiceState.ISSUED:
        said = _("{invoice} of {day} to {buyer}: {total}").format(
            invoice=known.internal_no,
            day=f"{known.issue_date:%d/%m/%Y}",
            buyer=known.buyer.name,
            total=show(Money(known.total, known.currency), language()),
        )
        return Form(title, (), (said, _("F9 prints it again.")), hidden=hidden)
    drawn = draw_up(tx, billing_rules(config), order.id)
    labels = {
        "name": _("Buyer"),
        "tax_number": _("Tax number"),
        "address": _("Address"),
        "city": _("City"),
        "email": _("E-mail"),
    }
    answers = (Choice("no", _("No")), Choice("yes", _("Yes")))
    fields = (
        *(FormField(name, labels[name], getattr(drawn.buyer, name)) for name in _PARTS),
        FormField("note", _("Note")),
        FormField("sure", _("Although it looks odd"), "no", choices=answers),
    )
    return Form(title, fields, _notes(drawn.net, drawn.tax, drawn.currency), hidden=hidden)


def deed_of(desk: Desk, config: Config, values: Mapping[str, str]) -> Deed:
    """Issue it and print it."""
    return deeds.invoice(
        billing_rules(config),
        desk.settings,
        values.get("order", ""),
        values.get("channel", ""),
        {name: values[name] for name in _PARTS if name in values},
        values.get("note", ""),
        sure=values.get("sure") == "yes",
    )


def _notes(net: int, tax: int, currency: str) -> tuple[str, ...]:
    def money(minor: int) -> str:
        return show(Money(minor, currency), language())

    return (
        _("Without tax {net}, tax {tax}").format(net=money(net), tax=money(tax)),
        _("Total {total}").format(total=money(net + tax)),
        _("Once it is issued it cannot be changed."),
    )
