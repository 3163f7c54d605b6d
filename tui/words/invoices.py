"""Words about invoices: what keys do with them, and what is refused."""

from __future__ import annotations

from core.billing.states import InvoiceState
from core.i18n import N_, _
from tui.words.verdicts_parts import Words

INVOICE_WORDS: dict[str, Words] = {
    "info/invoice_issued": Words(
        N_("Order {order}: the invoice {invoice} is issued; it is printed on {printer}."), next=""
    ),
    "info/invoice_again": Words(
        N_("Order {order} has the invoice {invoice} already; a copy is printed on {printer}."),
        next="",
    ),
    "info/invoice_issued_unprinted": Words(
        N_("Order {order}: the invoice {invoice} is issued; there is no printer for documents."),
        next=N_("Set up a printer with the role document, then print it."),
    ),
    "info/invoice_released": Words(N_("{buyer}: the invoice {invoice} is issued."), next=""),
    "info/invoices_released": Words(
        N_("{n} invoices are issued, the last one is {invoice}."), next=""
    ),
    "info/invoice_thrown_away": Words(N_("{buyer}: {invoice} is thrown away."), next=""),
    "info/standing_made": Words(
        N_("{name} is a draft. Its next days: {days}."), next=N_("F9 lets it run.")
    ),
    "info/standing_started": Words(N_("{name} runs; its next day is {day}."), next=""),
    "info/standing_paused": Words(N_("{name} is paused."), next=""),
    "info/standing_ended": Words(N_("{name} is ended."), next=""),
    "info/standing_caught_up": Words(
        N_("{name}: {n} invoices are made, to be looked at. Its next day is {day}."), next=""
    ),
    "info/invoice_there": Words(
        N_("Order {order} has the invoice {invoice} already; there is no printer for documents."),
        next=N_("Set up a printer with the role document, then print it."),
    ),
    "info/invoice_prints": Words(N_("{invoice} is printed on {printer}."), next=""),
    "info/invoice_corrected": Words(
        N_("{invoice} is corrected by {by}."), next=N_("Enter on it shows what it says.")
    ),
    "info/invoice_correction_waits": Words(
        N_("What corrects {invoice} waits as {by}."), next=N_("Look at it in: To invoice.")
    ),
}
INVOICE_EVENTS: dict[str, str] = {
    "invoice_issued": N_("invoice {invoice} issued"),
    "invoice_discarded": N_("invoice thrown away before it had a number"),
}
_STATES = {
    InvoiceState.DRAFT: N_("a draft"),
    InvoiceState.REVIEW: N_("to be looked at"),
    InvoiceState.READY: N_("ready"),
    InvoiceState.ISSUING: N_("being issued"),
    InvoiceState.UNKNOWN: N_("not known"),
    InvoiceState.ISSUED: N_("issued"),
    InvoiceState.DISCARDED: N_("thrown away"),
}


def invoice_state(state: str) -> str:
    """Where an invoice stands."""
    return _(_STATES[InvoiceState(state)])


INVOICE_REFUSALS: dict[str, str] = {
    "line_change_wrong": N_("{value} is no change of a line such as 1=2 or 1=2@5000"),
    "folder_unwritable": N_("{folder} cannot be written to: {why}."),
    "credit_both": N_("{invoice}: credit units of lines or an amount, not both."),
    "invoice_not_found": N_("There is no invoice {invoice}. Look at: kemas invoices list"),
    "invoice_step": N_("The invoice {invoice} is {now}; this cannot be done with it."),
    "invoice_not_issued": N_("The invoice of the order {order} is not issued yet."),
    "invoice_not_due": N_(
        "The order {order} is {state}: an invoice is for orders that are really sold. "
        "Confirm its payment or accept it first."
    ),
    "invoice_buyer_missing": N_("The invoice of the order {order} needs the name of the buyer."),
    "invoice_there": N_("Somebody makes the invoice of the order {order} at this moment."),
    "invoice_zero": N_(
        "The invoice of the order {order} would come to nothing. "
        "If it is so, say that you are sure."
    ),
    "invoice_date_ahead": N_("{day} is still to come: an invoice is of today or before."),
    "invoice_date_before": N_(
        "{day} is before {last}, the day of the last invoice of this series. Take {last} or later."
    ),
    "tax_number_wrong": N_(
        "{number} is no tax number: a digit is wrong or missing. Ask the buyer for it again."
    ),
    "tax_number_odd": N_(
        "{number} does not pass the check of tax numbers. Newly given ones may not: if the buyer "
        "has it so, say that you are sure."
    ),
}
