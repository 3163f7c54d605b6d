"""Who is reminded of what is overdue, at which level, and what stops it; each level goes once.

An invoice is looked at by itself: one that is disputed or promised stops no other. All that a
customer owes stands in one letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import insert

from core.audit import record
from core.billing.pay_links.queries import newest_links
from core.billing.profiles.queries import profiles_of
from core.clock import local
from core.customers.queries import customer, customers_of
from core.errors import NotFound, Refusal
from core.i18n import LANGUAGES
from core.messages import commands
from core.messages.commands import Draft
from core.messages.mail import is_address
from core.messages.placeholders import fill
from core.messages.queries import About, Message
from core.messages.states import Way
from core.messages.templates import cleaned, template
from core.messages.texts import Reason
from core.money import Money, show
from core.orders.follow_up import FollowUps
from core.people.permissions import Permission, require
from core.receivables.claims import Claim, claim, claims, lock_claims
from core.receivables.fees import charge_fees
from core.receivables.models import invoice_marks, invoice_reminders
from core.receivables.queries import list_payments
from core.receivables.settings import Terms
from core.text import clean
from core.transaction import Transaction
from core.upsert import Upsert

REASONS = (Reason.INVOICE_OVERDUE, Reason.INVOICE_OVERDUE_2, Reason.INVOICE_OVERDUE_3)
"""The text of each level."""
_MOST_LINES = 30


class Stop(StrEnum):
    """Why somebody who owes is not reminded."""

    UNKNOWN = "unknown"
    """The invoice is of no customer who is known."""
    PROFILE = "profile"
    """The customer is never reminded."""
    SMALL = "small"
    """It comes to too little."""
    CREDIT = "credit"
    """There is as much credit: say first what it is for."""
    EMAIL = "email"
    """There is no e-mail address."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a customer would be written today; amounts in minor units."""

    customer_id: int | None
    customer: str
    email: str
    language: str
    currency: str
    level: int
    """1 to 3: the highest that one of the invoices reached."""
    new: tuple[Claim, ...]
    """The invoices that reached a level at which they were not reminded of."""
    all: tuple[Claim, ...]
    """What stands in the letter: all that is overdue and neither disputed nor promised."""
    stop: Stop | None

    @property
    def total(self) -> Money:
        """What the letter asks for."""
        return Money(sum(one.open for one in self.all), self.currency)


def due_reminders(tx: Transaction, terms: Terms) -> tuple[Reminder, ...]:
    """Who is to be reminded today, those who owe longest first; with those whom something stops."""
    require(tx, Permission.MONEY_VIEW)
    today = local(tx.now, terms.zone).date()
    found: dict[tuple[int | str, str], list[Claim]] = {}
    for one in claims(tx):
        if one.open > 0 and one.overdue_days(today) and not _waits(one, today):
            key = (one.customer_id or one.buyer, one.currency)
            found.setdefault(key, []).append(one)
    wanted = {key: some for key, some in found.items() if _new(terms, some, today)}
    ids = [key[0] for key in wanted if isinstance(key[0], int)]
    people, profiles = customers_of(tx, ids), profiles_of(tx, ids)
    made = []
    for (who, currency), some in wanted.items():
        person = people.get(who) if isinstance(who, int) else None
        profile = profiles.get(who) if isinstance(who, int) else None
        email = (profile.email if profile else "") or (person.email if person else "")
        language = (profile.language if profile else "") or (person.language if person else "")
        new = _new(terms, some, today)
        draft = Reminder(
            customer_id=person.id if person else None,
            customer=person.name if person else some[0].buyer,
            email=email,
            language=language,
            currency=currency,
            level=max(_level(terms, one, today) for one in new),
            new=tuple(new),
            all=tuple(some),
            stop=None,
        )
        reminded = profile is None or profile.reminders
        made.append(_stopped(tx, terms, draft, reminded=reminded))
    return tuple(made)


def remind(
    tx: Transaction, terms: Terms, settings: FollowUps, customer_id: int, currency: str
) -> Message:
    """Write to a customer what is overdue; it goes out after the commit.

    Of two who do so at once one writes. Raises Refusal ``reminder_none`` with why not,
    ``way_no_mail``.
    """
    require(tx, Permission.MONEY_VIEW)
    person = customer(tx, customer_id)
    lock_claims(tx, [one.invoice_id for one in claims(tx, customer_ids=[person.id])])
    known = [
        one
        for one in due_reminders(tx, terms)
        if one.customer_id == person.id and one.currency == currency
    ]
    if not known:
        raise NotFound("reminder_not_due", customer=person.name)
    found = known[0]
    if found.stop is not None:
        raise Refusal("reminder_none", customer=person.name, why=found.stop.value)
    if not settings.mail.configured:
        raise Refusal("way_no_mail")
    made = commands.write(tx, _draft(tx, settings, found), again_after=settings.again_after)
    today = local(tx.now, terms.zone).date()
    rows = [
        {
            "invoice_id": one.invoice_id,
            "level": _level(terms, one, today),
            "message_id": made.id,
            "sent_at": tx.now,
            "sent_by": tx.actor.operator_id,
        }
        for one in found.new
    ]
    tx.execute(insert(invoice_reminders), rows)
    reached = [(one, _level(terms, one, today)) for one in found.new]
    language = found.language if found.language in LANGUAGES else settings.sender.language
    charge_fees(tx, terms, person.id, language, reached)
    told: dict[str, Any] = {"customer": person.name, "level": found.level, "message": made.id}
    record(tx, "customer_reminded", **told)
    return made


