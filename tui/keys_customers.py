"""What keys do with customers."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_HERE = frozenset({Where.CUSTOMERS})

CUSTOMER_ACTIONS: tuple[Action, ...] = (
    Action("customers", "alt+a", N_("Customers"), N_("Show the customers.")),
    Action(
        "customer_new", "f7", N_("New"), N_("Make a customer."), _HERE, "customer_edit", asks="form"
    ),
    Action(
        "customer_edit",
        "ctrl+g",
        N_("Change"),
        N_("Change name, phones, group, note and address."),
        _HERE,
        "customer_edit",
        asks="form",
    ),
    Action(
        "customer_trust",
        "alt+v",
        N_("Trust, block"),
        N_("Trust a customer or block one, with a reason."),
        _HERE,
        "customer_trust",
        asks="choice",
    ),
    Action(
        "customer_merge",
        "alt+x",
        N_("Merge"),
        N_("Make one customer of two; see first what moves."),
        _HERE,
        "customer_edit",
        asks="choice",
    ),
    Action(
        "customer_places",
        "f8",
        N_("Addresses"),
        N_("Add, change or take off addresses, and choose the default."),
        _HERE,
        "customer_edit",
        asks="choice",
    ),
    Action(
        "customer_orders",
        "alt+y",
        N_("Their orders"),
        N_("Show the orders of a customer."),
        _HERE,
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
CUSTOMERS_FIRST = (
    "help",
    "back",
    "open",
    "find",
    "customer_new",
    "customer_edit",
    "customer_places",
    "customer_trust",
    "customer_orders",
    "customer_merge",
)
"""What the key bar shows first there."""
