"""Gives invoices to the post as e-mails, with the very file that is kept of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import and_, bindparam, select, update

from core.billing import papers
from core.billing.models import invoice_files, invoices
from core.billing.pay_links.queries import live_link
from core.billing.paying import pay_code
from core.billing.profiles.queries import profile_of
from core.billing.queries import Invoice, one_invoice
from core.billing.sending.models import invoice_deliveries
from core.billing.sending.oddities import of_way
from core.billing.sending.planning import address_of
from core.billing.sending.queries import Delivery, delivery
from core.billing.sending.states import DELIVERY_STEPS, DeliveryState, OutWay
from core.errors import NotFound, Refusal
from core.i18n import LANGUAGES
from core.lifecycle import check_step
from core.messages import commands
from core.messages.commands import Draft, already
from core.messages.outcome import File
from core.messages.placeholders import fill
from core.messages.queries import About
from core.messages.states import Way
from core.messages.templates import cleaned, template
from core.messages.texts import Reason
from core.money import Money, show
from core.orders.follow_up import FollowUps
from core.people.permissions import Permission, require
from core.transaction import Transaction

_REF = re.compile(r"invoice:(\d+):pdf")


@dataclass(frozen=True, slots=True)
class Legal:
    """What a provider of e-invoices made of an invoice: that goes to the buyer, not our own."""

    files: tuple[File, ...]
    written: str
    """Series and number there."""
    lookup: str


Legals = Callable[[Transaction, Invoice], Legal | None]
"""What the provider made of it; None while it has made nothing of it yet."""


def no_provider(tx: Transaction, one: Invoice) -> Legal | None:
    """The `Legals` of a shop without a provider: our own paper goes."""
    return Legal((), "", "")


class Handed(StrEnum):
    """What came of giving an invoice to the post."""

    MAILED = "mailed"
    HELD = "held"
    """Its address is none: somebody has to see to it."""
    NO_FILE = "no_file"
    """Its PDF is not kept yet: not drawn, or it waits for the link by which it is paid."""
    LATER = "later"
    """Its provider has made nothing of it yet, or no mail server is set up."""
    OVER = "over"
    """Somebody else did it, or took it out."""


def mail(
    tx: Transaction, settings: FollowUps, delivery_id: int, legals: Legals = no_provider
) -> Handed:
    """Write the e-mail of a delivery that is ready; it goes out after the commit.

    A mail about it that went by hand a short time ago counts as this one.
    """
    require(tx, Permission.MESSAGE_SEND)
    found = delivery(tx, delivery_id, lock=True)
    if found.state is not DeliveryState.READY or found.way is not OutWay.EMAIL:
        return Handed.OVER
    one = one_invoice(tx, found.invoice_id, lock=True)
    profile = profile_of(tx, one.customer_id)
    address = address_of(tx, one, profile, found.recipient)
    if of_way(OutWay.EMAIL, one.buyer, address):
        check_step(DELIVERY_STEPS, found.state, DeliveryState.HELD, delivery=found.id)
        tx.execute(_hold, {"d": found.id})
        return Handed.HELD
    legal = legals(tx, one)
    if legal is None or not settings.mail.configured:
        return Handed.LATER
    if not legal.files and not papers.is_kept(tx, one.id):
        return Handed.NO_FILE
    message_id = _written_by_hand(tx, settings, one, found)
    if message_id is None:
        draft = _draft(tx, settings, one, address, legal)
        again = found.again > 1
        message_id = commands.write(tx, draft, again_after=settings.again_after, again=again).id
    check_step(DELIVERY_STEPS, found.state, DeliveryState.GIVEN, delivery=found.id)
    tx.execute(_given, {"d": found.id, "m": message_id})
    return Handed.MAILED


def hold(tx: Transaction, delivery_id: int, why: str) -> None:
    """What cannot be given to the post waits for a person, with the code of why."""
    found = delivery(tx, delivery_id, lock=True)
    if found.state is DeliveryState.READY:
        check_step(DELIVERY_STEPS, found.state, DeliveryState.HELD, delivery=found.id)
        tx.execute(_hold, {"d": found.id})
        tx.execute(_note, {"d": found.id, "why": why[:200]})


def attached(tx: Transaction, ref: str) -> bytes:
    """The bytes of an invoice's own PDF; raises NotFound ``invoice_no_file_kept``."""
    named = _REF.fullmatch(ref)
    data = papers.kept(tx, int(named[1])) if named else None
    if data is None:
        raise NotFound("invoice_no_file_kept", file=ref)
    return data


