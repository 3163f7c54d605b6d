"""Words about who is billed how: profiles, prices, standing orders, reasons to look at invoices."""

from __future__ import annotations

from core.billing.automatic.making import Outcome
from core.billing.profiles.states import Consolidate, Hold, Point, Review, SendVia
from core.billing.standing.states import Auto, RunState, Shift, StandingState
from core.billing.states import InvoiceKind, Reason
from core.i18n import N_, _

_REASONS = {
    Reason.ASKED: N_("somebody always looks at it"),
    Reason.OVER: N_("above the amount of the profile"),
    Reason.OWES: N_("above the credit limit"),
    Reason.HOLD: N_("the buyer is on hold"),
    Reason.TAX: N_("tax number missing or odd"),
    Reason.ZERO: N_("without a price, or nothing"),
    Reason.NEW: N_("the first of this buyer"),
    Reason.LATE: N_("made up for missed periods"),
    Reason.FAR: N_("far from the last one"),
    Reason.RATE: N_("a tax rate is not in force"),
}
_KINDS = {
    InvoiceKind.INVOICE: N_("invoice"),
    InvoiceKind.CREDIT: N_("credit note"),
    InvoiceKind.ADJUSTMENT: N_("adjustment"),
    InvoiceKind.REPLACEMENT: N_("replacement"),
}
_STANDING = {
    StandingState.DRAFT: N_("a draft"),
    StandingState.ACTIVE: N_("active"),
    StandingState.PAUSED: N_("paused"),
    StandingState.ENDED: N_("ended"),
}
_RUNS = {RunState.MADE: N_("billed"), RunState.SKIPPED: N_("skipped")}
_AUTO = {
    Auto.DRAFT: N_("a draft only"),
    Auto.REVIEW: N_("looked at first"),
    Auto.ISSUE: N_("issued by itself"),
}
_SHIFT = {
    Shift.NONE: N_("also on holidays"),
    Shift.BEFORE: N_("before holidays"),
    Shift.AFTER: N_("after holidays"),
}
_CHOICES: dict[str, str] = {
    SendVia.EMAIL.value: N_("by e-mail"),
    SendVia.PRINT.value: N_("on paper"),
    SendVia.BOTH.value: N_("by e-mail and on paper"),
    SendVia.NONE.value: N_("not by itself"),
    Consolidate.ORDER.value: N_("one an order"),
    Consolidate.DAY.value: N_("one a day"),
    Consolidate.WEEK.value: N_("one a week"),
    Consolidate.MONTH.value: N_("one a month"),
    Point.SHOP.value: N_("as the shop has it"),
    Point.NEVER.value: N_("never"),
    Point.CONFIRMED.value: N_("when it is confirmed"),
    Point.SHIPPED.value: N_("when it is handed over"),
    Point.DELIVERED.value: N_("when it is delivered"),
    Review.ALWAYS.value: N_("always"),
    Review.OVER.value: N_("above an amount"),
    Hold.NO.value: N_("no"),
    Hold.SOFT.value: N_("look at each"),
    Hold.HARD.value: N_("none by itself"),
    "yes": N_("yes"),
}
_FIELDS = {
    "name": N_("Name"),
    "contact": N_("Contact"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "address": N_("Address"),
    "district": N_("District"),
    "city": N_("City"),
    "province": N_("Province"),
    "postcode": N_("Postcode"),
    "country": N_("Country"),
    "tax_number": N_("Tax number"),
    "tax_needed": N_("Tax number needed"),
    "language": N_("Language"),
    "currency": N_("Currency"),
    "terms_days": N_("Days to pay"),
    "terms_eom": N_("From the end of the month"),
    "send_via": N_("Goes out"),
    "price_list": N_("Price list"),
    "consolidate": N_("Invoices"),
    "point": N_("Made"),
    "review": N_("Looked at"),
    "review_over": N_("Looked at above"),
    "credit_limit": N_("Credit limit"),
    "receipt_below": N_("Receipt below"),
    "wants_invoice": N_("Always an invoice"),
    "e_invoice": N_("E-invoice"),
    "hold": N_("On hold"),
    "reminders": N_("Is reminded"),
    "use_credit": N_("Credit pays the next"),
}
"""The fields of a profile, in the order in which they are shown."""
OUTCOMES = {
    Outcome.ISSUED: N_("{n} issued"),
    Outcome.REVIEW: N_("{n} to be looked at"),
    Outcome.DRAFT: N_("{n} drafts"),
    Outcome.RECEIPT: N_("{n} with a receipt only"),
    Outcome.NOTHING: N_("{n} credited before"),
}
BILLING_EVENTS: dict[str, str] = {
    "invoice_released": N_("invoice looked at and released"),
    "invoice_to_review": N_("invoice made, to be looked at"),
    "billed_by_receipt": N_("a receipt is enough, no invoice"),
    "invoice_corrected": N_("invoice {invoice} corrected: {reason}"),
}
BILLING_REFUSALS: dict[str, str] = {
    "nothing_to_release": N_("Nothing waits to be issued."),
    "invoice_released_before": N_("{invoice} is issued already."),
    "tax_rate_lapsed": N_(
        "The tax rate {rate} % on {order} is not in force on this day. Say what it becomes: "
        "kemas billing taxes set; or say that you are sure."
    ),
    "profile_key": N_("There is no {key} in a billing profile. There are: {allowed}"),
    "profile_choice": N_("{key} cannot be {value}. It can be: {allowed}"),
    "profile_days": N_("{days} is no number of days from 0 to {most}."),
    "profile_moved": N_("Somebody changed how {customer} is billed meanwhile. Look at it again."),
    "profile_none": N_("{customer} has no billing profile."),
    "rate_whose": N_("A price is of a price list or of one customer: name one of them."),
    "rate_days": N_("{end} is before {start}: the last day cannot be before the first."),
    "rate_overlaps": N_(
        "{item} has a price from {start} to {end} already. End that one first, or begin later."
    ),
    "rate_item": N_("Say what it is for: a SKU, the code of a service, or a description."),
    "rate_not_found": N_("There is no price {rate}. Look at: kemas billing rates list"),
    "rate_ended": N_("It ends on {end} already; it cannot end later."),
    "tax_rate_wrong": N_("{rate} is no tax rate: write it in per cent, such as 8 or 5.5."),
    "charge_not_found": N_("There is no charge {charge}. Look at: kemas billing charges list"),
    "charge_billed": N_("The charge {charge} is on an invoice: credit that instead."),
    "charge_differs": N_(
        "{charge} was taken in before, with other content. Remove it first, or number it anew."
    ),
    "standing_rule": N_(
        "{rule} is no calendar rule. Take one of {words}, or an RRULE such as "
        "FREQ=MONTHLY;BYMONTHDAY=-1"
    ),
    "standing_no_day": N_("The rule {rule} has no day from then on."),
    "standing_no_lines": N_("A standing order has from 1 to {most} lines."),
    "standing_lead": N_("{days} days before its day are too many; at most {most}."),
    "standing_not_found": N_(
        "There is no standing order {standing}. Look at: kemas billing standing list"
    ),
    "standing_waits": N_(
        "{name}: {periods} periods are due. Say what becomes of them: "
        "kemas billing standing catch-up"
    ),
    "standing_not_due": N_("{name}: no period is due."),
    "standing_step": N_("The standing order {standing} is {now}; this cannot be done with it."),
    "standing_line": N_("{value} is no line. Write ITEM*QUANTITY or ITEM*QUANTITY@PRICE."),
    "credit_too_much": N_("Of {invoice} only {left} is left; {asked} is more than that."),
    "credit_units": N_(
        "Of line {line} of {invoice} only {left} units are left; {asked} cannot be credited."
    ),
    "credit_nothing": N_("Nothing is left of {invoice} to credit."),
    "line_not_found": N_("{invoice} has no line {line}; it has {lines}."),
    "adjust_price_only": N_(
        "An adjustment of {invoice} can change quantities and prices. Replace it for the rest."
    ),
    "adjust_below_zero": N_("Line {line} of {invoice} cannot fall below nothing."),
    "adjust_nothing": N_("Nothing about {invoice} would change."),
    "correct_correction": N_(
        "{invoice} corrects another document itself. Correct that one instead."
    ),
    "correct_same_way": N_(
        "{invoice} was corrected before by: {way}. A second error is corrected the same way."
    ),
    "invoice_replaced": N_("{invoice} counts no more: {by} stands in its place. Correct that one."),
    "reason_code_wrong": N_("{given} is no reason code: up to four digits."),
    "return_not_settled": N_("The return {returned} is not settled with money going back."),
    "return_no_invoice": N_("The order {order} of the return {returned} has no issued invoice."),
    "return_credited": N_("There is a credit for the return {returned} already."),
    "config_day": N_("{path}, line {line}: {key} must be a day such as 2026-12-01."),
    "config_invoice_series": N_(
        "{path}, line {line}: invoices, credits, adjustments and replacements need numbers that "
        "look different from each other."
    ),
    "config_invoices_since": N_(
        "{path}, line {line}: invoices that are made by themselves need a day from which on: since."
    ),
}


def reason_name(reason: Reason) -> str:
    """Why a person has to look at it."""
    return _(_REASONS[reason])


def kind_name(kind: InvoiceKind) -> str:
    """What a document is."""
    return _(_KINDS[kind])


def standing_state(state: str) -> str:
    """Where a standing order stands."""
    return _(_STANDING[StandingState(state)])


def run_state(state: RunState) -> str:
    """What became of a period."""
    return _(_RUNS[state])


def auto_name(auto: Auto) -> str:
    """How far its invoices get by themselves."""
    return _(_AUTO[auto])


def shift_name(shift: Shift) -> str:
    """What becomes of holidays."""
    return _(_SHIFT[shift])


def choice_name(value: str) -> str:
    """What can be chosen in a profile."""
    return _(_CHOICES.get(value, value))


def profile_fields() -> dict[str, str]:
    """The fields of a profile by name, in the order in which they are shown."""
    return {name: _(label) for name, label in _FIELDS.items()}
