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
    for key, (document, lines) in new.items():
        was = old.get(key)
        if was is None:
            found.append(Change(key, document, "new", (), lines))
        elif was[1] != lines:
            found.append(Change(key, document, "changed", was[1], lines))
    for key, (document, lines) in old.items():
        if key not in new:
            found.append(Change(key, document, "gone", lines, ()))
    return tuple(found)


def _by_entry(data: bytes) -> dict[str, tuple[str, tuple[str, ...]]]:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in rows:
        said = " ".join(row[name] for name in ("date", "account", "debit", "credit", "currency"))
        document, lines = found.get(row["entry"], (row["document"], ()))
        found[row["entry"]] = (document, (*lines, said))
    return found


def _amount(minor: int, currency: str) -> str:
    """A plain number with all its digits; nothing where there is none."""
    if not minor:
        return ""
    return f"{Decimal(minor).scaleb(-digits(currency)):f}"


def rows_of(data: bytes) -> list[dict[str, str]]:
    """The lines of a file by the names of its columns."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
