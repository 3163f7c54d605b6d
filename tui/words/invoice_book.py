"""Words of the book of invoices: how money stands, what is filtered by, what happened to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.billing.states import InvoiceKind
from core.i18n import N_, _, language
from core.invoice_book.filters import Money
from core.invoice_book.sheet import Happened
from core.money import Money as Amount
from core.money import show
from core.text import clean
from tui.words.billing import kind_name
from tui.words.states import event_words

_MONEY: dict[Money, str] = {
    Money.OPEN: N_("unpaid"),
    Money.PART: N_("part paid"),
    Money.OVERDUE: N_("overdue"),
    Money.PAID: N_("paid"),
    Money.OVER: N_("overpaid"),
}
FILTERS: dict[str, str] = {
    "states": N_("State"),
    "money": N_("Payment"),
    "kind": N_("What"),
    "customer": N_("Buyer"),
    "since": N_("From day"),
    "until": N_("Up to day"),
}
"""What invoices are filtered by, in the order in which it is asked; untranslated."""
_HAPPENED: dict[str, str] = {
    "invoice_made": N_("made"),
    "invoice_corrected_by": N_("{kind} {invoice} corrects it"),
    "invoice_paid": N_("{amount} paid for it"),
    "invoice_paid_back": N_("{amount} taken back"),
    "invoice_reminded": N_("reminder {level} written"),
    "invoice_mailed": N_("sent to {to}"),
    "invoice_printed": N_("printed on {printer}"),
    "invoice_copied": N_("copy {copy} printed on {printer}"),
    "einvoice_made": N_("e-invoice drawn up, series {series}"),
}


def money_name(money: Money) -> str:
    """How the money of an invoice stands."""
    return _(_MONEY[money])


def happened_words(one: Happened) -> str:
    """One line of the history of an invoice."""
    kind = one.kind
    if kind == "invoice_printed" and one.data.get("copy", 1) > 1:
        kind = "invoice_copied"
    if kind not in _HAPPENED:
        return event_words(one.kind, one.data)
    return _(_HAPPENED[kind]).format_map(_pieces(one.data))


def _pieces(data: Mapping[str, Any]) -> dict[str, str]:
    told = {name: clean(str(value), 200) for name, value in data.items()}
    if "amount" in data:
        told["amount"] = show(Amount(abs(data["amount"]), data["currency"]), language())
    if "kind" in data:
        told["kind"] = kind_name(InvoiceKind(data["kind"])).capitalize()
    return told
