"""The door for bank statements: looks at what a file is, not at its name."""

from __future__ import annotations

from pathlib import Path

from core.errors import Refusal
from core.files.reading import load
from core.receivable_settings import BankLayout, ReceivablesSettings
from core.receivables.statements.camt import read_camt
from core.receivables.statements.lines import Statement
from core.receivables.statements.ofx import is_ofx, read_ofx
from core.receivables.statements.tables import read_bank_table


def read_bank_file(
    path: Path, settings: ReceivablesSettings, bank: str, account: str, currency: str
) -> Statement:
    """Read a statement; CSV and XLSX by the layout of `bank`, or by the only one there is.

    Raises Refusal ``file_...``, ``bank_file_...``, ``bank_layout_unknown``, ``bank_layout_needed``
    or ``bank_account_needed`` where nothing says which account of ours it is.
    """
    raw = load(path)
    if not raw.strip():
        raise Refusal("file_empty", path=str(path))
    if is_ofx(raw):
        found = read_ofx(raw, str(path), path.name[:200])
    elif raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        found = read_camt(raw, str(path), path.name[:200])
    else:
        layout = _layout(settings, bank)
        found = read_bank_table(path, layout, account, currency)
    if not found.account:
        raise Refusal("bank_account_needed", path=str(path))
    return found


def _layout(settings: ReceivablesSettings, bank: str) -> BankLayout:
    known = ", ".join(one.name for one in settings.banks)
    if bank:
        layout = settings.bank(bank)
        if layout is None:
            raise Refusal("bank_layout_unknown", bank=bank, known=known or "-")
        return layout
    if len(settings.banks) != 1:
        raise Refusal("bank_layout_needed", known=known or "-")
    return settings.banks[0]
