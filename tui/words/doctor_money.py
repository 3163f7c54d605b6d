"""Words for what `kemas doctor` finds about invoices, e-invoices and the money of customers."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from tui.words.doctor_goods import Said

_SHOW = N_("Look at it with: kemas invoices show {invoice}")
_STRANGER = N_("Some other program wrote this. Restore your last good copy beside, and compare.")
_PAYMENT = N_("Look at it with: kemas payments show {payment}")
_LINE = N_("Look at it with: kemas payments lines")
_ASK = N_("Have it asked with F6 at E-invoices, or: kemas einvoice list --open")

MONEY_PROVES: Mapping[str, str] = {
    "invoices": N_("Numbers of invoices have no gap, totals are lines, what is issued is kept."),
    "receivables": N_("No payment is given out twice; balances are what their rows come to."),
    "einvoices": N_("No e-invoice hangs; numbers and files are as the provider gave them."),
}
MONEY_FOUND: Mapping[str, Said] = {
    "invoice_gap": Said(
        N_("Series {series} has {many} invoices, and the last is number {last}."), _STRANGER
    ),
    "invoice_counter": Said(
        N_("Series {series}: the last invoice is number {last}, the counter stands at {value}."),
        _STRANGER,
    ),
    "invoice_day": Said(
        N_("{invoice} of {day} is dated before the invoice that it follows."), _SHOW
    ),
    "invoice_totals": Said(N_("{invoice} comes to {total}, its lines to {lines}."), _SHOW),
    "invoice_credited": Said(N_("Of {invoice} over {total}, {off} are credited."), _SHOW),
    "invoice_file": Said(
        N_("The {file} of {invoice} is not the one that was made for it."), _STRANGER
    ),
    "invoice_lost": Said(N_("{invoice} was issued and is gone."), _STRANGER),
    "invoice_changed": Said(N_("{invoice} came to {then} when issued, and to {total} now."), _SHOW),
    "charge_discarded": Said(
        N_("Charge {charge} is on document #{key}, which was thrown away."), _STRANGER
    ),
    "billed_discarded": Said(
        N_("Order {order_no} is billed by document #{key}, which was thrown away."), _STRANGER
    ),
    "payment_overused": Said(
        N_("Of payment {payment} over {amount}, {used} are given out."), _PAYMENT
    ),
    "invoice_overused": Said(N_("For {invoice} over {total}, {used} are written down."), _SHOW),
    "use_of_correction": Said(
        N_("Payment {payment} is written down for {invoice}, which corrects another."), _PAYMENT
    ),
    "use_of_draft": Said(
        N_("Payment {payment} is written down for an invoice that was never issued."), _PAYMENT
    ),
    "use_currency": Said(
        N_("Payment {payment} is written down for {invoice}, which is in another currency."),
        _PAYMENT,
    ),
    "bank_line_shared": Said(
        N_("Line {line} of a bank over {amount} stands for the same payment as another line."),
        _LINE,
    ),
    "bank_line_twice": Said(N_("Line {line} of a bank over {amount} is applied twice."), _LINE),
    "bank_line_unpaid": Said(
        N_("Line {line} of a bank over {amount} is applied, and no payment is there."), _LINE
    ),
    "balance_differs": Said(
        N_("{customer} owes {due}; all that happened comes to {rebuilt}."),
        N_("Look at it with: kemas receivables statement"),
    ),
    "einvoice_unknown_long": Said(
        N_("For a day nobody knows whether {provider} issued {invoice}."), _ASK
    ),
    "einvoice_numberless": Said(
        N_("{invoice} was issued by {provider} a day ago and has no number yet."), _ASK
    ),
    "einvoice_number": Said(
        N_("{invoice} has the legal number {kept}, its e-invoice {number}."), _SHOW
    ),
    "einvoice_file": Said(N_("The file {file} is not as it came."), _STRANGER),
    "coretax_set": Said(
        N_("The file {file} was made of {many} invoices; {now} are written down for it."),
        _STRANGER,
    ),
}
MONEY_AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "invoice_totals": ("total", "lines"),
    "invoice_credited": ("total", "off"),
    "invoice_changed": ("total", "then"),
    "payment_overused": ("amount", "used"),
    "invoice_overused": ("total", "used"),
    "bank_line_shared": ("amount",),
    "bank_line_twice": ("amount",),
    "bank_line_unpaid": ("amount",),
    "balance_differs": ("due", "rebuilt"),
}
"""Which parameters are amounts in the finding's currency."""
