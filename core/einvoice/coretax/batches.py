"""Batches for Coretax: which invoices are in which file, frozen with its bytes and their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.audit import record
from core.billing.models import invoices
from core.billing.queries import by_number, lines_of, one_invoice
from core.billing.states import InvoiceKind, InvoiceState
from core.einvoice.coretax.drawing import draw, tin_of
from core.einvoice.coretax.writing import TaxInvoice, written
from core.einvoice.models import coretax_files, coretax_lines
from core.einvoice.registry import EInvoicing
from core.einvoice.states import FREE, CoretaxState
from core.errors import NotFound, Refusal
from core.people.permissions import Permission, require
from core.transaction import Transaction

_LOOKED_AT = 5_000
"""Invoices of one time that are looked at for a file."""


_NAMED = 5
"""Reasons that are told where no invoice can go into a file."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An invoice that is not in the file, and why."""

    invoice: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """A file for Coretax without its bytes, and how its invoices stand."""

    id: int
    name: str
    seller: str
    invoices: int
    sha256: str
    made_at: datetime
    made_by: str
    states: Mapping[CoretaxState, int]


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One invoice of a file."""

    invoice: str
    state: CoretaxState
    nsfp: str
    reason: str
    day: date
    deadline: date
    """Until when it has to be uploaded: the 20th of the month that follows."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was made, and what is not in it."""

    batch: Batch
    data: bytes
    left_out: tuple[LeftOut, ...]


def export(
    tx: Transaction,
    book: EInvoicing,
    *,
    since: date | None = None,
    until: date | None = None,
    numbers: Sequence[str] = (),
) -> Exported:
    """Make a file of issued invoices that are in no other one, and freeze it with what is in it.

    Raises Refusal ``coretax_seller`` where the shop has no tax number, ``coretax_nothing`` where no
    invoice can go in, with the first reasons; ``coretax_taken`` for a named one that is in a file.
    """
    require(tx, Permission.INVOICE_ISSUE)
    settings = book.settings.coretax
    seller = tin_of(book.shop.tax_number)
    if not seller:
        raise Refusal("coretax_seller", number=book.shop.tax_number)
    drawn: list[tuple[int, TaxInvoice]] = []
    left_out: list[LeftOut] = []
    for invoice_id in _wanted(tx, since, until, numbers):
        found = one_invoice(tx, invoice_id)
        if len(drawn) >= settings.most:
            left_out.append(LeftOut(found.internal_no, "coretax_full", {"most": settings.most}))
            continue
        try:
            drawn.append((found.id, draw(found, lines_of(tx, found.id), settings)))
        except Refusal as refusal:
            left_out.append(LeftOut(found.internal_no, refusal.code, dict(refusal.params)))
    if not drawn:
        why = [(one.code, dict(one.params)) for one in left_out[:_NAMED]]
        raise Refusal("coretax_nothing", left_out=len(left_out), why=why)
    data = written(seller, settings.place, settings.unit, [one for _id, one in drawn])
    file_id = _freeze(tx, seller, data, drawn)
    record(tx, "coretax_exported", file=file_id, invoices=len(drawn))
    return Exported(one_batch(tx, file_id), data, tuple(left_out))


def uploaded(tx: Transaction, file_id: int) -> Batch:
    """A person says that the file was uploaded; what came back since stays as it is."""
    return _step_all(tx, file_id, CoretaxState.UPLOADED)


def withdraw(tx: Transaction, file_id: int) -> Batch:
    """A person says that the file was never uploaded: its invoices may go into another one.

    Raises Refusal ``coretax_uploaded`` once any of it was.
    """
    found = one_batch(tx, file_id)
    if set(found.states) - {CoretaxState.EXPORTED}:
        raise Refusal("coretax_uploaded", file=found.name)
    return _step_all(tx, file_id, CoretaxState.WITHDRAWN)


def batches(tx: Transaction, limit: int = 50) -> tuple[Batch, ...]:
    """The files, the newest first."""
    rows = tx.execute(_ids.limit(limit)).scalars()
    return tuple(one_batch(tx, int(row)) for row in rows)


def one_batch(tx: Transaction, file_id: int) -> Batch:
    """One file; raises NotFound ``coretax_file_unknown``."""
    row: Any = tx.execute(_file, {"f": file_id}).first()
    if row is None:
        raise NotFound("coretax_file_unknown", file=file_id)
    states: dict[CoretaxState, int] = {}
    for line in lines(tx, file_id):
        states[line.state] = states.get(line.state, 0) + 1
    return Batch(
        row.id,
        row.name,
        row.seller,
        row.invoices,
        row.sha256,
        row.made_at,
        row.made_by,
        states,
    )


