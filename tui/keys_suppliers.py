"""What keys do with suppliers."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_SUPPLIERS = frozenset({Where.SUPPLIERS})

SUPPLIER_ACTIONS: tuple[Action, ...] = (
    Action(
        "supplier_price",
        "f6",
        N_("Price"),
        N_("Say what the supplier asks for a product."),
        _SUPPLIERS,
        "purchase_change",
        asks="form",
    ),
    Action(
        "supplier_new",
        "f7",
        N_("New"),
        N_("Add a supplier."),
        _SUPPLIERS,
        "purchase_change",
        asks="form",
    ),
    Action(
        "supplier_edit",
        "ctrl+g",
        N_("Change"),
        N_("Change name, phone, e-mail, address, days or note."),
        _SUPPLIERS,
        "purchase_change",
        asks="form",
    ),
    Action(
        "supplier_gone",
        "alt+c",
        N_("Let go"),
        N_("Buy from them no more, or again."),
        _SUPPLIERS,
        "purchase_change",
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
