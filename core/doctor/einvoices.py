"""Checks of e-invoices: none hangs between two states, numbers agree, files are as they came."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

from sqlalchemy import and_, or_, select

from core.billing.models import invoices
from core.doctor.findings import Finding, Level
from core.doctor.looking import Look, Means, Rows, Span, by, named, within
from core.einvoice.models import coretax_files, coretax_lines, einvoice_files, einvoices
from core.einvoice.states import EState
from core.transaction import Transaction

EINVOICES = Rows("einvoices", einvoices.c.id)
FILES = Rows("einvoice_files", einvoice_files.c.einvoice_id, at_once=50)
BATCHES = Rows("coretax_files", coretax_files.c.id, at_once=20)

LONG = timedelta(hours=24)
"""Longer than a provider is away, or gives a number late."""
_e, _i = einvoices.c, invoices.c
_REFERENCE = re.compile(r"<RefDesc>([^<]*)</RefDesc>")


def _hanging(tx: Transaction, span: Span, means: Means) -> Iterator[Finding]:
    """Whose outcome nobody knows, or whose number never came."""
    params = {"low": span.low, "high": span.high}
    before = tx.now - LONG
    for row in tx.execute(_waiting, params):
        told = {"invoice": row.internal_no, "provider": row.provider}
        if row.state == EState.UNKNOWN.value and (row.asked_at or row.created_at) < before:
            yield Finding("einvoice_unknown_long", (row.id,), told, Level.HINT)
        elif row.state != EState.UNKNOWN.value and (row.issued_at or row.created_at) < before:
            yield Finding("einvoice_numberless", (row.id,), told, Level.HINT)


_waiting = (
    select(_e.id, _e.state, _e.provider, _e.asked_at, _e.issued_at, _e.created_at, _i.internal_no)
    .join(invoices, _i.id == _e.invoice_id)
    .where(
        within(_e.id),
        or_(
            _e.state == EState.UNKNOWN.value,
            and_(
                _e.state.in_([EState.ISSUED.value, EState.ACCEPTED.value]),
                _e.legal_no == "",
            ),
        ),
    )
)
_numbers = (
    select(
        _e.id.label("key"),
        _i.internal_no.label("invoice"),
        _e.legal_no.label("number"),
        _i.legal_no.label("kept"),
    )
    .join(invoices, _i.id == _e.invoice_id)
    .where(within(_e.id), _e.legal_no != "", _e.legal_no != _i.legal_no)
)


def _files(tx: Transaction, span: Span, means: Means) -> Iterator[Finding]:
    for row in tx.execute(_kept, {"low": span.low, "high": span.high}):
        if hashlib.sha256(bytes(row.data)).hexdigest() != row.sha256:
            params = {"file": row.name}
            yield Finding("einvoice_file", (row.einvoice_id, row.kind), params)


_kept = select(
    einvoice_files.c.einvoice_id,
    einvoice_files.c.kind,
    einvoice_files.c.name,
    einvoice_files.c.sha256,
    einvoice_files.c.data,
).where(within(einvoice_files.c.einvoice_id))


def _batches(tx: Transaction, span: Span, means: Means) -> Iterator[Finding]:
    """A file for Coretax is as it was made, and so is the set of invoices that is in it."""
    params = {"low": span.low, "high": span.high}
    lines: dict[int, list[str]] = {}
    for row in tx.execute(_in_files, params):
        lines.setdefault(row.file_id, []).append(row.reference)
    for row in tx.execute(_made, params):
        data = bytes(row.data)
        told = {"file": row.name, "many": row.invoices}
        if hashlib.sha256(data).hexdigest() != row.sha256:
            yield Finding("einvoice_file", (row.name,), told)
            continue
        said = sorted(unescape(one) for one in _REFERENCE.findall(data.decode("utf-8", "replace")))
        mine = sorted(lines.get(row.id, []))
        if said != mine or len(mine) != row.invoices:
            yield Finding("coretax_set", (row.name,), told | {"now": len(mine)})


_made = select(
    coretax_files.c.id,
    coretax_files.c.name,
    coretax_files.c.invoices,
    coretax_files.c.sha256,
    coretax_files.c.data,
).where(within(coretax_files.c.id))
_in_files = select(coretax_lines.c.file_id, coretax_lines.c.reference).where(
    within(coretax_lines.c.file_id)
)

LOOKS = (
    Look("einvoices", EINVOICES, _hanging),
    Look("einvoices", EINVOICES, by(_numbers, named("einvoice_number", "key"))),
    Look("einvoices", FILES, _files),
    Look("einvoices", BATCHES, _batches),
)
"""What hangs, numbers on both sides, files against their hashes, files for Coretax."""
