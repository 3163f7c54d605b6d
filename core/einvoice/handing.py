"""What goes to the buyer of an invoice that a provider issues: its files, not our own."""

from __future__ import annotations

from core.billing.queries import Invoice
from core.billing.sending.mailing import Legal, Legals
from core.einvoice.queries import file_bytes, files_of, of_invoice
from core.einvoice.states import OUT, EState, FileKind
from core.messages.outcome import File
from core.transaction import Transaction

_SENT = (FileKind.PDF, FileKind.XML)


def legals_of(*, provided: bool) -> Legals:
    """The files of a shop that has a provider of e-invoices, or none."""

    def legal(tx: Transaction, one: Invoice) -> Legal | None:
        if not provided or not one.e_invoice:
            return Legal((), "", "")
        found = of_invoice(tx, one.id)
        if found is None or found.state not in OUT or found.state is EState.REFUSED:
            return None
        kept = [file for file in files_of(tx, found.id) if file.kind in _SENT]
        if FileKind.PDF not in {file.kind for file in kept}:
            return None
        files = tuple(
            File(file.name, kind=file.kind.value, ref=f"einvoice:{found.id}:{file.kind.value}")
            for file in kept
        )
        return Legal(files, found.written, found.lookup_code)

    return legal


def legal_pdf(tx: Transaction, invoice_id: int) -> bytes | None:
    """The paper that the provider made of an invoice; None where it made none."""
    found = of_invoice(tx, invoice_id)
    if found is None or found.state not in OUT or found.state is EState.REFUSED:
        return None
    return file_bytes(tx, found.id, FileKind.PDF)
