"""What keys do with addresses that a courier's list does not know."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_ADDRESSES = frozenset({Where.ADDRESSES})

ADDRESS_ACTIONS: tuple[Action, ...] = (
    Action(
        "address_choose",
        "f6",
        N_("Choose"),
        N_("Say which of the courier's places it is; that is remembered."),
        _ADDRESSES,
        "order_edit",
        asks="choice",
    ),
    Action(
        "address_name",
        "f7",
        N_("Other"),
        N_("Name a place that is not among those shown, by its name or code."),
        _ADDRESSES,
        "order_edit",
        asks="form",
    ),
    Action(
        "address_filter",
        "alt+f",
        N_("Show"),
        N_("Show what is asked, or what people said."),
        _ADDRESSES,
        asks="choice",
    ),
    Action(
        "address_forget",
        "alt+c",
        N_("Take back"),
        N_("Take back what somebody said; it is asked anew."),
        _ADDRESSES,
        "order_edit",
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
