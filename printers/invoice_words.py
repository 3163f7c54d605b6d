"""What invoices and what corrects them are called on paper."""

from __future__ import annotations

from core.i18n import N_, _

_TITLES = {
    "invoice": N_("INVOICE"),
    "credit": N_("CREDIT NOTE"),
    "adjustment": N_("ADJUSTMENT"),
    "replacement": N_("REPLACEMENT INVOICE"),
}


def title_of(what: str) -> str:
    """The title of a document in the current language."""
    return _(_TITLES.get(what, _TITLES["invoice"]))
