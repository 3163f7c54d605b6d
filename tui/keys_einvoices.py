"""What keys do with e-invoices."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_EINVOICES = frozenset({Where.EINVOICES})

EINVOICE_ACTIONS: tuple[Action, ...] = (
    Action(
        "einvoice_ask",
        "f6",
        N_("Ask now"),
        N_("Have the provider asked now what became of it."),
        _EINVOICES,
        "invoice_issue",
    ),
    Action(
        "einvoice_draw",
        "f7",
        N_("Draw up"),
        N_("Draw an e-invoice up and fetch its preview; nothing is issued."),
        _EINVOICES,
        "invoice_issue",
        asks="form",
    ),
    Action(
        "einvoice_mail",
        "f8",
        N_("E-mail"),
        N_("Send it to the buyer by e-mail, with its files."),
        _EINVOICES,
        "message_send",
        asks="form",
    ),
    Action(
        "einvoice_issue",
        "f9",
        N_("Issue"),
        N_("Have the provider issue it."),
        _EINVOICES,
        "invoice_issue",
        asks="choice",
    ),
    Action(
        "einvoice_back",
        "alt+c",
        N_("Take back"),
        N_("Make one a draft again that was not sent yet."),
        _EINVOICES,
        "invoice_issue",
    ),
    Action(
        "einvoice_filter",
        "alt+f",
        N_("Filter"),
        N_("Show all e-invoices, or those in one state."),
        _EINVOICES,
        asks="choice",
    ),
    Action(
        "einvoice_file",
        "alt+q",
        N_("Download"),
        N_("Write the preview, or PDF and XML, to a folder."),
        _EINVOICES,
        "money_view",
    ),
)
"""Part of the registry in `tui.keys`."""
