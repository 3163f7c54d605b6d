"""Words for how buyers pay and for what happened to orders that people type in and change."""

from __future__ import annotations

from core.i18n import N_, _
from core.orders.entry.reasons import field_name
from core.orders.payments.states import Method

_METHODS: dict[Method, str] = {
from core.orders.states import Fulfilment, OrderStatus
    Method.TRANSFER: N_("bank transfer"),
    Method.CASH: N_("cash"),
    Method.CARD: N_("card"),
    Method.WALLET: N_("e-wallet"),
    Method.QR: N_("QR code"),
    Method.COD: N_("on delivery"),
    Method.CHANNEL: N_("by the marketplace"),
    Method.OTHER: N_("another way"),
}

ENTRY_EVENTS: dict[str, str] = {
    "entered": N_("typed in"),
    "edited": N_("changed: {fields}"),
    "split": N_("{lines} went into order {into}"),
    "split_from": N_("split off order {order}"),
    "merged": N_("order {order} came into it: {lines}"),
    "merged_into": N_("went into order {order}"),
}
"""Sentences by the kind of an event; the placeholders are its data."""


def fields_said(names: str) -> str:
_OVER = {OrderStatus.DONE.value, OrderStatus.CANCELLED.value, OrderStatus.RETURNED.value}


def why_begun(state: str) -> tuple[str, str]:
    """Which sentence says why an order is not split or merged, and its status where that ended it.

    `state` is one of fulfilment or of the order, or ``claimed``.
    """
    if state in {Fulfilment.HELD.value, Fulfilment.PACKED.value}:
        return f"part_begun/{state}", ""
    if state in {Fulfilment.HANDED_OVER.value, OrderStatus.SHIPPING.value}:
        return "part_begun/left", ""
    if state in _OVER:
        from tui.words.states import status_name

        return "part_begun/over", status_name(OrderStatus(state))
    return "part_begun", ""

    """Names of fields, with commas between them, as people call them."""
    return ", ".join(field_name(name) for name in names.split(", "))


def method_name(method: Method) -> str:
    """How a buyer paid, as people call it."""
    return _(_METHODS[method])
