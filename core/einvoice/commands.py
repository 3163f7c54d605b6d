"""Has e-invoices drawn up, sent, taken back and looked at; what is sent is decided here alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from core import outbox
from core.billing.models import invoices
from core.billing.queries import Invoice, one_invoice
from core.clock import local
from core.einvoice.correcting import ZONE, check_way, correction_of
from core.einvoice.document import packed
from core.einvoice.drawing import Wishes, draw, kind_of
from core.einvoice.models import einvoices
from core.einvoice.queries import EInvoice, of_invoice, one
from core.einvoice.registry import KIND, EInvoicing
from core.einvoice.states import OUT, EState
from core.einvoice.steps import note, step, tell
from core.errors import Refusal
from core.outbox import OutboxState
from core.people.permissions import Permission, require
from core.transaction import Transaction

_RECENT = timedelta(days=62)
_BEGUN = (EState.QUEUED, EState.SENDING, EState.UNKNOWN)


def draft(
    tx: Transaction, book: EInvoicing, invoice_id: int, wishes: Wishes | None = None
) -> EInvoice:
    """Draw up the e-invoice of an issued invoice; one that is a draft is drawn anew.

    Where nobody names a provider, a correction goes through that of what it corrects.

    Raises what `draw` and `correction_of` raise, Refusal ``einvoice_there`` for one that went out.
    """
    require(tx, Permission.INVOICE_ISSUE)
    wishes = wishes or Wishes()
    invoice = one_invoice(tx, invoice_id, lock=True)
    known = of_invoice(tx, invoice_id, lock=True)
    if known is not None and known.state not in {EState.DRAFT, EState.REJECTED}:
        raise Refusal("einvoice_there", invoice=invoice.internal_no, state=known.state.value)
    key = str(tx.execute(_key, {"i": invoice_id}).scalar_one())
    corrected = correction_of(tx, invoice, wishes)
    theirs = book.find(corrected[0].provider) if corrected is not None else None
    provider = theirs if theirs is not None and not wishes.provider else book.get(wishes.provider)
    correction = corrected[1] if corrected is not None else None
    document = draw(tx, book, provider, invoice, key, wishes, correction)
    values: dict[str, Any] = {
        "provider": provider.code,
        "kind": kind_of(invoice).value,
        "original_id": corrected[0].id if corrected is not None else None,
        "series": document.series,
        "day": date.fromisoformat(document.day),
        "document": packed(document),
        "stamped_at": None,
        "error": "",
    }
    if known is not None:
        if known.state is EState.REJECTED:
            known = step(tx, known, EState.DRAFT)
        return note(tx, known, **values)
    made = tx.execute(
        insert(einvoices)
        .values(
            invoice_id=invoice_id,
            key=key,
            state=EState.DRAFT.value,
            created_at=tx.now,
            created_by=tx.actor.name,
            **values,
        )
        .returning(einvoices.c.id)
    ).scalar_one()
    return one(tx, int(made))


def queue(tx: Transaction, book: EInvoicing, einvoice_id: int) -> EInvoice:
    """Decide that a draft goes out; the worker sends it after the commit.

    Raises Refusal ``einvoice_date_ahead``, ``einvoice_date_before``, what `check_way` raises, and
    IllegalTransition for one that is no draft.
    """
    require(tx, Permission.INVOICE_ISSUE)
    found = one(tx, einvoice_id, lock=True)
    book.get(found.provider)
    if found.original_id is not None and found.state is EState.DRAFT:
        check_way(tx, one(tx, found.original_id, lock=True), found.kind)
    done = step(tx, found, EState.QUEUED, error="", looks=0)
    _check_day(tx, done)
    put(tx, done)
    tell(tx, done, "queued", series=done.series)
    return done


def issue(
    tx: Transaction, book: EInvoicing, invoice_id: int, wishes: Wishes | None = None
) -> EInvoice:
    """Draw up the e-invoice of an invoice and have it sent.

    A draft that stands is sent as it was looked at, unless something else is wished.
    """
    require(tx, Permission.INVOICE_ISSUE)
    one_invoice(tx, invoice_id, lock=True)
    known = of_invoice(tx, invoice_id)
    as_seen = known is not None and known.state is EState.DRAFT and wishes in (None, Wishes())
    made = known if known is not None and as_seen else draft(tx, book, invoice_id, wishes)
    return queue(tx, book, made.id)


def take_back(tx: Transaction, einvoice_id: int) -> EInvoice:
    """Make one a draft again that nobody was asked for yet.

    Raises Refusal ``einvoice_on_its_way`` for any other.
    """
    require(tx, Permission.INVOICE_ISSUE)
    found = one(tx, einvoice_id, lock=True)
    known = last_try(tx, found)
    waits = known is not None and found.state is EState.QUEUED
    if waits and known is not None and outbox.withdraw(tx, known.id, "by_hand"):
        done = step(tx, found, EState.DRAFT, error="")
        tell(tx, done, "taken_back")
        return done
    raise Refusal("einvoice_on_its_way", invoice=found.internal_no, state=found.state.value)


def hurry(tx: Transaction, einvoice_id: int) -> EInvoice:
    """Have the provider asked at once: what waits is sent, what is unknown is looked up.

    Of what is out, number, word of the authority and files are asked for. Raises Refusal
    ``einvoice_nothing_open`` where nothing is.
    """
    require(tx, Permission.INVOICE_ISSUE)
    found = one(tx, einvoice_id, lock=True)
    if found.state in OUT:
        return note(tx, found, look_at=tx.now, looks=0)
    known = last_try(tx, found) if found.state in _BEGUN else None
    if known is None:
        raise Refusal("einvoice_nothing_open", invoice=found.internal_no, state=found.state.value)
    if known.state is OutboxState.UNKNOWN:
        outbox.resolve(tx, known.id, OutboxState.PENDING, again_at=tx.now)
    else:
        outbox.hurry(tx, known.id)
    return found


def ask_preview(tx: Transaction, book: EInvoicing, einvoice_id: int) -> EInvoice:
    """Have the worker fetch a PDF of a draft as it would look; nothing is issued by it.

    Raises Refusal ``einvoice_no_draft`` for one that is no draft.
    """
    require(tx, Permission.INVOICE_ISSUE)
    found = one(tx, einvoice_id, lock=True)
    book.get(found.provider)
    if found.state is not EState.DRAFT:
        raise Refusal("einvoice_no_draft", invoice=found.internal_no, state=found.state.value)
    number = int(tx.execute(_tries, {"like": f"einvoice_preview:{found.key}:%"}).scalar_one())
    payload = {"einvoice": found.id, "preview": True}
    outbox.put(tx, KIND + found.provider, f"einvoice_preview:{found.key}:{number}", payload)
    return found


def put(tx: Transaction, found: EInvoice) -> None:
    """Write down that it has to be sent, under a key of its own for each time that it is."""
    number = int(tx.execute(_tries, {"like": f"einvoice:{found.key}:%"}).scalar_one())
    key = f"einvoice:{found.key}:{number}"
    outbox.put(tx, KIND + found.provider, key, {"einvoice": found.id})


def last_try(tx: Transaction, found: EInvoice) -> outbox.Known | None:
    """The outbox row that carries an e-invoice now, or carried it last."""
    number = int(tx.execute(_tries, {"like": f"einvoice:{found.key}:%"}).scalar_one())
    return outbox.latest(tx, [f"einvoice:{found.key}:{at}" for at in range(number)] or ["-"])


def wanted(tx: Transaction, limit: int = 200) -> tuple[Invoice, ...]:
    """Issued invoices that a provider shall issue and that have no e-invoice, the oldest first.

    Those of the last two months: what is older than that is too late by law, and issued by hand.
    """
    rows = tx.execute(_wanted.limit(limit), {"since": tx.today - _RECENT}).scalars()
    return tuple(one_invoice(tx, int(row)) for row in rows)


def why_not(tx: Transaction, book: EInvoicing, invoice: Invoice) -> Refusal | None:
    """Why the e-invoice of an invoice cannot be drawn up; None where it can. Only reads."""
    try:
        corrected = correction_of(tx, invoice, Wishes())
        correction = corrected[1] if corrected is not None else None
        draw(tx, book, book.get(), invoice, "", Wishes(), correction)
    except Refusal as refusal:
        return refusal
    return None


def _check_day(tx: Transaction, found: EInvoice) -> None:
    """Within a series days never go backwards, and none is still to come."""
    today = local(tx.now, ZONE).date()
    if found.day > today:
        raise Refusal("einvoice_date_ahead", day=f"{found.day:%d/%m/%Y}")
    asked = {"p": found.provider, "s": found.series, "e": found.id}
    last = tx.execute(_last_day, asked).scalar()
    if last is not None and last > found.day:
        raise Refusal(
            "einvoice_date_before",
            day=f"{found.day:%d/%m/%Y}",
            last=f"{last:%d/%m/%Y}",
            series=found.series,
        )


_key = select(invoices.c.provider_key).where(invoices.c.id == bindparam("i"))
_tries = (
    select(func.count())
    .select_from(outbox.outbox)
    .where(outbox.outbox.c.key.like(bindparam("like")))
)
_last_day = select(func.max(einvoices.c.day)).where(
    einvoices.c.provider == bindparam("p"),
    einvoices.c.series == bindparam("s"),
    einvoices.c.id != bindparam("e"),
    einvoices.c.state.not_in([EState.DRAFT.value, EState.REJECTED.value]),
)
_wanted = (
    select(invoices.c.id)
    .outerjoin(einvoices, einvoices.c.invoice_id == invoices.c.id)
    .where(
        invoices.c.issue_date >= bindparam("since"),
        invoices.c.state == "issued",
        invoices.c.e_invoice,
        einvoices.c.id.is_(None),
    )
    .order_by(invoices.c.issue_date, invoices.c.id)
)
