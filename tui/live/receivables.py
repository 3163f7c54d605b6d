"""The money of customers as the station shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.clock import local
from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _
from core.orders.payments.reading import amount_of, day_of, method_of
from core.orders.payments.states import Method
from core.orders.status import policy_of
from core.people.permissions import Permission, require
from core.receivables import deeds
from core.receivables.claims import Claim, claim, claims
from core.receivables.commands import Received
from core.receivables.matching import suggestions
from core.receivables.queries import (
    Allocation,
    BankLine,
    Payment,
    allocations_of,
    bank_line,
    list_lines,
    list_payments,
    payment,
)
from core.receivables.reminders import due_reminders
from core.receivables.settings import terms_of
from core.receivables.states import BankLineState
from core.shipping.letters import follow_ups_of
from core.transaction import Transaction
from tui.live import pay_links
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.pay_links import waits_words
from tui.words.receivables import (
    line_words,
    money,
    paid_words,
    suggestion_words,
    why_words,
)

_MOST = 2_000
_LINES, _CREDIT, _LATE, _ALL = "lines", "credit", "late", "all"


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """Lines that wait, then credit, then what is owed, the longest due first."""
    require(tx, Permission.MONEY_VIEW)
    today = local(tx.now, at.zone).date()
    found: list[BankLine | Payment | Claim] = []
    if wanted.status in {"", _LINES, _ALL}:
        states = [BankLineState.OPEN] if wanted.status != _ALL else list(BankLineState)
        found += list_lines(tx, states, limit=_MOST)
    if wanted.status in {"", _CREDIT, _ALL}:
        found += list_payments(tx, unused=True, limit=_MOST)
    if wanted.status in {"", _LATE, _ALL}:
        owed = claims(tx)
        late = wanted.status == _LATE
        found += [one for one in owed if not late or (one.open > 0 and one.overdue_days(today))]
    if wanted.text:
        text = wanted.text.casefold()
        found = [one for one in found if text in _searched(one).casefold()]
    shown = found[offset : offset + limit]
    marks = pay_links.marks(tx, [one.invoice_id for one in shown if isinstance(one, Claim)])
    rows = [_row(tx, at, one, marks) for one in shown]
    return Page(tuple(rows), len(found))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a line, a payment or an invoice."""
    require(tx, Permission.MONEY_VIEW)
    kind, number = _split(identifier)
    if kind == "line":
        return _line_sheet(tx, at, bank_line(tx, number))
    if kind == "pay":
        one = payment(tx, number)
        facts = [
            (_("Payer"), one.who),
            (_("Amount"), money(one.amount.minor, one.amount.currency)),
            (_("Credit"), money(one.free, one.amount.currency)),
            (_("Day"), f"{one.paid_on:%d/%m/%Y}"),
            (_("Reference"), one.reference),
            (_("Note"), one.note),
        ]
        uses = [
            _use(use, use.invoice or _("Money back"), one.amount.currency)
            for use in allocations_of(tx, payment_id=one.id)
        ]
        return _detail(f"{one.id}  {one.who}", paid_words(one), facts, uses)
    owed = claim(tx, number)
    facts = [
        (_("Buyer"), owed.buyer),
        (_("Order"), owed.order_no),
        (_("Total"), money(owed.total, owed.currency)),
        (_("Corrected"), money(owed.corrected, owed.currency) if owed.corrected else ""),
        (_("Paid on the order"), money(owed.by_orders, owed.currency) if owed.by_orders else ""),
        (_("Open"), money(owed.open, owed.currency)),
        (_("Due"), f"{owed.due_on:%d/%m/%Y}"),
        (_("Reminders"), str(owed.level or "")),
        (_("Promised"), f"{owed.promised_on:%d/%m/%Y}" if owed.promised_on else ""),
        (_("Note"), owed.note),
        *pay_links.facts(tx, at, owed.invoice_id),
    ]
    uses = [
        _use(use, str(use.payment_id or "-"), owed.currency)
        for use in allocations_of(tx, invoice_id=owed.invoice_id)
    ]
    return _detail(owed.number, _("disputed") if owed.disputed else "", facts, uses)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What a line may be, what credit may be for, whether it is disputed, what is shown."""
    if action == "money_filter":
        names = {
            _LINES: _("Lines of banks"),
            _CREDIT: _("Credit"),
            _LATE: _("Overdue"),
            _ALL: _("Everything, decided lines too"),
        }
        each = (Choice(f"{value}|{name}", name) for value, name in names.items())
        return (Choice("", _("To be looked at")), *each)
    kind, number = _split(target.get("id", ""))
    if action == "money_take":
        return _takes(tx, at, kind, number)
    one = _claim(tx, kind, number)
    if action == "money_link":
        return pay_links.choices(tx, at, one)
    if action == "money_remind":
        due = next(
            (
                each
                for each in due_reminders(tx, terms_of(at.config))
                if each.customer_id == one.customer_id and each.currency == one.currency
            ),
            None,
        )
        if due is None:
            raise Refusal("reminder_not_due", customer=one.buyer)
        if due.stop is not None:
            raise Refusal("reminder_none", customer=one.buyer, why=due.stop.value)
        said = _("reminder {level}").format(level=due.level)
        total = money(due.total.minor, due.currency)
        return (Choice("yes", f"{due.customer}  {total}", f"{said}  {due.email}"),)
    if one.disputed or one.promised_on is not None:
        return (Choice("no", _("Neither disputed nor promised any more"), one.number),)
    return (Choice("yes", _("The customer disputes it"), one.number),)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """What an action asks."""
    if action == "money_new":
        return _new_form(at)
    kind, number = _split(target.get("id", ""))
    hidden = {"id": target.get("id", "")}
    reason = FormField("reason", _("Why"))
    if action in {"money_pass", "money_hand"}:
        line = _line(tx, kind, number)
        title = f"{money(line.amount, line.currency)}  {line.payer}"
        if action == "money_pass":
            return Form(title, (reason,), (line.text,), hidden)
        fields: tuple[FormField, ...] = (
            FormField("invoices", _("Invoices"), hint=_("their numbers, in this order")),
            FormField("customer", _("Customer"), hint=_("whose credit the rest is")),
            FormField("payout", _("Payout"), hint=_("of a marketplace: its number there")),
        )
        return Form(title, fields, (line.text,), hidden)
    if action == "money_undo":
        offered = _undoable(tx, kind, number)
        fields = (FormField("what", _("What"), offered[0].value, choices=offered), reason)
        return Form(_("Take back"), fields, hidden=hidden)
    one = _claim(tx, kind, number)
    if action == "money_promise":
        fields = (
            FormField("day", _("Until"), hint="31/12/2026"),
            FormField("note", _("Note"), one.note),
        )
        return Form(one.number, fields, hidden=hidden)
    open_ = money(abs(one.open), one.currency)
    return Form(one.number, (reason,), (open_,), hidden)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What an action does."""
    config = at.config
    terms, policy, country = terms_of(config), policy_of(config), config.shop.country
    kind, number = _split(values.get("id", ""))
    reason = values.get("reason", "")
    match action:
        case "money_take":
            if kind == "line":
                return deeds.accept(terms, policy, number, choice)
            other = int(choice) if choice.isdecimal() else 0
            return deeds.use(number, other) if kind == "pay" else deeds.use(other, number)
        case "money_pass":
            return deeds.ignore(number, reason)
        case "money_hand":
            if payout := values.get("payout", "").strip():
                return deeds.bring(number, payout)
            said = _numbers(values.get("invoices", ""))
            return deeds.assign(terms, number, said, values.get("customer", "").strip(), country)
        case "money_undo":
            return deeds.take_back(policy, values.get("what", ""), reason)
        case "money_promise":
            day = day_of(values.get("day", ""), at.zone)
            note = values.get("note", "")
            return deeds.mark(number, disputed=None, promised_on=day, note=note)
        case "money_dispute":
            return deeds.mark(number, disputed=choice == "yes", promised_on=None, note="")
        case "money_remind":
            return deeds.remind(terms, follow_ups_of(config), number)
        case "money_off":
            return deeds.let_go(terms, number, reason)
        case "money_link":
            return pay_links.deed(at, number, choice)
    currency = config.shop.currency
    received = Received(
        amount=amount_of(values.get("amount", ""), currency),
        currency=currency,
        method=method_of(values.get("method", "")),
        paid_on=day_of(values.get("date", ""), at.zone),
        reference=values.get("reference", ""),
    )
    said, sure = _numbers(values.get("invoices", "")), values.get("sure") == "yes"
    who = values.get("customer", "").strip()
    return deeds.add(terms, received, who, country, said, sure=sure)


