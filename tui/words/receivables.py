"""Words for payments, bank statements, balances and reminders."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.i18n import N_, _, language
from core.money import Money, show, to_minor
from core.receivables.matching import Suggestion
from core.receivables.queries import Payment
from core.receivables.reminders import Stop
from core.receivables.states import BankLineState, PayKind, PayState, Why
from tui.words.verdicts_parts import Words

_WHY: dict[Why, str] = {
    Why.REFERENCE: N_("the bank's text names it"),
    Why.LINK: N_("it came through its link"),
    Why.ORDER: N_("an order that waits for this money"),
    Why.AMOUNT: N_("the one open invoice of this payer with this amount"),
    Why.SUM: N_("open invoices of this payer come to just this"),
    Why.BALANCE: N_("all that this payer owes"),
    Why.OLDEST: N_("the oldest of this payer first"),
    Why.ANYBODY: N_("the only open invoice with this amount"),
    Why.CREDIT: N_("kept as credit"),
    Why.BY_HAND: N_("said by hand"),
    Why.PAYOUT: N_("a payout of a marketplace"),
    Why.PAYOUT_OTHER: N_("likely a payout of a marketplace"),
    Why.PAYOUTS: N_("payouts of a marketplace come to just this"),
    Why.WRITE_OFF: N_("written off"),
}
_LINES: dict[BankLineState, str] = {
    BankLineState.OPEN: N_("open"),
    BankLineState.APPLIED: N_("applied"),
    BankLineState.ORDER: N_("order paid"),
    BankLineState.PAYOUT: N_("payout"),
    BankLineState.IGNORED: N_("passed over"),
    BankLineState.OUT: N_("went out"),
}
_PAYMENTS: dict[PayState, str] = {
    PayState.PENDING: N_("not seen yet"),
    PayState.CLEARED: N_("received"),
    PayState.REVERSED: N_("reversed"),
}
_STOPS: dict[Stop, str] = {
    Stop.UNKNOWN: N_("no customer is known"),
    Stop.PROFILE: N_("is never reminded, says the profile"),
    Stop.SMALL: N_("too little to write for"),
    Stop.CREDIT: N_("there is as much credit: apply it first"),
    Stop.EMAIL: N_("there is no e-mail address"),
}
MONEY_WORDS: dict[str, Words] = {
    "info/money_applied": Words(
        N_("{amount} from {who} is for {invoices}."), "", N_("Take the next line.")
    ),
    "info/money_credit": Words(
        N_("{amount} from {who} is kept as credit."), "", N_("Take the next line.")
    ),
    "info/money_order": Words(
        N_("{amount} from {who} pays the order {order}."), "", N_("Take the next line.")
    ),
    "info/money_payout": Words(
        N_("{amount}: the payout {payout} is in the bank."), "", N_("Take the next line.")
    ),
    "info/money_written": Words(N_("{amount} from {who} is written down."), "", ""),
    "info/money_passed_over": Words(N_("The line with {amount} is passed over."), "", ""),
    "info/money_reopened": Words(
        N_("What was said of the line with {amount} is taken back."), "", ""
    ),
    "info/claim_marked": Words(N_("{invoice} is marked; nobody is reminded of it now."), "", ""),
    "info/claim_unmarked": Words(N_("{invoice} is marked no more."), "", ""),
    "info/customer_reminded": Words(N_("{customer} is written a reminder about {amount}."), "", ""),
    "info/claim_written_off": Words(N_("{amount} of {invoice} are written off."), "", ""),
}
"""Words by ``kind/detail``."""


def why_words(why: Why) -> str:
    """Why a payment is for something."""
    return _(_WHY[why])


def line_words(state: BankLineState) -> str:
    """What became of a line."""
    return _(_LINES[state])


def pay_words(state: PayState) -> str:
    """Where a payment stands."""
    return _(_PAYMENTS[state])


def paid_words(one: Payment) -> str:
    """Where a payment stands; of money that went back, that it did."""
    if one.kind is PayKind.REFUND and one.state is PayState.CLEARED:
        return _("paid back")
    return pay_words(one.state)


def stop_words(stop: Stop) -> str:
    """Why nobody is reminded."""
    return _(_STOPS[stop])


def money(minor: int, currency: str) -> str:
    """An amount in the current language."""
    return show(Money(minor, currency), language())


def suggestion_words(one: Suggestion, currency: str) -> str:
    """What a line may be for, with what is left over or missing, and why."""
    names = ", ".join(one.names[:4]) + ("…" if len(one.names) > 4 else "")
    said = [names] if names else []
    if one.rest:
        said.append(_("{amount} credit").format(amount=money(one.rest, currency)))
    if one.short:
        said.append(_("{amount} written off").format(amount=money(one.short, currency)))
    if one.differs:  # what a person decides on stands first, where there is little room
        more = _("{amount} more came") if one.differs > 0 else _("{amount} less came")
        said.insert(0, more.format(amount=money(abs(one.differs), currency)))
        return f"{': '.join(said)} ({why_words(one.why)})"
    return f"{' + '.join(said)} ({why_words(one.why)})"


def refused_in_words(code: str, params: Mapping[str, Any]) -> dict[str, str]:
    """Pieces of a refusal about the money of customers: amounts, states and reasons as words."""
    said: dict[str, str] = {}
    currency = str(params.get("currency", ""))
    for name in ("amount", "free", "open", "limit"):
        if currency and name in params:
            said[name] = show(
                Money(to_minor(Decimal(str(params[name])), currency), currency), language()
            )
    if code == "money_not_cleared":
        said["state"] = pay_words(PayState(str(params["state"])))
    if code == "bank_line_settled":
        said["state"] = line_words(BankLineState(str(params["state"])))
    if code == "reminder_none":
        said["why"] = stop_words(Stop(str(params["why"])))
    return said


def life_words(life: str, now: str) -> str:
    """A state of a payment or of a line of a bank statement."""
    if life == PayState.__name__:
        return pay_words(PayState(now))
    return line_words(BankLineState(now))
