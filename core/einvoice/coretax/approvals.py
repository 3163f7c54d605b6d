"""Takes in what came of a batch: the list that Coretax gives out, with the numbers of DJP."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.billing.models import invoices
from core.database import Database
from core.einvoice.models import coretax_lines
from core.einvoice.states import CORETAX_STEPS, FREE, CoretaxState
from core.errors import Refusal
from core.files.reading import read_table
from core.files.reasons import Reason
from core.files.table import Row
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Actor, Transaction, run

_REFERENCE = ("referensi", "reference", "refdesc")
_NUMBER = ("nomor_faktur_pajak", "nomor_faktur", "nsfp", "number")
_STATUS = ("status_faktur", "status")
_REASON = ("keterangan", "alasan", "reason")
"""What the columns are called, in Coretax or in a list that somebody typed."""
_YES = ("approved", "disetujui", "amended", "credited", "normal")
_NO = ("reject", "ditolak", "cancel", "dibatalkan", "batal", "invalid")


@dataclass(slots=True)
class Approvals:
    """What became of a list."""

    rows: int = 0
    approved: int = 0
    rejected: int = 0
    known: int = 0
    """Lines that say what was known already, or nothing yet."""
    refused: list[Reason] = field(default_factory=list)


def import_approvals(database: Database, actor: Actor, path: Path) -> Approvals:
    """Take in a list of approvals; the same list once more changes nothing.

    Raises NotAllowed, and Refusal ``file_...`` and ``coretax_columns`` where nothing of it can be
    trusted.
    """
    run(database, actor, lambda tx: require(tx, Permission.INVOICE_ISSUE))
    table = read_table(path, (*_REFERENCE, *_NUMBER, *_STATUS, *_REASON), (), others=True)
    columns = set(table.columns)
    if not columns & set(_REFERENCE) or not columns & {*_NUMBER, *_STATUS}:
        raise Refusal("coretax_columns", path=str(path), reference=_REFERENCE[0], number=_NUMBER[0])
    done = Approvals()
    for row in table.rows:
        reference = _cell(row, _REFERENCE)
        if not reference:
            continue
        done.rows += 1

        def take(
            tx: Transaction, row: Row = row, reference: str = reference
        ) -> CoretaxState | None:
            return _taken(tx, row, reference)

        try:
            state = run(database, actor, take)
        except Refusal as refusal:
            done.refused.append(Reason.of(row.line, "", refusal))
            continue
        done.approved += state is CoretaxState.APPROVED
        done.rejected += state is CoretaxState.REJECTED
        done.known += state is None
    return done


def _taken(tx: Transaction, row: Row, reference: str) -> CoretaxState | None:
    """What a line changes; None where it says nothing new."""
    found: Any = tx.execute(_line, {"r": reference}).first()
    if found is None:
        raise Refusal("coretax_reference_unknown", reference=reference)
    now = CoretaxState(found.state)
    status = _cell(row, _STATUS).casefold()
    number = re.sub(r"[\s.\-/]", "", _cell(row, _NUMBER))
    if any(word in status for word in _NO):
        if now is CoretaxState.REJECTED:
            return None
        reason = _cell(row, _REASON) or _cell(row, _STATUS)
        return _step(tx, found, now, CoretaxState.REJECTED, reason=reason)
    if not number or (status and not any(word in status for word in _YES)):
        return None  # it is still on its way there
    if not re.fullmatch(r"\d{17}", number):
        raise Refusal("coretax_number_wrong", reference=reference, number=number)
    if now is CoretaxState.APPROVED:
        if found.nsfp != number:
            raise Refusal("coretax_number_differs", reference=reference, number=found.nsfp)
        return None
    other = tx.execute(_numbered, {"n": number}).scalar()
    if other is not None:
        raise Refusal("coretax_number_taken", number=number, reference=other)
    return _step(tx, found, now, CoretaxState.APPROVED, nsfp=number)


def _step(
    tx: Transaction,
    found: Any,
    now: CoretaxState,
    then: CoretaxState,
    nsfp: str = "",
    reason: str = "",
) -> CoretaxState:
    if (now, then) not in CORETAX_STEPS:
        raise Refusal("coretax_step", reference=found.reference, state=now.value)
    values = {"l": found.id, "then": then.value, "no": nsfp, "why": reason, "at": tx.now}
    tx.execute(_write, values)
    if nsfp:
        tx.execute(_onto_invoice, {"i": found.invoice_id, "no": nsfp})
    record(
        tx,
        f"coretax_{then.value}",
        order_id=found.order_id,
        invoice=found.reference,
        number=nsfp,
        why=reason,
    )
    return then


def _cell(row: Row, names: tuple[str, ...]) -> str:
    return next((clean(row.cells[name], 400) for name in names if row.cells.get(name)), "")


_free = coretax_lines.c.state.in_([state.value for state in FREE])
_line = (
    select(
        coretax_lines.c.id,
        coretax_lines.c.state,
        coretax_lines.c.nsfp,
        coretax_lines.c.reference,
        coretax_lines.c.invoice_id,
        invoices.c.order_id,
    )
    .join(invoices, invoices.c.id == coretax_lines.c.invoice_id)
    .where(coretax_lines.c.reference == bindparam("r"))
    .order_by(_free, coretax_lines.c.id.desc())
    .limit(1)
    .with_for_update(of=coretax_lines)
)
_numbered = select(coretax_lines.c.reference).where(coretax_lines.c.nsfp == bindparam("n"))
_write = (
    update(coretax_lines)
    .where(coretax_lines.c.id == bindparam("l"))
    .values(
        state=bindparam("then"),
        nsfp=bindparam("no"),
        reason=bindparam("why"),
        changed_at=bindparam("at"),
    )
)
_onto_invoice = (
    update(invoices).where(invoices.c.id == bindparam("i")).values(legal_no=bindparam("no"))
)