def _new_form(at: At) -> Form:
    methods = tuple(Choice(one.value, one.value) for one in Method)
    answers = (Choice("no", _("No")), Choice("yes", _("Yes")))
    fields = (
        FormField("amount", _("Amount"), hint=at.config.shop.currency),
        FormField("customer", _("Customer"), hint=_("number, phone, e-mail or name")),
        FormField("invoices", _("Invoices"), hint=_("their numbers, in this order")),
        FormField("method", _("How"), Method.TRANSFER.value, choices=methods),
        FormField("date", _("Day"), hint=_("else today")),
        FormField("reference", _("Reference")),
        FormField("sure", _("Although it looks odd"), "no", choices=answers),
    )
    return Form(_("New payment"), fields)


def _takes(tx: Transaction, at: At, kind: str, number: int) -> tuple[Choice, ...]:
    if kind == "line":
        line = _line(tx, kind, number)
        said = suggestions(tx, terms_of(at.config), line)
        if not said:
            raise Refusal("suggestion_none", line=number)
        return tuple(Choice(one.key, suggestion_words(one, line.currency)) for one in said)
    if kind == "pay":
        found = payment(tx, number)
        currency = found.amount.currency
        mine = None if found.customer_id is None else [found.customer_id]
        owed = [one for one in claims(tx, customer_ids=mine, currency=currency) if one.open > 0]
        if not owed:
            raise Refusal("money_nothing_open", payment=number)
        return tuple(
            Choice(str(one.invoice_id), f"{one.number}  {money(one.open, currency)}", one.buyer)
            for one in owed[:200]
        )
    one = _claim(tx, kind, number)
    left = [
        each
        for each in list_payments(tx, unused=True, limit=_MOST)
        if each.amount.currency == one.currency and each.customer_id in {None, one.customer_id}
    ]
    if one.open <= 0 or not left:
        raise Refusal("claim_no_credit", invoice=one.number)
    return tuple(
        Choice(str(each.id), f"{each.who}  {money(each.free, one.currency)}", each.reference)
        for each in left
    )


