"""The journal as a CSV file: the same entries are the same bytes, on every machine."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from core.bookkeeping.journal import Booked
from core.files.writing import safe_text
from core.money import digits

HEAD = (
    "date",
    "entry",
    "journal",
    "document",
    "note",
    "account",
    "account_name",
    "debit",
    "credit",
    "currency",
    "tax_rate",
    "partner_no",
    "partner",
    "partner_tax_number",
)
"""The columns; their names are the same in every language, as programs read them."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that is not as it was in the last file of the period."""

    entry: str
    document: str
    what: str
    """``new``, ``changed`` or ``gone``."""
    before: tuple[str, ...]
    """Its lines, as ``account debit credit currency``."""
    now: tuple[str, ...]


def written(lines: Iterable[Booked]) -> bytes:
    """The file: UTF-8 with a mark, as spreadsheets want it; no cell of it is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for one in lines:
        of = one.entry
        writer.writerow(
            [
                of.day.isoformat(),
                safe_text(of.key),
                of.journal.value,
                safe_text(of.document),
                safe_text(of.note),
                safe_text(one.account.number),
                safe_text(one.account.name),
                _amount(one.debit, of.currency),
                _amount(one.credit, of.currency),
                of.currency,
                one.rate,
                safe_text(of.partner.number),
                safe_text(of.partner.name),
                safe_text(of.partner.tax_number),
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def digest(data: bytes) -> str:
    """What a file is known by."""
    return sha256(data).hexdigest()


def packed(data: bytes) -> bytes:
    """A file as it is kept."""
    return zlib.compress(data, 6)


def unpacked(data: bytes) -> bytes:
    """The file that was kept."""
    return zlib.decompress(data)


def changes(before: bytes, now: bytes) -> tuple[Change, ...]:
    """What is not as it was, entry by entry, in the order of the new file."""
    old, new = _by_entry(before), _by_entry(now)
    found = []
    for key, rows in new.items():
        was = old.get(key, [])
        if was == rows:
            continue
        short, shorter = _said(was, _SHOWN), _said(rows, _SHOWN)
        if short == shorter:  # amounts are the same: who, what for, or the tax is not
            short, shorter = _said(was, HEAD), _said(rows, HEAD)
        what = "changed" if was else "new"
        found.append(Change(key, rows[0]["document"], what, short, shorter))
    for key, rows in old.items():
        if key not in new:
            found.append(Change(key, rows[0]["document"], "gone", _said(rows, _SHOWN), ()))
    return tuple(found)


_SHOWN = ("date", "account", "debit", "credit", "currency")


def _said(rows: list[dict[str, str]], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(row[name] for name in names) for row in rows)


def _by_entry(data: bytes) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(data):
        found.setdefault(row["entry"], []).append(row)
    return found


def _amount(minor: int, currency: str) -> str:
    """A plain number with all its digits; nothing where there is none."""
    if not minor:
        return ""
    return f"{Decimal(minor).scaleb(-digits(currency)):f}"


def rows_of(data: bytes) -> list[dict[str, str]]:
    """The lines of a file by the names of its columns."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
