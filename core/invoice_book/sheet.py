"""Everything about one invoice: what it says, what it corrects, what was paid, where it went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.audit import events
from core.billing.models import invoice_files
from core.billing.papers import PDF
from core.billing.pay_links.queries import PayLink, links_of
from core.billing.queries import (
    Invoice,
    InvoiceLine,
    corrections_of,
    lines_of,
    one_invoice,
    orders_on,
)
from core.billing.sending.queries import Delivery, log_of
from core.billing.states import InvoiceState
from core.einvoice import queries as einvoice_queries
from core.einvoice.models import coretax_files, coretax_lines
from core.einvoice.queries import EInvoice, KeptFile
from core.einvoice.states import CoretaxState
from core.invoice_book.queries import BookInvoice, rows_of
from core.messages.queries import Message, of_invoice
from core.paper.documents import InvoicePaper
from core.paper.models import print_jobs
from core.paper.queries import JOB_VIEW, Job, job_of
from core.people.models import operators
from core.people.permissions import Permission, require
from core.receivables.claims import Claim, claim
from core.receivables.models import invoice_reminders
from core.receivables.queries import Allocation, Payment, allocations_of, payment
from core.transaction import Transaction

_OWN_TRAIL = ("invoice_corrected", "invoice_released", "invoice_discarded")
_RECENT_JOBS = 20_000
"""Print jobs among which those of an invoice are looked for."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to an invoice, and who did it; empty: the program."""

    at: datetime
    kind: str
    data: Mapping[str, Any]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """The file for Coretax that an invoice is in, and what became of it there."""

    file: str
    state: CoretaxState
    nsfp: str
    reason: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class InvoiceSheet:
    """One invoice with all that is known of it."""

    row: BookInvoice
    invoice: Invoice
    lines: tuple[InvoiceLine, ...]
    orders: tuple[str, ...]
    """Their numbers."""
    corrects: Invoice | None
    corrected_by: tuple[Invoice, ...]
    claim: Claim | None
    """What is owed; of a correction that of the first one."""
    uses: tuple[Allocation, ...]
    """What was paid for it, what was taken back too."""
    payments: Mapping[int, Payment]
    """The payments that these are of."""
    einvoice: EInvoice | None
    files: tuple[KeptFile, ...]
    coretax: tuple[Exported, ...]
    links: tuple[PayLink, ...]
    """What it is, or was, paid by at a gateway."""
    deliveries: tuple[Delivery, ...]
    """Each try to bring it to its buyer."""
    letters: tuple[Message, ...]
    jobs: tuple[Job, ...]
    kept_sha256: str
    """The hash of the PDF that was made of it; empty where none was."""
    history: tuple[Happened, ...]
    """The latest first."""


def sheet_of(tx: Transaction, invoice_id: int) -> InvoiceSheet:
    """Everything about an invoice; raises NotAllowed, NotFound ``invoice_not_found``."""
    require(tx, Permission.MONEY_VIEW)
    one = one_invoice(tx, invoice_id)
    issued = one.state is InvoiceState.ISSUED
    owed = claim(tx, invoice_id) if issued else None
    root = owed.invoice_id if owed is not None else invoice_id
    einvoice = einvoice_queries.of_invoice(tx, invoice_id)
    uses = allocations_of(tx, invoice_id=root) if issued else ()
    found = InvoiceSheet(
        row=rows_of(tx, [invoice_id])[0],
        invoice=one,
        lines=lines_of(tx, invoice_id),
        orders=tuple(number for _id, number in orders_on(tx, invoice_id)),
        corrects=None if one.ref_invoice_id is None else one_invoice(tx, one.ref_invoice_id),
        corrected_by=corrections_of(tx, invoice_id),
        claim=owed,
        uses=tuple(uses),
        payments={each: payment(tx, each) for each in _payments(uses)},
        einvoice=einvoice,
        files=() if einvoice is None else einvoice_queries.files_of(tx, einvoice.id),
        coretax=_coretax(tx, invoice_id),
        links=links_of(tx, invoice_id),
        deliveries=log_of(tx, invoice_id),
        letters=of_invoice(tx, invoice_id),
        jobs=_jobs(tx, one.internal_no) if issued else (),
        kept_sha256=_kept(tx, invoice_id),
        history=(),
    )
    told = sorted(_history(tx, found), key=lambda each: each.at)
    return replace(found, history=tuple(reversed(told)))


def _payments(uses: Sequence[Allocation]) -> list[int]:
    return sorted({use.payment_id for use in uses if use.payment_id is not None})