def _undoable(tx: Transaction, kind: str, number: int) -> tuple[Choice, ...]:
    if kind == "line":
        line = bank_line(tx, number)
        said = f"{line_words(line.state)}  {money(line.amount, line.currency)}"
        return (Choice(f"line:{number}", said),)
    made: list[Choice] = []
    if kind == "pay":
        found = payment(tx, number)
        currency = found.amount.currency
        uses = allocations_of(tx, payment_id=number)
    else:
        currency = _claim(tx, kind, number).currency
        uses = allocations_of(tx, invoice_id=number)
    for use in uses:
        if use.amount > 0 and not use.undone and use.refund_id is None:
            said = f"{use.invoice}  {money(use.amount, currency)}"
            made.append(Choice(f"use:{use.id}", said, why_words(use.why)))
    if kind == "pay":
        made.append(Choice(f"pay:{number}", _("The whole payment: it was never there")))
    if not made:
        raise Refusal("claim_unpaid", invoice=_claim(tx, kind, number).number)
    return tuple(made)


def _line_sheet(tx: Transaction, at: At, line: BankLine) -> Detail:
    facts = [
        (_("Payer"), line.payer),
        (_("Account"), line.payer_account),
        (_("Amount"), money(line.amount, line.currency)),
        (_("Day"), f"{line.booked_on:%d/%m/%Y}"),
        (_("Text"), line.text),
        (_("Reference"), line.bank_ref),
        (_("File"), f"{line.file}:{line.line_no}"),
        (_("Note"), waits_words(line.note)),
    ]
    rows: list[tuple[str, ...]] = []
    if line.state is BankLineState.OPEN:
        said = suggestions(tx, terms_of(at.config), line)
        rows = [(suggestion_words(one, line.currency),) for one in said]
    return _detail(line.account, line_words(line.state), facts, rows)


