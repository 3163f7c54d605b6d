"""What invoices, what corrects them and ways to pay them are called on paper."""

from __future__ import annotations

from core.i18n import N_, _

_TITLES = {
    "invoice": N_("INVOICE"),
    "credit": N_("CREDIT NOTE"),
    "adjustment": N_("ADJUSTMENT"),
    "replacement": N_("REPLACEMENT INVOICE"),
}
_SCHEMES = {
    "vietqr": "VietQR",
    "qris": "QRIS",
    "payos": "payOS",
    "midtrans": "Midtrans",
    "xendit": "Xendit",
}


def title_of(what: str) -> str:
    """The title of a document in the current language."""
    return _(_TITLES.get(what, _TITLES["invoice"]))


def scheme_name(scheme: str) -> str:
    """Who takes the money that a code on an invoice asks for."""
    return _SCHEMES.get(scheme, "")
