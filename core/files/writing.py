"""Writing tables to CSV and XLSX files; no cell of them is ever taken for a formula."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from core.errors import Refusal
from core.text import cells, clean

Cell = str | int | Decimal | datetime | None
"""A moment is written as the wall clock shows it that it is given in."""

KINDS = (".csv", ".xlsx")
# What spreadsheets read as the beginning of a formula, after
# https://owasp.org/www-community/attacks/CSV_Injection
_ACTS = ("=", "+", "-", "@")
_LOOKED_AT, _WIDEST = 200, 60
"""Rows that say how wide the columns of a sheet are, and what no column is wider than."""
_LONGEST = 32_000
"""Characters of a cell: what XLSX takes."""


def write_table(path: Path, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a table, whole or not at all; gives how many rows it has below its head.

    The end of the name says how: ``.csv`` (UTF-8 with a mark, as spreadsheets want it) or
    ``.xlsx``. Raises Refusal ``file_kind_unknown``, ``folder_missing``, or OSError.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise Refusal("file_kind_unknown", path=path.name, known=", ".join(KINDS))
    if not path.parent.is_dir():
        raise Refusal("folder_missing", path=str(path.parent))
    with NamedTemporaryFile(
        "wb", dir=path.parent, prefix=f".{path.stem}-", suffix=kind, delete=False
    ) as file:
        half = Path(file.name)
        try:
            write = _csv if kind == ".csv" else _xlsx
            count = write(file, head, rows)
            file.flush()
            os.fsync(file.fileno())
            half.replace(path)
        except BaseException:
            with suppress(OSError):
                half.unlink()
            raise
    return count


def _csv(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([safe_text(one) for one in head])
    count = 0
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        count += 1
    text.detach()
    return count


def safe_text(text: str) -> str:
    """A text that a spreadsheet shows as it is: one that would act begins with an apostrophe."""
    shown = clean(text, _LONGEST)
    return f"'{shown}" if shown.startswith(_ACTS) else shown


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case Decimal():
            return f"{cell:f}"
        case int():
            return str(cell)
    return safe_text(cell)


def _width(cell: Cell) -> int:
    """Characters that a cell shows: a moment in a column that is too narrow shows none of them."""
    return 16 if isinstance(cell, datetime) else cells(str(cell or ""))


def _xlsx(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    coming = iter(rows)
    seen = list(islice(coming, _LOOKED_AT))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Kemas")

    def made(cell: Cell, *, bold: bool = False) -> Any:
        value: Any = cell
        if isinstance(cell, str):
            value = clean(cell, _LONGEST)
        elif isinstance(cell, datetime):
            value = cell.replace(tzinfo=None)
        one = WriteOnlyCell(sheet, value=value)
        if isinstance(cell, str):
            one.data_type = "s"  # a text, whatever it begins with
        if isinstance(cell, datetime):
            one.number_format = "yyyy-mm-dd hh:mm"
        if bold:
            one.font = Font(bold=True)
        return one

    sheet.freeze_panes = "A2"
    for at, title in enumerate(head):
        width = max([_width(title), *(_width(row[at]) for row in seen)])
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(width, _WIDEST) + 2
    sheet.append([made(one, bold=True) for one in head])
    count = 0
    try:
        for row in chain(seen, coming):
            sheet.append([made(cell) for cell in row])
            count += 1
    except BaseException:
        sheet.close()  # it writes to a file of its own until then
        raise
    book.save(file)
    return count