def _row(
    tx: Transaction, at: At, one: BankLine | Payment | Claim, marks: Mapping[int, str]
) -> BoardRow:
    if isinstance(one, BankLine):
        said = one.note if one.state is BankLineState.PAYOUT else ""
        if one.state is BankLineState.OPEN:
            best = next(iter(suggestions(tx, terms_of(at.config), one)), None)
            said = suggestion_words(best, one.currency) if best else _("nobody knows")
            said = f"{waits_words(one.note)}; {said}" if one.note else said
        state = line_words(one.state) if one.state is not BankLineState.OPEN else _("Bank line")
        cells = (state, one.payer or one.text, money(one.amount, one.currency), said)
        ink: Ink = "warn" if one.state is BankLineState.OPEN else "quiet"
        day = f"{one.booked_on:%d/%m/%Y}"
        return BoardRow(f"line:{one.id}", (*cells, day), (ink,), one.state.value)
    if isinstance(one, Payment):
        cells = (_("Credit"), one.who, money(one.free, one.amount.currency), one.reference)
        return BoardRow(f"pay:{one.id}", (*cells, f"{one.paid_on:%d/%m/%Y}"), ("good",), "credit")
    late = one.overdue_days(local(tx.now, at.zone).date()) if one.open > 0 else 0
    words = _("{days} days late").format(days=late) if late else _("Open")
    if one.open < 0:
        words = _("Paid too much")
    ink = "bad" if late else ("warn" if one.open < 0 else "quiet")
    if one.disputed or one.promised_on is not None:
        words, ink = (_("disputed") if one.disputed else _("Promised")), "quiet"
    told = f"{one.number}  {marks.get(one.invoice_id, '')}".rstrip()
    cells = (words, one.buyer, money(one.open, one.currency), told)
    target = {"order": one.order_no} if one.order_no else {}
    day = f"{one.due_on:%d/%m/%Y}"
    return BoardRow(f"inv:{one.invoice_id}", (*cells, day), (ink,), "claim", target)


def _searched(one: BankLine | Payment | Claim) -> str:
    if isinstance(one, BankLine):
        return f"{one.payer} {one.text} {one.bank_ref}"
    if isinstance(one, Payment):
        return f"{one.who} {one.reference} {one.note}"
    return f"{one.number} {one.order_no} {one.buyer}"


def _detail(title: str, state: str, facts: list[tuple[str, str]], uses: list[Any]) -> Detail:
    sections = [Section(_("Money"), tuple(row for row in facts if row[1]))]
    if uses:
        sections.append(Section(_("For"), tuple(uses)))
    return Detail(title, state, tuple(sections))


def _use(one: Allocation, name: str, currency: str) -> tuple[str, ...]:
    undone = _("taken back") if one.undone else ""
    return (name, money(one.amount, currency), why_words(one.why), undone)


def _split(identifier: str) -> tuple[str, int]:
    kind, _colon, number = identifier.partition(":")
    return kind, int(number) if number.isdecimal() else 0


def _line(tx: Transaction, kind: str, number: int) -> BankLine:
    """The line under the cursor; raises where that is something else, or decided."""
    if kind != "line":
        raise Refusal("bank_line_wanted")
    line = bank_line(tx, number)
    if line.state is not BankLineState.OPEN:
        raise Refusal("bank_line_settled", line=line.id, state=line.state.value)
    return line


def _claim(tx: Transaction, kind: str, number: int) -> Claim:
    if kind != "inv":
        raise Refusal("claim_wanted")
    return claim(tx, number)


def _numbers(said: str) -> list[str]:
    return said.replace(",", " ").replace(";", " ").split()
