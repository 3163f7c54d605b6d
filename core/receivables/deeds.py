"""The money of customers at the station: lines of banks, payments, marks, reminders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from core.customers.queries import find as find_customer
from core.errors import Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.money import Money
from core.orders.follow_up import FollowUps
from core.orders.status import Policy
from core.receivables import banking, reminders
from core.receivables.applying import Part, apply, release, undo, write_off
from core.receivables.claims import claim, claim_by_number
from core.receivables.commands import Received, receive, reverse
from core.receivables.queries import BankLine, allocation, payment
from core.receivables.settings import Terms
from core.transaction import Transaction


def accept(terms: Terms, policy: Policy, line_id: int, key: str) -> Deed:
    """Take what was suggested for a line of a bank statement."""

    def work(tx: Transaction) -> Answer:
        line, chosen = banking.accept(tx, terms, policy, line_id, key)
        told = _of_line(line)
        if chosen.payouts:
            return Answer(Kind.INFO, "money_payout", told | {"payout": line.note})
        if chosen.order_id is not None:
            return Answer(Kind.INFO, "money_order", told | {"order": ", ".join(chosen.names)})
        if chosen.parts:
            return Answer(Kind.INFO, "money_applied", told | {"invoices": ", ".join(chosen.names)})
        return Answer(Kind.INFO, "money_credit", told)

    return _deed(work)


def bring(line_id: int, number: str) -> Deed:
    """Say by hand which payout of a marketplace a line brought."""

    def work(tx: Transaction) -> Answer:
        line = banking.assign_payout(tx, line_id, number)
        return Answer(Kind.INFO, "money_payout", _of_line(line) | {"payout": line.note})

    return _deed(work)


def assign(terms: Terms, line_id: int, numbers: Sequence[str], who: str, country: str) -> Deed:
    """Say by hand which invoices a line pays, or whose credit it is."""

    def work(tx: Transaction) -> Answer:
        owner = find_customer(tx, who, country).id if who else None
        line = banking.assign(tx, terms, line_id, numbers, owner)
        if numbers:
            told = _of_line(line) | {"invoices": ", ".join(numbers)}
            return Answer(Kind.INFO, "money_applied", told)
        return Answer(Kind.INFO, "money_credit", _of_line(line))

    return _deed(work)


def ignore(line_id: int, reason: str) -> Deed:
    """Pass over a line that is no payment of a customer."""

    def work(tx: Transaction) -> Answer:
        told = _of_line(banking.ignore(tx, line_id, reason))
        return Answer(Kind.INFO, "money_passed_over", told)

    return _deed(work)


def add(
    terms: Terms, money: Received, who: str, country: str, numbers: Sequence[str], *, sure: bool
) -> Deed:
    """Write a payment down that came another way, and say what it is for."""

    def work(tx: Transaction) -> Answer:
        wanted = [claim_by_number(tx, number) for number in numbers]
        person = find_customer(tx, who, country) if who else None
        name = person.name if person else (wanted[0].buyer if wanted else "")
        owner = person.id if person else None
        made = receive(tx, terms, replace(money, customer_id=owner, payer=name), sure=sure)
        told = _money(money.amount, money.currency) | {"who": made.who or "-"}
        parts, left = [], money.amount
        for one in wanted:
            paid = min(max(0, one.open), left)
            parts += [Part(one.invoice_id, paid)] if paid else []
            left -= paid
        if not parts:
            return Answer(Kind.INFO, "money_written", told)
        apply(tx, made.id, parts)
        return Answer(Kind.INFO, "money_applied", told | {"invoices": ", ".join(numbers)})

    return _deed(work)


def use(payment_id: int, invoice_id: int) -> Deed:
    """Let what is left of a payment be for an invoice, as far as both go."""

    def work(tx: Transaction) -> Answer:
        found, one = payment(tx, payment_id, lock=True), claim(tx, invoice_id)
        if one.open <= 0:
            raise Refusal("claim_settled", invoice=one.number)
        amount = min(found.free, one.open)
        apply(tx, payment_id, [Part(one.invoice_id, amount)])
        told = _money(amount, one.currency) | {"who": found.who or "-", "invoices": one.number}
        return Answer(Kind.INFO, "money_applied", told)

    return _deed(work)


def take_back(policy: Policy, what: str, reason: str) -> Deed:
    """Undo: ``line:7`` opens a line again, ``use:7`` one use of a payment, ``pay:7`` all of it."""

    def work(tx: Transaction) -> Answer:
        kind, _colon, number = what.partition(":")
        found_id = int(number) if number.isdecimal() else 0
        if kind == "line":
            told = _of_line(banking.reopen(tx, policy, found_id, reason))
        elif kind == "use":
            one = allocation(tx, found_id)
            undo(tx, found_id, reason)
            currency = claim(tx, one.invoice_id or 0).currency
            told = _money(one.amount, currency)
        else:
            gone = reverse(tx, found_id, reason)
            told = _money(gone.amount.minor, gone.amount.currency)
        return Answer(Kind.INFO, "money_reopened", told)

    return _deed(work)


def mark(invoice_id: int, *, disputed: bool | None, promised_on: date | None, note: str) -> Deed:
    """Say that an invoice is disputed or promised, or neither."""

    def work(tx: Transaction) -> Answer:
        done = reminders.mark(tx, invoice_id, disputed=disputed, promised_on=promised_on, note=note)
        if done.disputed or done.promised_on is not None:
            return Answer(Kind.INFO, "claim_marked", {"invoice": done.number})
        return Answer(Kind.INFO, "claim_unmarked", {"invoice": done.number})

    return _deed(work)


def remind(terms: Terms, settings: FollowUps, invoice_id: int) -> Deed:
    """Write a reminder to whom an invoice is for."""

    def work(tx: Transaction) -> Answer:
        one = claim(tx, invoice_id)
        if one.customer_id is None:
            unknown = reminders.Stop.UNKNOWN.value
            raise Refusal("reminder_none", customer=one.buyer, why=unknown)
        due = [
            each
            for each in reminders.due_reminders(tx, terms)
            if (each.customer_id, each.currency) == (one.customer_id, one.currency)
        ]
        reminders.remind(tx, terms, settings, one.customer_id, one.currency)
        told = _money(sum(each.total.minor for each in due), one.currency)
        return Answer(Kind.INFO, "customer_reminded", told | {"customer": one.buyer})

    return _deed(work)


def let_go(terms: Terms, invoice_id: int, reason: str) -> Deed:
    """Write off the small rest of an invoice; of one that has too much, make that credit."""

    def work(tx: Transaction) -> Answer:
        one = claim(tx, invoice_id)
        told = {"invoice": one.number, "who": one.buyer}
        if one.open < 0:
            given = release(tx, invoice_id, reason)
            return Answer(Kind.INFO, "money_credit", told | _money(given, one.currency))
        write_off(tx, terms, invoice_id, reason)
        return Answer(Kind.INFO, "claim_written_off", told | _money(one.open, one.currency))

    return _deed(work)


def _deed(work: Callable[[Transaction], Answer]) -> Deed:
    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return work(bench.tx)

    return do


def _of_line(line: BankLine) -> dict[str, Any]:
    return _money(line.amount, line.currency) | {"who": line.payer or line.text[:40] or "-"}


def _money(minor: int, currency: str) -> dict[str, Any]:
    return {"amount": f"{Money(minor, currency).decimal:f}", "currency": currency}