def _coretax(tx: Transaction, invoice_id: int) -> tuple[Exported, ...]:
    query = (
        select(
            coretax_files.c.name,
            coretax_lines.c.state,
            coretax_lines.c.nsfp,
            coretax_lines.c.reason,
            coretax_lines.c.changed_at,
        )
        .join(coretax_files, coretax_files.c.id == coretax_lines.c.file_id)
        .where(coretax_lines.c.invoice_id == invoice_id)
        .order_by(coretax_lines.c.id)
    )
    return tuple(
        Exported(row.name, CoretaxState(row.state), row.nsfp, row.reason, row.changed_at)
        for row in tx.execute(query)
    )


def _jobs(tx: Transaction, number: str) -> tuple[Job, ...]:
    """The print jobs of an invoice: they are of no order, their document says its number."""
    newest = tx.execute(select(func.max(print_jobs.c.id))).scalar() or 0
    quoted = f'"number": "{_escaped(number)}"'
    query = (
        select(*JOB_VIEW)
        .where(
            print_jobs.c.id > newest - _RECENT_JOBS,
            print_jobs.c.kind == InvoicePaper.kind,
            print_jobs.c.document.like(f"%{quoted}%", escape="\\"),
        )
        .order_by(print_jobs.c.id.desc())
    )
    return tuple(job_of(row) for row in tx.execute(query))


def _kept(tx: Transaction, invoice_id: int) -> str:
    query = select(invoice_files.c.sha256).where(
        invoice_files.c.invoice_id == invoice_id, invoice_files.c.kind == PDF
    )
    return str(tx.execute(query).scalar() or "")


def _history(tx: Transaction, found: InvoiceSheet) -> Iterator[Happened]:
    """What its rows tell, and what the trail of its order says of it."""
    one = found.invoice
    if one.created_at is not None:
        yield Happened(one.created_at, "invoice_made", {})
    if one.issued_at is not None:
        told = {"invoice": one.internal_no}
        yield Happened(one.issued_at, "invoice_issued", told, one.issued_by)
    for each in found.corrected_by:
        if each.issued_at is not None:
            told = {"invoice": each.internal_no, "kind": each.kind.value}
            yield Happened(each.issued_at, "invoice_corrected_by", told, each.issued_by)
    for use in found.uses:
        data = {"amount": use.amount, "currency": one.currency, "why": use.why.value}
        kind = "invoice_paid" if use.amount > 0 else "invoice_paid_back"
        yield Happened(use.at, kind, data, use.by)
    yield from _of_einvoice(found)
    for row in tx.execute(_reminders(one.id)):
        yield Happened(row.sent_at, "invoice_reminded", {"level": row.level}, row.name or "")
    for letter in found.letters:
        if letter.sent_at is not None:
            data = {"to": letter.recipient}
            yield Happened(letter.sent_at, "invoice_mailed", data, letter.operator)
    for job in found.jobs:
        if job.done_at is not None:
            data = {"printer": job.printer, "copy": job.copy}
            yield Happened(job.done_at, "invoice_printed", data)
    if one.order_id is not None:
        for row in tx.execute(_trail(one)):
            yield Happened(row.at, row.kind, row.data, row.name or "")


def _of_einvoice(found: InvoiceSheet) -> Iterator[Happened]:
    sent = found.einvoice
    if sent is not None:
        yield Happened(sent.created_at, "einvoice_made", {"series": sent.series}, sent.created_by)
        if sent.issued_at is not None:
            yield Happened(sent.issued_at, "einvoice_issued", {"number": sent.written})
        if sent.authority_at is not None:
            told = {"number": sent.written, "code": sent.authority_code}
            yield Happened(sent.authority_at, "einvoice_accepted", told)
    for each in found.coretax:
        if each.state is CoretaxState.APPROVED:
            told = {"invoice": found.invoice.internal_no, "number": each.nsfp}
            yield Happened(each.changed_at, "coretax_approved", told)


def _reminders(invoice_id: int) -> Any:
    return (
        select(invoice_reminders.c.level, invoice_reminders.c.sent_at, operators.c.name)
        .outerjoin(operators, operators.c.id == invoice_reminders.c.sent_by)
        .where(invoice_reminders.c.invoice_id == invoice_id)
    )


def _trail(one: Invoice) -> Any:
    """What the trail of its order alone knows: who released and threw away, and why corrected."""
    return (
        select(events.c.at, events.c.kind, events.c.data, operators.c.name)
        .outerjoin(operators, operators.c.id == events.c.operator_id)
        .where(events.c.order_id == one.order_id, events.c.kind.in_(_OWN_TRAIL))
        .order_by(events.c.id)
    )


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
