"""Sentences for what is refused about payments, bank statements, reminders and payment codes."""

from __future__ import annotations

from core.i18n import N_

RECEIVABLES: dict[str, str] = {
    # Payments
    "money_not_found": N_("There is no payment {payment}. To see them: kemas payments list"),
    "money_known_source": N_("This payment was taken in before; nothing changed."),
    "money_known": N_(
        "Payment {payment} has the reference {reference} and this amount already. "
        "If it is another one, say so: --sure"
    ),
    "money_not_cleared": N_(
        "Payment {payment} cannot be used: it is {state}. Only money that was seen pays invoices."
    ),
    "money_spent": N_(
        "Payment {payment} has {free} left, not {amount}. Take another amount, or undo "
        "what it is for."
    ),
    "money_refunded": N_(
        "Some of payment {payment} went back to the customer. Reverse that refund first."
    ),
    "allocation_not_found": N_(
        "There is no use {allocation} of a payment. To see them: kemas payments show"
    ),
    "allocation_undone": N_("Use {allocation} of a payment was undone already; nothing changed."),
    "allocation_refund": N_(
        "Use {allocation} is money that went back. Reverse the refund instead: "
        "kemas payments reverse {payment}"
    ),
    "claim_not_issued": N_("Invoice {invoice} is not issued: it cannot be paid yet."),
    "claim_settled": N_("Nothing of {invoice} is left to be paid."),
    "claim_less": N_(
        "Of {invoice} {open} are left to be paid, not {amount}. What is more stays "
        "the customer's credit: give a smaller amount."
    ),
    "claim_currency": N_(
        "{invoice} is in {currency}, the payment in {other}. They must be the same."
    ),
    "claim_not_over": N_(
        "{invoice} has no payment that is too much. What was paid on its order goes back there: "
        "kemas orders refund"
    ),
    "write_off_too_big": N_(
        "{open} of {invoice} are open; at most {limit} may be written off. The limit is "
        "write_off in [receivables]; else make a credit."
    ),
    "money_nothing_open": N_("Nothing is open that payment {payment} could be for."),
    "claim_no_credit": N_(
        "There is no credit that {invoice} could be paid with. F7 writes a payment down."
    ),
    "claim_unpaid": N_("Nothing was paid for {invoice} that could be taken back."),
    "claim_wanted": N_("Choose an invoice in the list first."),
    "bank_line_wanted": N_("Choose a line of a bank in the list first."),
    # Bank statements
    "bank_line_unknown": N_(
        "There is no line {line} of a bank statement. To see them: kemas payments lines"
    ),
    "bank_line_settled": N_(
        "Line {line} was decided on already ({state}). To take that back: kemas payments reopen"
    ),
    "bank_line_step": N_("Line {line} is {state}: there is nothing to take back."),
    "suggestion_none": N_(
        "Nothing fits line {line}. Say by hand what it is for: Alt+H at the station, or "
        "kemas payments assign {line}"
    ),
    "suggestion_gone": N_(
        "What was suggested for line {line} does not fit any more: something was paid meanwhile. "
        "Look at it again."
    ),
    "assign_nothing": N_("Say which invoices line {line} pays, or which customer's credit it is."),
    "bank_file_kind": N_(
        "{path} is no bank statement that can be read: OFX, camt.053, CSV and XLSX can."
    ),
    "bank_file_accounts": N_("{path} is about several accounts: {accounts}. Export one at a time."),
    "bank_entry_broken": N_("the booking does not say its amount, its day or which way it went."),
    "bank_account_needed": N_(
        "{path} does not say of which account of yours it is. Say it with --account, or in its "
        "[[receivables.banks]]."
    ),
    "bank_layout_unknown": N_(
        "There is no layout {bank} in [[receivables.banks]]; those there are: {known}."
    ),
    "bank_layout_needed": N_(
        "Say with --bank which columns the file has. Layouts in [[receivables.banks]]: {known}."
    ),
    "file_xml_broken": N_("{path} is no whole XML; line {line} cannot be read. Export it again."),
    "file_xml_type": N_(
        "{path} declares a document type. That is not read: it could reach for other files. "
        "Export it again as camt.053 or OFX."
    ),
    # Codes to pay by
    "payqr_too_long": N_(
        "Part {tag} of the payment code has {length} characters; at most {limit} are allowed."
    ),
    "payqr_broken": N_("“{text}” is no whole payment code. Copy all of it."),
    "payqr_check_sum": N_("“{text}” is damaged: its check sum does not fit. Copy it again."),
    "vietqr_bank": N_("{bank} is not the number of a bank; it has six digits, such as 970436."),
    "vietqr_account": N_("{account} is not an account; it has 1 to 19 letters and digits."),
    "vietqr_amount": N_("{amount} cannot stand in a payment code; it must be below 10^13."),
    "qris_foreign": N_("This code is no QRIS in rupiah. Take the one that your acquirer gave you."),
    "qris_amount": N_("{amount} cannot stand in a payment code; it must be above zero."),
    # Reminders
    "reminder_none": N_("{customer} is not to be reminded: {why}."),
    "reminder_not_due": N_("Nothing of {customer} is due for a reminder today."),
    "promise_past": N_("{day} is over. A promise is for today or later."),
    "period_backwards": N_("{since} is after {until}. Say the first day with --from."),
    # Configuration
    "config_vietqr": N_("{path}, line {line}: {key} needs both: bank and account."),
    "config_qris": N_(
        "{path}, line {line}: {key} is no whole QRIS code in rupiah. Copy all of it from what "
        "your acquirer gave you."
    ),
    "config_bank_amount": N_(
        "{path}, line {line}: {key} needs either amount, or credit and debit: not both, not none."
    ),
    "config_bank_twice": N_("{path}, line {line}: two layouts of {key} are named {bank}."),
    "config_remind_after": N_(
        "{path}, line {line}: {key} must be days that grow, such as [3, 10, 21]."
    ),
}
"""Sentences by the code of a refusal."""

ABOUT_MONEY = frozenset(
    {
        "money_spent",
        "claim_less",
        "write_off_too_big",
        "money_not_cleared",
        "bank_line_settled",
        "reminder_none",
    }
)
"""Refusals whose amounts, states and reasons need words."""
