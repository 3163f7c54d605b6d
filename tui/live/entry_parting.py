"""What is asked before an order is split, and which orders could be merged with it."""

from __future__ import annotations

from collections.abc import Mapping

from core.files.values import quantity
from core.i18n import _, language
from core.money import Money, show
from core.orders.commands import find
from core.orders.entry.parting import alike
from core.orders.entry.reading import stored_lines
from core.transaction import Transaction
from tui.views import Choice, Form, FormField

LINE = "line."
"""Fields of the form to split are called by it and the SKU."""


def split_form(tx: Transaction, target: Mapping[str, str]) -> Form:
    """A number for each product: how many units go into the second order."""
    order = find(tx, target.get("order", ""), target.get("channel", ""))
    units: dict[str, tuple[str, int]] = {}
    for line in stored_lines(tx, order.id):
        units[line.sku] = (line.name, units.get(line.sku, ("", 0))[1] + line.quantity)
    fields = tuple(
        FormField(LINE + sku, f"{sku} {name}", "", _("0 to {most}").format(most=most))
        for sku, (name, most) in units.items()
    )
    title = _("What goes from order {order} into a second one?").format(order=order.order_no)
    return Form(title, fields)


def parts_of(values: Mapping[str, str]) -> dict[str, int]:
    """Units by SKU as the form was filled in; what is left empty stays where it is."""
    return {
        name.removeprefix(LINE): quantity(value)
        for name, value in values.items()
        if name.startswith(LINE) and value.strip() not in {"", "0"}
    }


def merge_choices(tx: Transaction, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """Orders that could come into the one pointed at, the oldest first."""
    order = find(tx, target.get("order", ""), target.get("channel", ""))
    return tuple(
        Choice(
            str(row.id),
            row.order_no,
            f"{show(Money(row.total, row.currency), language())} · {row.address}",
        )
        for row in alike(tx, order.id)
    )