def still_wanted(tx: Transaction, about: Message) -> str:
    """Why a reminder that waited is out of date by now, as a code; empty where it is not."""
    if about.reason not in REASONS or about.customer_id is None:
        return ""
    owed = [one for one in claims(tx, customer_ids=[about.customer_id]) if one.open > 0]
    late = [one for one in owed if one.overdue_days(tx.today) and not _waits(one, tx.today)]
    return "" if late else "reminder_paid"


def mark(
    tx: Transaction,
    invoice_id: int,
    *,
    disputed: bool | None = None,
    promised_on: date | None = None,
    note: str = "",
) -> Claim:
    """Say that a customer disputes an invoice, or promised to pay it until a day; gives the claim.

    Nobody is reminded of it meanwhile. `disputed` False takes both back. Raises Refusal
    ``promise_past``.
    """
    require(tx, Permission.PAYMENT_REPORT)
    if promised_on is not None and promised_on < tx.today:
        raise Refusal("promise_past", day=f"{promised_on:%d/%m/%Y}")
    found = claim(tx, invoice_id, lock=True)
    row = {
        "invoice_id": found.invoice_id,
        "disputed": found.disputed if disputed is None else disputed,
        "promised_on": promised_on,
        "note": clean(note, 200),
        "updated_at": tx.now,
        "updated_by": tx.actor.operator_id,
    }
    tx.execute(_mark(tx), row)
    told: dict[str, Any] = {"invoice": found.number, "disputed": bool(row["disputed"])}
    record(tx, "claim_marked", **told, promised=promised_on.isoformat() if promised_on else "")
    return claim(tx, invoice_id)


def _stopped(tx: Transaction, terms: Terms, one: Reminder, *, reminded: bool) -> Reminder:
    """It with what stops it, if anything."""
    stop: Stop | None = None
    small = terms.small if one.currency == terms.currency else 0
    if one.customer_id is None:
        stop = Stop.UNKNOWN
    elif not reminded:
        stop = Stop.PROFILE
    elif one.total.minor < small:
        stop = Stop.SMALL
    elif _credit(tx, one.customer_id, one.currency) >= one.total.minor:
        stop = Stop.CREDIT
    elif not is_address(one.email):
        stop = Stop.EMAIL
    return replace(one, stop=stop)


def _credit(tx: Transaction, customer_id: int, currency: str) -> int:
    left = list_payments(tx, customer_id=customer_id, unused=True, limit=10_000)
    over = claims(tx, customer_ids=[customer_id], currency=currency)
    free = sum(one.free for one in left if one.amount.currency == currency)
    return free + sum(-one.open for one in over if one.open < 0)


def _waits(one: Claim, today: date) -> bool:
    return one.disputed or (one.promised_on is not None and one.promised_on >= today)


def _new(terms: Terms, some: list[Claim], today: date) -> list[Claim]:
    return [one for one in some if _level(terms, one, today) > one.level]


def _level(terms: Terms, one: Claim, today: date) -> int:
    """The level that an invoice reached; levels that were missed are passed over."""
    late = one.overdue_days(today)
    return sum(late >= days for days in terms.levels)


def _draft(tx: Transaction, settings: FollowUps, found: Reminder) -> Draft:
    shop = settings.sender
    language = found.language if found.language in LANGUAGES else shop.language
    reason = REASONS[min(found.level, len(REASONS)) - 1]
    shown = found.all[:_MOST_LINES]
    links = newest_links(tx, [one.invoice_id for one in shown])
    lines = []
    for one in shown:
        due = show(Money(one.open, one.currency), language)
        lines.append(f"{one.number}  {one.due_on:%d/%m/%Y}  {due}")
        link = links.get(one.invoice_id)
        if link is not None and link.payable:
            lines.append(link.url)
    lines += ["…"] * (len(found.all) > _MOST_LINES)
    values = {
        "customer": clean(found.customer, 120),
        "items": "\n".join(lines),
        "due": show(found.total, language),
        "bank": "\n".join(clean(line, 200) for line in shop.bank),
        "shop": clean(shop.name, 120),
        "phone": clean(shop.phone, 40),
    }
    start = template(tx, reason, language)
    said = cleaned(fill(start.subject, values), fill(start.body, values))
    return Draft(
        about=About(invoice_id=found.new[0].invoice_id),
        number=found.new[0].number,
        customer_id=found.customer_id,
        way=Way.EMAIL,
        reason=reason,
        language=language,
        recipient=found.email,
        subject=said.subject,
        body=said.body[: commands.LONGEST],
        zone=shop.zone,
    )


def _put_mark(insert: Any) -> Any:
    made = insert(invoice_marks)
    names = ("disputed", "promised_on", "note", "updated_at", "updated_by")
    then = {name: made.excluded[name] for name in names}
    return made.on_conflict_do_update(index_elements=["invoice_id"], set_=then)


_mark = Upsert(_put_mark)
