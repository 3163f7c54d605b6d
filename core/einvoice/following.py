"""Follows e-invoices that are issued: numbers and words of the authority that come later, files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from core.database import Database
from core.einvoice.base import Fetched, Found, Issued, Known, NotYet, Provider
from core.einvoice.keeping import keep
from core.einvoice.models import einvoices
from core.einvoice.queries import EInvoice, files_of, one
from core.einvoice.registry import EInvoicing
from core.einvoice.states import OUT, EState, FileKind
from core.einvoice.steps import judged, note, numbered
from core.einvoice.troubles import Trouble, because
from core.first_due import FirstDue
from core.transaction import SYSTEM, Transaction, run

WAITS = (5, 15, 45, 90, 300, 900, 1800)
"""Seconds between two questions; from then on it is asked every hour."""
_HOUR = 3600
_MOST = 80
"""Questions about one e-invoice; then a person has to ask."""
_WANTED = (FileKind.PDF, FileKind.XML)
Ready = Callable[[Transaction, EInvoice], object]
"""Told once of each e-invoice whose files are all here."""


@dataclass(frozen=True, slots=True)
class _Task:
    found: EInvoice
    asks: bool
    """Whether number or authority are still missing."""
    files: tuple[FileKind, ...]


def follow_due(
    database: Database, book: EInvoicing, code: str, ready: Ready | None = None
) -> int | None:
    """Ask a provider about the e-invoice that is due first; gives its id, None where none is.

    The next question is put off before this one is asked, so that two workers do not ask at once.
    """
    provider = book.find(code)
    if provider is None:
        return None
    task = run(database, SYSTEM, lambda tx: _taken(tx, book, code))
    if task is None:
        return None
    found = task.found
    said: Found | None = None
    if task.asks:
        said = provider.lookup(found.key, found.series)
    number = found.legal_no or (said.number if isinstance(said, Issued) else "")
    files = _fetched(provider, found, number, said, task.files) if number else {}
    run(database, SYSTEM, partial(_record, task=task, said=said, files=files, ready=ready))
    return found.id


def _taken(tx: Transaction, book: EInvoicing, code: str) -> _Task | None:
    due = _watched.take(tx, code, book.lease(code))
    if due is None:
        return None
    found = one(tx, due)
    kept = {file.kind for file in files_of(tx, found.id)}
    missing = tuple(kind for kind in _WANTED if kind not in kept)
    asks = not found.legal_no or found.state is EState.ISSUED
    return _Task(found, asks, missing)


def _fetched(
    provider: Provider,
    found: EInvoice,
    number: str,
    said: Found | None,
    wanted: tuple[FileKind, ...],
) -> dict[FileKind, Fetched | NotYet]:
    its_id = said.provider_id if isinstance(said, Issued) else ""
    template = found.document.template
    known = Known(found.key, found.series, number, found.provider_id or its_id, template)
    return {kind: provider.fetch(known, kind) for kind in wanted}


def _record(
    tx: Transaction,
    *,
    task: _Task,
    said: Found | None,
    files: dict[FileKind, Fetched | NotYet],
    ready: Ready | None,
) -> None:
    found = one(tx, task.found.id, lock=True)
    if found.state not in OUT:
        return
    if isinstance(said, Issued):
        found = judged(tx, numbered(tx, found, said), said)
    trouble = ""
    for kind, file in files.items():
        if isinstance(file, Fetched):
            keep(tx, found, kind, file.data)
        else:
            trouble = file.reason
    kept = {file.kind for file in files_of(tx, found.id)}
    whole = all(kind in kept for kind in _WANTED)
    if not found.legal_no:
        trouble = because(Trouble.NUMBER_LATE)
    over = whole and found.state is not EState.ISSUED
    looks = found.looks + 1
    at = None if over or looks >= _MOST else tx.now + _wait(looks)
    error = found.error if found.state is EState.REFUSED else trouble
    found = note(tx, found, looks=looks, look_at=at, error=error)
    if whole and task.files and ready is not None:
        ready(tx, found)


def _wait(looks: int) -> timedelta:
    return timedelta(seconds=WAITS[looks] if looks < len(WAITS) else _HOUR)


_watched = FirstDue(einvoices, einvoices.c.provider)
