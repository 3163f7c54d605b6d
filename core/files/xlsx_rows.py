"""Rows of an XLSX workbook: the one sheet with the columns, every cell as exact text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from core.errors import Refusal
from core.files.csv_rows import ROUNDED
from core.files.table import (
    PREAMBLE,
    ROW_LIMIT,
    Problem,
    Row,
    Table,
    build_row,
    check_header,
    header_names,
)

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

UNPACKED_LIMIT = 512 * 1024 * 1024
"""Bytes that a workbook may take when unpacked."""
_RATIO_LIMIT = 400  # honest sheets shrink 10 to 50 times
_EXACT_DIGITS = 15  # spreadsheets keep fifteen digits of a number
_Sheet = Any  # the library gives its sheets for reading no usable type
_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}


def read_xlsx(
    raw: bytes,
    path: str,
    columns: Sequence[str],
    required: Sequence[str],
    *,
    others: bool = False,
    preamble: bool = False,
) -> Table:
    """The table of a workbook; a formula is its text and never its result.

    With `preamble` rows may stand above the header: it is the first that names all `required`.
    """
    _weigh(raw, path)
    try:
        return _read(raw, path, columns, required, others=others, preamble=preamble)
    except Refusal:
        raise
    except MemoryError as error:
        raise Refusal("file_workbook_broken", path=path) from error
    except Exception as error:  # the library raises whatever a damaged part makes it stumble over
        raise Refusal("file_workbook_broken", path=path) from error


def _weigh(raw: bytes, path: str) -> None:
    """Refuse what only looks like a workbook, and one that would fill the memory."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise Refusal("file_workbook_broken", path=path) from error
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise Refusal("file_kind", path=path, kind="ZIP")
    size = sum(part.file_size for part in parts)
    bomb = any(
        part.file_size > 16 * 1024 * 1024 and part.file_size > part.compress_size * _RATIO_LIMIT
        for part in parts
    )
    if bomb:
        raise Refusal("file_workbook_broken", path=path)
    if size > UNPACKED_LIMIT:
        mega = 1024 * 1024
        raise Refusal(
            "file_workbook_too_big",
            path=path,
            size_mb=size // mega,
            limit_mb=UNPACKED_LIMIT // mega,
        )


def _read(
    raw: bytes,
    path: str,
    columns: Sequence[str],
    required: Sequence[str],
    *,
    others: bool,
    preamble: bool,
) -> Table:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    try:
        names: list[str] = []
        passed = False
        rows: list[Row] = []
        for line, values in _filled(_sheet(book, path, required, PREAMBLE if preamble else 1)):
            if not names:
                names = _header(values)
                if preamble and not set(required) <= set(names) and line < PREAMBLE:
                    names, passed = [], True
                    continue
                check_header(
                    names,
                    path=path,
                    line=line,
                    columns=columns,
                    required=required,
                    others=others,
                )
                continue
            problems: list[Problem] = []
            cells = [_text(value) for value in values]
            for name, value, cell in zip(names, values, cells, strict=False):
                if problem := _problem(name, value, cell):
                    problems.append(problem)
            rows.append(build_row(line, names, cells, problems))
            if len(rows) > ROW_LIMIT:
                raise Refusal("file_too_many_rows", path=path, limit=ROW_LIMIT)
    finally:
        book.close()
    if not names and passed:
        raise Refusal("file_columns_missing", path=path, line=1, columns=", ".join(required))
    if not names:
        raise Refusal("file_empty", path=path)
    return Table(tuple(names), rows)


def _sheet(book: Workbook, path: str, required: Sequence[str], above: int) -> _Sheet | None:
    """The visible sheet with the required columns, else the first that holds anything.

    Rows on a second such sheet are not passed over in silence: ``file_sheets_several``.
    """
    first: _Sheet | None = None
    fitting: list[_Sheet] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        head = [values for _line, values in islice(_filled(sheet), above + 1)]
        if not head:
            continue
        first = first or sheet
        if any(set(required) <= set(_header(values)) for values in head[:-1]):
            fitting.append(sheet)
    if len(fitting) > 1:
        titles = ", ".join(str(sheet.title)[:40] for sheet in fitting[:10])
        raise Refusal("file_sheets_several", path=path, sheets=titles)
    return fitting[0] if fitting else first


def _header(values: Sequence[object]) -> list[str]:
    names = header_names([_text(value) for value in values])
    while names and not names[-1]:
        names.pop()
    return names


def _filled(sheet: _Sheet | None) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Line and values of each row that holds anything."""
    if sheet is None:
        return
    sheet.reset_dimensions()  # what a file says about its own size is not believed
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if any(value is not None and value != "" for value in values):
            yield line, values


def _text(value: object) -> str:
    """A cell as text: dates in ISO form, numbers without the noise of binary fractions."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(f"{value:.{_EXACT_DIGITS}g}"), "f")
    if isinstance(value, datetime):
        whole = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        # A day without a time of day is kept by spreadsheets as its midnight.
        return whole.isoformat(" ") if whole.time() != time() else whole.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    # Array and data-table formulas come as objects that hold their text.
    return str(getattr(value, "text", value))


def _problem(name: str, value: object, cell: str) -> Problem | None:
    """What is wrong with a cell itself, before anybody asks what it means."""
    if isinstance(value, str):
        if value in _ERRORS:
            return Problem("cell_error", name, {"value": cell})
        if "+" in value and ROUNDED.fullmatch(value.strip()):
            return Problem("cell_rounded", name, {"value": cell})
    elif isinstance(value, int | float) and abs(value) >= 10**_EXACT_DIGITS:
        return Problem("cell_rounded", name, {"value": cell})
    elif isinstance(value, datetime | date | time | timedelta):
        return Problem("cell_date", name, {"value": cell})
    return None
