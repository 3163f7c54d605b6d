"""What is asked before an order is split, and which orders could be merged with it."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import Refusal
from core.files.values import quantity
from core.fulfilment.claims import holder
from core.i18n import _, language
from core.money import Money, show
from core.orders.commands import OrderHead, find
from core.orders.entry.parting import alike, check_parting
from core.orders.entry.reading import stored_lines
from core.transaction import Transaction
from tui.views import Choice, Form, FormField

LINE = "line."
"""Fields of the form to split are called by it and the SKU."""


def split_form(tx: Transaction, target: Mapping[str, str]) -> Form:
    """A number for each product: how many units go into the second order."""
    order = _free(tx, target)
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
        name.removeprefix(LINE): _units(name.removeprefix(LINE), value.strip())
        for name, value in values.items()
        if name.startswith(LINE) and value.strip() not in {"", "0"}
    }


def _free(tx: Transaction, target: Mapping[str, str]) -> OrderHead:
    """The order that is meant; what would be refused in the end is refused before it is asked."""
    if not target.get("order"):
        raise Refusal("no_order_chosen")
    order = find(tx, target["order"], target.get("channel", ""))
    check_parting(tx, lambda tx, one: holder(tx, one) is not None, order.id)
    return order


def _units(sku: str, value: str) -> int:
    """Units of one product; Refusal ``part_units`` names it, for the form asks about several."""
    try:
        return quantity(value)
    except Refusal as refusal:
        raise Refusal("part_units", sku=sku, value=value) from refusal


def merge_choices(tx: Transaction, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """Orders that could come into the one pointed at, the oldest first."""
    order = _free(tx, target)
    return tuple(
        Choice(
            str(row.id),
            row.order_no,
            f"{show(Money(row.total, row.currency), language())} · {row.address}",
        )
        for row in alike(tx, order.id)
    )
