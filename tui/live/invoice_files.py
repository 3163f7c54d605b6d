"""Files of invoices at a real station: the PDF, and what the provider of e-invoices made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.billing.queries import Invoice, one_invoice
from core.billing.states import InvoiceState
from core.einvoice.queries import by_number, file_bytes, files_of, of_invoice
from core.einvoice.states import FileKind
from core.errors import NotAllowed, NotFound, Refusal
from core.i18n import _
from core.people.permissions import Permission, require
from core.transaction import Actor, Transaction, reading
from tui.given_path import given_path, usual_folder
from tui.invoice_files import Papering, papering_of, pdf_of

if TYPE_CHECKING:
    from core.database import Database
    from core.settings import Config
    from core.shipping.desk import Desk


class LiveInvoiceFiles:
    """Follows `tui.goods_views.InvoiceFiles`."""

    def __init__(self, database: Database, config: Config, desk: Desk) -> None:
        self._database = database
        self._config = config
        self._desk = desk

    def folder(self) -> str:
        """Where files go when nobody says."""
        return str(usual_folder(self._config))

    def write(self, identifier: str, folder: str) -> str:
        """Write all files of an invoice into a folder; gives what to say.

        Raises NotAllowed, Refusal ``invoice_not_issued``, and what says why it cannot be written.
        """
        how = papering_of(self._config)
        found = write_files(self._database, self._who(), identifier, self._place(folder), how)
        return _told(found)

    def write_legal(self, number: str, folder: str) -> str:
        """Write what is kept of an e-invoice, the preview too; gives what to say.

        Raises NotAllowed, NotFound ``einvoice_no_file_kept``, and what says why it cannot be
        written.
        """
        with reading(self._database, self._who()) as tx:
            require(tx, Permission.MONEY_VIEW)
            one = by_number(tx, number)
            files = _kept(tx, one.id)
        if not files:
            raise NotFound("einvoice_no_file_kept", file=one.internal_no)
        return _told(_put(self._place(folder), files))

    def _who(self) -> Actor:
        who = self._desk.operator()
        if who is None:
            raise NotAllowed("not_signed_in", permission=Permission.MONEY_VIEW.value)
        return who

    def _place(self, folder: str) -> Path:
        return given_path(self._config, folder) if folder.strip() else usual_folder(self._config)


def write_files(
    database: Database, who: Actor, identifier: str, folder: Path, papering: Papering
) -> list[Path]:
    """Write the PDF of an issued invoice and the files of its e-invoice; gives their paths.

    Raises Refusal ``invoice_not_issued``, ``folder_unwritable``.
    """
    if not identifier.isdecimal():
        raise NotFound("invoice_not_found", invoice=identifier)
    with reading(database, who) as tx:
        require(tx, Permission.MONEY_VIEW)
        one = one_invoice(tx, int(identifier))
        if one.state is not InvoiceState.ISSUED:
            raise Refusal("invoice_not_issued", order=one.reference or one.named)
        files = _of_provider(tx, one)
    pdf = pdf_of(database, who, one.internal_no, papering)
    files.insert(0, (f"{safe_name(one.internal_no)}.pdf", pdf))
    return _put(folder, files)


def _put(folder: Path, files: Sequence[tuple[str, bytes]]) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files:
            (folder / name).write_bytes(data)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Refusal("folder_unwritable", folder=str(folder), why=why) from error
    return [folder / name for name, _data in files]


def _told(found: Sequence[Path]) -> str:
    names = ", ".join(path.name for path in found)
    return _("{files}: in {folder}.").format(files=names, folder=str(found[0].parent))


def safe_name(number: str) -> str:
    """A number as the name of a file, on every disk."""
    return re.sub(r"[^\w.-]+", "-", number).strip("-.") or "invoice"


def _of_provider(tx: Transaction, one: Invoice) -> list[tuple[str, bytes]]:
    sent = of_invoice(tx, one.id)
    if sent is None:
        return []
    return _kept(tx, sent.id, preview=False)


def _kept(tx: Transaction, einvoice_id: int, *, preview: bool = True) -> list[tuple[str, bytes]]:
    """What is kept of an e-invoice, by the names of files."""
    made = []
    for file in files_of(tx, einvoice_id):
        data = file_bytes(tx, einvoice_id, file.kind)
        if data is not None and (preview or file.kind is not FileKind.PREVIEW):
            made.append((safe_name(file.name), data))
    return made
