"""Reads e-invoices and their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from core.billing.models import invoices
from core.einvoice.document import Document, unpacked
from core.einvoice.models import einvoice_files, einvoices
from core.einvoice.states import EKind, EState, FileKind
from core.errors import NotFound
from core.text import fold
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class EInvoice:
    """An e-invoice and what is known of it; the total in minor units."""

    id: int
    invoice_id: int
    internal_no: str
    reference: str
    """The order's number."""
    order_id: int | None
    buyer: str
    email: str
    language: str
    currency: str
    total: int
    provider: str
    key: str
    kind: EKind
    original_id: int | None
    state: EState
    series: str
    day: date
    document: Document
    stamped_at: datetime | None
    asked_at: datetime | None
    posts: int
    legal_no: str
    provider_id: str
    lookup_code: str
    issued_at: datetime | None
    authority_code: str
    authority_at: datetime | None
    look_at: datetime | None
    looks: int
    error: str
    created_at: datetime
    created_by: str

    @property
    def written(self) -> str:
        """Series and number as people say them; only the series while there is no number."""
        return f"{self.series} {self.legal_no}".rstrip()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of an e-invoice, without its bytes."""

    kind: FileKind
    name: str
    sha256: str
    size: int
    fetched_at: datetime


def one(tx: Transaction, einvoice_id: int, *, lock: bool = False) -> EInvoice:
    """One e-invoice; raises NotFound ``einvoice_not_found``."""
    found = _first(tx, _all.where(einvoices.c.id == einvoice_id), lock=lock)
    if found is None:
        raise NotFound("einvoice_not_found", invoice=str(einvoice_id))
    return found


def of_invoice(tx: Transaction, invoice_id: int, *, lock: bool = False) -> EInvoice | None:
    """The e-invoice of an invoice; None where there is none."""
    return _first(tx, _all.where(einvoices.c.invoice_id == invoice_id), lock=lock)


def by_number(tx: Transaction, number: str, *, lock: bool = False) -> EInvoice:
    """The e-invoice of the invoice with this number of ours, or with this series and number.

    Raises NotFound ``einvoice_not_found``.
    """
    series, _space, legal = number.strip().partition(" ")
    found = _first(tx, _all.where(invoices.c.internal_no == number), lock=lock) or _first(
        tx,
        _all.where(einvoices.c.series == series, einvoices.c.legal_no == (legal or "-")),
        lock=lock,
    )
    if found is None:
        raise NotFound("einvoice_not_found", invoice=number)
    return found


def listed(
    tx: Transaction,
    *,
    states: tuple[EState, ...] = (),
    words: str = "",
    limit: int = 100,
    offset: int = 0,
) -> tuple[EInvoice, ...]:
    """E-invoices, the newest first; `words` are in a number, the order's or the buyer's name."""
    wanted = _narrowed(_all, states, words).order_by(einvoices.c.id.desc())
    rows = tx.execute(wanted.limit(limit).offset(offset))
    return tuple(_einvoice(row) for row in rows)


def count(tx: Transaction, *, states: tuple[EState, ...] = (), words: str = "") -> int:
    """How many of them there are."""
    wanted = select(func.count()).select_from(_joined)
    return int(tx.execute(_narrowed(wanted, states, words)).scalar_one())


def counts(tx: Transaction) -> Mapping[EState, int]:
    """How many e-invoices are in each state."""
    return {EState(state): int(many) for state, many in tx.execute(_counts)}


def files_of(tx: Transaction, einvoice_id: int) -> tuple[KeptFile, ...]:
    """The files that are kept of an e-invoice."""
    rows = tx.execute(_files, {"e": einvoice_id})
    return tuple(
        KeptFile(FileKind(row.kind), row.name, row.sha256, row.size, row.fetched_at) for row in rows
    )


def file_bytes(tx: Transaction, einvoice_id: int, kind: FileKind) -> bytes | None:
    """The bytes of a file as they came; None where it is not kept."""
    data = tx.execute(_bytes, {"e": einvoice_id, "k": kind.value}).scalar()
    return None if data is None else bytes(data)


def _narrowed(wanted: Select[Any], states: tuple[EState, ...], words: str) -> Select[Any]:
    if states:
        wanted = wanted.where(einvoices.c.state.in_([state.value for state in states]))
    if words:
        like = f"%{_escaped(words.lower())}%"
        wanted = wanted.where(
            or_(
                func.lower(invoices.c.internal_no).like(like, escape="\\"),
                func.lower(invoices.c.reference).like(like, escape="\\"),
                einvoices.c.legal_no.like(like, escape="\\"),
                invoices.c.folded.like(f"%{_escaped(fold(words))}%", escape="\\"),
            )
        )
    return wanted


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _first(tx: Transaction, wanted: Select[Any], *, lock: bool) -> EInvoice | None:
    row = tx.execute(wanted.with_for_update(of=einvoices) if lock else wanted).first()
    return None if row is None else _einvoice(row)


def _einvoice(row: Any) -> EInvoice:
    values = {name: getattr(row, name) for name in _PLAIN}
    return EInvoice(
        **values,
        kind=EKind(row.kind),
        state=EState(row.state),
        document=unpacked(row.document),
        email=row.buyer_sides.get("email", ""),
    )


_OWN = {"kind", "state", "document", "email"}
_PLAIN = [name for name in EInvoice.__dataclass_fields__ if name not in _OWN]
_joined = einvoices.join(invoices, invoices.c.id == einvoices.c.invoice_id)
_all = select(
    einvoices,
    invoices.c.internal_no,
    invoices.c.reference,
    invoices.c.order_id,
    invoices.c.buyer_name.label("buyer"),
    invoices.c.buyer.label("buyer_sides"),
    invoices.c.language,
    invoices.c.currency,
    invoices.c.total,
).select_from(_joined)
_counts = select(einvoices.c.state, func.count()).group_by(einvoices.c.state)
_files = (
    select(
        einvoice_files.c.kind,
        einvoice_files.c.name,
        einvoice_files.c.sha256,
        einvoice_files.c.fetched_at,
        func.length(einvoice_files.c.data).label("size"),
    )
    .where(einvoice_files.c.einvoice_id == bindparam("e"))
    .order_by(einvoice_files.c.kind)
)
_bytes = select(einvoice_files.c.data).where(
    einvoice_files.c.einvoice_id == bindparam("e"), einvoice_files.c.kind == bindparam("k")
)
