"""What keys do in the book of invoices."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_BOOK = frozenset({Where.INVOICES})

INVOICE_BOOK_ACTIONS: tuple[Action, ...] = (
    Action(
        "inv_preview",
        "f6",
        N_("Preview"),
        N_("Show the invoice as it is on paper."),
        _BOOK,
        "money_view",
    ),
    Action(
        "inv_correct",
        "f7",
        N_("Correct"),
        N_("Credit, adjust or replace an issued invoice by a new document."),
        _BOOK,
        "invoice_issue",
        asks="form",
    ),
    Action(
        "inv_mail",
        "f8",
        N_("E-mail"),
        N_("Send it to the buyer by e-mail, with its files."),
        _BOOK,
        "message_send",
        asks="form",
    ),
    Action(
        "inv_print",
        "f9",
        N_("Print"),
        N_("Print the invoice; once more is a copy and says so."),
        _BOOK,
        "print",
        asks="choice",
    ),
    Action(
        "inv_filter",
        "alt+f",
        N_("Filter"),
        N_("Invoices by state, payment, kind, buyer and day."),
        _BOOK,
    ),
    Action(
        "inv_file",
        "alt+q",
        N_("Download"),
        N_("Write the PDF to a folder, and the files of the e-invoice."),
        _BOOK,
        "money_view",
    ),
    Action(
        "inv_release",
        "alt+u",
        N_("Release"),
        N_("Issue an invoice that waits, or throw it away."),
        _BOOK,
        "invoice_issue",
        asks="choice",
    ),
    Action(
        "inv_go",
        "alt+v",
        N_("Go to"),
        N_("Go to what corrects it, its order, its money or its e-invoice."),
        _BOOK,
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
