"""Words that both forms of a statement of account share."""

from __future__ import annotations

from core.i18n import N_, _

_EVENTS = {
    "invoice": N_("Invoice"),
    "credit": N_("Credit note"),
    "correction": N_("Correction"),
    "payment": N_("Payment"),
    "order_payment": N_("Paid on the order"),
    "refund": N_("Money back"),
    "write_off": N_("Written off"),
}


def event(code: str) -> str:
    """What a line of it is."""
    return _(_EVENTS[code]) if code in _EVENTS else code


def closing(minor: int) -> str:
    """What its last sum is called: below zero it is the customer's credit."""
    return _("Your credit") if minor < 0 else _("To be paid")
