"""Keeps the files of e-invoices as they came, with their hash."""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, delete, insert

from core.einvoice.models import einvoice_files
from core.einvoice.queries import EInvoice, file_bytes
from core.einvoice.states import FileKind
from core.transaction import Transaction


def name_of(found: EInvoice, kind: FileKind) -> str:
    """The name of a file as the buyer gets it: series and number, safe on every disk."""
    if kind is FileKind.PREVIEW:
        return f"preview-{found.key}.pdf"
    safe = "".join(sign if sign.isalnum() else "-" for sign in found.legal_no or found.key)
    return f"{found.series}-{safe}.{kind.value}"


def keep(tx: Transaction, found: EInvoice, kind: FileKind, data: bytes) -> bytes:
    """Keep a file unless one is kept; gives the one that counts. A preview is drawn anew."""
    if kind is FileKind.PREVIEW:
        tx.execute(_forget, {"e": found.id, "k": kind.value})
    known = file_bytes(tx, found.id, kind)
    if known is not None:
        return known
    row = {
        "einvoice_id": found.id,
        "kind": kind.value,
        "name": name_of(found, kind),
        "sha256": hashlib.sha256(data).hexdigest(),
        "data": data,
        "fetched_at": tx.now,
    }
    tx.execute(insert(einvoice_files), row)
    return data


_forget = delete(einvoice_files).where(
    einvoice_files.c.einvoice_id == bindparam("e"), einvoice_files.c.kind == bindparam("k")
)
