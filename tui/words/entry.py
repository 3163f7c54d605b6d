"""Words for how buyers pay and for what happened to orders that people type in and change."""

from __future__ import annotations

from core.errors import KemasError
from core.i18n import N_, _, show_time
from core.orders.entry.reasons import field_name
from core.orders.entry.seen import EditedSince
from core.orders.payments.states import Method
from core.orders.states import Fulfilment, OrderStatus

_METHODS: dict[Method, str] = {
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


def fields_said(names: str) -> str:
    """Names of fields, with commas between them, as people call them."""
    return ", ".join(field_name(name) for name in names.split(", "))


def method_name(method: Method) -> str:
    """How a buyer paid, as people call it."""
    return _(_METHODS[method])


def happened_said(since: KemasError) -> str:
    """What others did to an order since somebody looked at it, the oldest first."""
    from tui.words.states import event_words

    if not isinstance(since, EditedSince) or not since.happened:
        return "?"
    said = []
    for one in since.happened:
        changes = one.data.get("changes") or {}
        what = "; ".join(
            f"{field_name(name)}: {old or '-'} → {new or '-'}"
            for name, (old, new) in changes.items()
        )
        when = show_time(one.at, since.zone)
        said.append(f"{one.who}, {when}: {what or event_words(one.kind, one.data)}")
    return " · ".join(said)