def lines(tx: Transaction, file_id: int) -> tuple[BatchLine, ...]:
    """The invoices of a file, in its order."""
    return tuple(
        BatchLine(
            row.reference,
            CoretaxState(row.state),
            row.nsfp,
            row.reason,
            row.issue_date,
            deadline(row.issue_date),
        )
        for row in tx.execute(_lines, {"f": file_id})
    )


def data_of(tx: Transaction, file_id: int) -> bytes:
    """The bytes of a file, the same each time; raises NotFound ``coretax_file_unknown``."""
    data = tx.execute(_bytes, {"f": file_id}).scalar()
    if data is None:
        raise NotFound("coretax_file_unknown", file=file_id)
    return bytes(data)


def deadline(day: date) -> date:
    """The 20th of the month after a day (PER-11/PJ/2025)."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, 20)


def _wanted(
    tx: Transaction, since: date | None, until: date | None, numbers: Sequence[str]
) -> list[int]:
    """Invoices that may go into a file, in the order of their days."""
    if numbers:
        found = [by_number(tx, number) for number in numbers]
        for one in found:
            taken = tx.execute(_taken, {"i": one.id}).scalar()
            if taken is not None:
                raise Refusal("coretax_taken", invoice=one.internal_no, file=taken)
        return [one.id for one in found]
    wanted = (
        select(invoices.c.id)
        .where(
            invoices.c.state == InvoiceState.ISSUED.value,
            invoices.c.kind == InvoiceKind.INVOICE.value,
            ~select(coretax_lines.c.id)
            .where(coretax_lines.c.invoice_id == invoices.c.id, _live)
            .exists(),
        )
        .order_by(invoices.c.issue_date, invoices.c.id)
        .limit(_LOOKED_AT)
    )
    if since is not None:
        wanted = wanted.where(invoices.c.issue_date >= since)
    if until is not None:
        wanted = wanted.where(invoices.c.issue_date <= until)
    return [int(row) for row in tx.execute(wanted).scalars()]


def _freeze(
    tx: Transaction, seller: str, data: bytes, drawn: Sequence[tuple[int, TaxInvoice]]
) -> int:
    digest = hashlib.sha256(data).hexdigest()
    row = {
        "seller": seller,
        "name": f"coretax-{tx.today:%Y%m%d}-{digest[:8]}.xml",
        "invoices": len(drawn),
        "sha256": digest,
        "data": data,
        "made_at": tx.now,
        "made_by": tx.actor.name,
    }
    made = insert(coretax_files).returning(coretax_files.c.id)
    file_id = int(tx.execute(made, row).scalar_one())
    tx.execute(
        insert(coretax_lines),
        [
            {
                "file_id": file_id,
                "invoice_id": invoice_id,
                "reference": one.reference,
                "state": CoretaxState.EXPORTED.value,
                "changed_at": tx.now,
            }
            for invoice_id, one in drawn
        ],
    )
    return file_id


def _step_all(tx: Transaction, file_id: int, then: CoretaxState) -> Batch:
    """Take what is only exported one step further."""
    require(tx, Permission.INVOICE_ISSUE)
    one_batch(tx, file_id)
    was = CoretaxState.EXPORTED.value
    tx.execute(_step, {"f": file_id, "was": was, "then": then.value, "at": tx.now})
    record(tx, f"coretax_{then.value}", file=file_id)
    return one_batch(tx, file_id)


_live = coretax_lines.c.state.not_in([state.value for state in FREE])
_ids = select(coretax_files.c.id).order_by(coretax_files.c.id.desc())
_file = select(coretax_files).where(coretax_files.c.id == bindparam("f"))
_bytes = select(coretax_files.c.data).where(coretax_files.c.id == bindparam("f"))
_lines = (
    select(coretax_lines, invoices.c.issue_date)
    .join(invoices, invoices.c.id == coretax_lines.c.invoice_id)
    .where(coretax_lines.c.file_id == bindparam("f"))
    .order_by(coretax_lines.c.id)
)
_taken = (
    select(coretax_files.c.name)
    .join(coretax_lines, coretax_lines.c.file_id == coretax_files.c.id)
    .where(coretax_lines.c.invoice_id == bindparam("i"), _live)
)
_step = (
    update(coretax_lines)
    .where(coretax_lines.c.file_id == bindparam("f"), coretax_lines.c.state == bindparam("was"))
    .values(state=bindparam("then"), changed_at=bindparam("at"))
)