def ready_mails(tx: Transaction) -> tuple[tuple[int, int, str, bool], ...]:
    """What goes by e-mail now: delivery, invoice, its number, and whether its PDF is kept."""
    return tuple((row.id, row.invoice_id, row.number, bool(row.kept)) for row in tx.execute(_ready))


def _written_by_hand(
    tx: Transaction, settings: FollowUps, one: Invoice, found: Delivery
) -> int | None:
    """The mail about it that somebody sent meanwhile."""
    if found.again > 1:
        return None
    known = already(tx, About(invoice_id=one.id), Reason.INVOICE, settings.again_after)
    return None if known is None else known.id


def _draft(tx: Transaction, settings: FollowUps, one: Invoice, address: str, legal: Legal) -> Draft:
    spoken = next(
        each for each in (one.language, settings.sender.language, "en") if each in LANGUAGES
    )
    start = template(tx, Reason.INVOICE, spoken)
    values = _values(tx, settings, one, legal, spoken)
    said = cleaned(fill(start.subject, values), fill(start.body, values))
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", one.internal_no)
    own = File(f"{name}.pdf", kind="pdf", ref=f"invoice:{one.id}:pdf")
    return Draft(
        about=About(invoice_id=one.id),
        number=one.internal_no,
        customer_id=one.customer_id,
        way=Way.EMAIL,
        reason=Reason.INVOICE,
        language=spoken,
        recipient=address,
        subject=said.subject,
        body=said.body[: commands.LONGEST],
        zone=settings.sender.zone,
        files=legal.files or (own,),
    )


def _values(
    tx: Transaction, settings: FollowUps, one: Invoice, legal: Legal, language: str
) -> Mapping[str, str]:
    if one.issue_date is None:
        raise Refusal("invoice_not_issued", order=one.reference)
    number = f"{legal.written} ({one.internal_no})" if legal.written else one.internal_no
    return {
        "customer": one.buyer.contact or one.buyer.name,
        "order": one.reference,
        "invoice": number,
        "date": f"{one.issue_date:%d/%m/%Y}",
        "total": show(Money(one.total, one.currency), language),
        "lookup": legal.lookup,
        "pay": how_to_pay(tx, one),
        "shop": settings.sender.name,
        "phone": settings.sender.phone,
    }


def how_to_pay(tx: Transaction, one: Invoice) -> str:
    """What an e-mail says of paying an invoice: its reference for the transfer, and its link."""
    link = live_link(tx, one.id)
    parts = (pay_code(tx, one.id).reference, link.url if link is not None else "")
    return "  ".join(part for part in parts if part)


_hold = (
    update(invoice_deliveries)
    .where(invoice_deliveries.c.id == bindparam("d"))
    .values(state=DeliveryState.HELD.value)
)
_note = (
    update(invoice_deliveries)
    .where(invoice_deliveries.c.id == bindparam("d"))
    .values(note=bindparam("why"))
)
_given = (
    update(invoice_deliveries)
    .where(invoice_deliveries.c.id == bindparam("d"))
    .values(state=DeliveryState.GIVEN.value, message_id=bindparam("m"))
)
_ready = (
    select(
        invoice_deliveries.c.id,
        invoice_deliveries.c.invoice_id,
        invoices.c.internal_no.label("number"),
        invoice_files.c.invoice_id.is_not(None).label("kept"),
    )
    .select_from(
        invoice_deliveries.join(
            invoices, invoices.c.id == invoice_deliveries.c.invoice_id
        ).outerjoin(
            invoice_files,
            and_(invoice_files.c.invoice_id == invoices.c.id, invoice_files.c.kind == papers.PDF),
        )
    )
    .where(
        invoice_deliveries.c.state == DeliveryState.READY.value,
        invoice_deliveries.c.way == OutWay.EMAIL.value,
    )
    .order_by(invoice_deliveries.c.id)
)
