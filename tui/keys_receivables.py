"""What keys do with the money of customers."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_MONEY = frozenset({Where.RECEIVABLES})

RECEIVABLE_ACTIONS: tuple[Action, ...] = (
    Action(
        "money_take",
        "f6",
        N_("Take it"),
        N_("Take what is suggested for the line, or say what credit is for."),
        _MONEY,
        "payment_confirm",
        asks="choice",
    ),
    Action(
        "money_new",
        "f7",
        N_("New"),
        N_("Write down a payment that came another way."),
        _MONEY,
        "payment_confirm",
        asks="form",
    ),
    Action(
        "money_undo",
        "f8",
        N_("Undo"),
        N_("Take back what a payment is for, or all of it."),
        _MONEY,
        "payment_confirm",
        asks="form",
    ),
    Action(
        "money_file",
        "alt+r",
        N_("Read file"),
        N_("Take in a statement of a bank (CSV, XLSX, OFX, camt.053)."),
        _MONEY,
        "payment_confirm",
    ),
    Action("money_order", "f9", N_("Order"), N_("Show the order of the invoice."), _MONEY),
    Action(
        "money_pass",
        "alt+c",
        N_("Pass over"),
        N_("The line of the bank is no payment of a customer."),
        _MONEY,
        "payment_confirm",
        asks="form",
    ),
    Action(
        "money_filter",
        "alt+f",
        N_("Filter"),
        N_("Show only lines of banks, credit, or what is overdue."),
        _MONEY,
        asks="choice",
    ),
    Action(
        "money_hand",
        "alt+h",
        N_("By hand"),
        N_("Say which invoices the line of the bank pays, or whose credit it is."),
        _MONEY,
        "payment_confirm",
        asks="form",
    ),
    Action(
        "money_remind",
        "alt+n",
        N_("Remind"),
        N_("Write the customer a reminder of all that is overdue."),
        _MONEY,
        "message_send",
        asks="choice",
    ),
    Action(
        "money_link",
        "alt+u",
        N_("Pay link"),
        N_("Make, close or ask about the link that the invoice is paid by."),
        _MONEY,
        "invoice_issue",
        asks="choice",
    ),
    Action(
        "money_promise",
        "alt+p",
        N_("Promised"),
        N_("The customer promised to pay until a day: nobody is reminded before."),
        _MONEY,
        "payment_report",
        asks="form",
    ),
    Action(
        "money_dispute",
        "alt+x",
        N_("Disputed"),
        N_("The customer disputes the invoice, or does not any more."),
        _MONEY,
        "payment_report",
        asks="choice",
    ),
    Action(
        "money_off",
        "alt+z",
        N_("Write off"),
        N_("Ask no longer for a small rest; what is paid too much becomes credit."),
        _MONEY,
        "payment_confirm",
        asks="form",
    ),
)
"""Part of the registry in `tui.keys`."""
