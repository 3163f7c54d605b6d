"""What keys do with invoices that wait to be issued, and with standing orders."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_BILLING = frozenset({Where.BILLING})
_STANDING = frozenset({Where.STANDING})

BILLING_ACTIONS: tuple[Action, ...] = (
    Action(
        "bill_discard",
        "f8",
        N_("Discard"),
        N_("Throw an invoice away that has no number yet."),
        _BILLING,
        "invoice_issue",
        asks="choice",
    ),
    Action(
        "bill_release",
        "f9",
        N_("Release"),
        N_("Issue the invoice that you have looked at, or all in the list."),
        _BILLING,
        "invoice_issue",
        asks="choice",
    ),
    Action(
        "standing_new",
        "f7",
        N_("New"),
        N_("Set up a standing order, as a draft."),
        _STANDING,
        "billing_setup",
        asks="form",
    ),
    Action(
        "standing_step",
        "f9",
        N_("Next step"),
        N_("Start, pause or end it, or say what becomes of missed periods."),
        _STANDING,
        "billing_setup",
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
