"""Rows of a CSV file: UTF-8 or marked UTF-16; comma, semicolon or tab; quotes are kept exactly."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from itertools import islice

from core.errors import Refusal
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

_DELIMITERS = (",", ";", "\t")
_CELL_BYTES = 1_000_000  # beyond this the csv module gives up; build_row names what is too long
# What a spreadsheet makes of a long number: the digits that it dropped cannot be had back.
ROUNDED = re.compile(r"[+-]?\d([.,]\d+)?[eE]\+\d{1,3}")


def read_csv(
    raw: bytes,
    path: str,
    columns: Sequence[str],
    required: Sequence[str],
    *,
    others: bool = False,
    preamble: bool = False,
) -> Table:
    """The table in `raw`; the delimiter is the one with which the header names most columns.

    With `preamble` rows may stand above the header: it is the first that names all `required`.
    """
    text = _decode(raw, path)
    skipped = 0
    if hint := re.match(r"sep=(.)\r?\n", text):  # a spreadsheet's own first line
        text, skipped = text[hint.end() :], 1
    if csv.field_size_limit() < _CELL_BYTES:
        csv.field_size_limit(_CELL_BYTES)
    delimiter = max(_DELIMITERS, key=lambda one: _known(text, one, columns, preamble))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    named = 0
    rows: list[Row] = []
    line = skipped + 1
    try:
        for cells in reader:
            here, line = line, skipped + reader.line_num + 1
            if not any(cells) or not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = header_names(cells)
                if preamble and not set(required) <= set(names) and here < PREAMBLE:
                    names = []
                    continue
                check_header(
                    names,
                    path=path,
                    line=here,
                    columns=columns,
                    required=required,
                    others=others,
                )
                named = max(at for at, name in enumerate(names, 1) if name)
                continue
            problems = [
                Problem("cell_rounded", name, {"value": cell})
                for name, cell in zip(names, cells, strict=False)
                if "+" in cell and ROUNDED.fullmatch(cell.strip())
            ]
            if len(cells) < named:
                problems.append(
                    Problem("row_too_short", "", {"columns": len(names), "cells": len(cells)})
                )
            rows.append(build_row(here, names, cells, problems))
            if len(rows) > ROW_LIMIT:
                raise Refusal("file_too_many_rows", path=path, limit=ROW_LIMIT)
    except csv.Error as error:
        raise Refusal("file_quotes_broken", path=path, line=line) from error
    if not names and preamble and line > skipped + 1:
        raise Refusal("file_columns_missing", path=path, line=1, columns=", ".join(required))
    if not names:
        raise Refusal("file_empty", path=path)
    return Table(tuple(names), rows)


def _known(text: str, delimiter: str, columns: Sequence[str], preamble: bool) -> int:
    head = io.StringIO(text[:20_000].lstrip("\r\n"), newline="")
    reader = csv.reader(head, delimiter=delimiter)
    best = 0
    try:
        for names in islice(reader, PREAMBLE if preamble else 1):
            best = max(best, len(set(columns).intersection(header_names(names))))
    except csv.Error:
        return best
    return best


def _decode(raw: bytes, path: str) -> str:
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            try:
                if "\0" not in (text := raw.decode(name))[:8]:  # else UTF-32
                    return text
                raise Refusal("file_not_utf8", path=path, line=1)
            except UnicodeDecodeError as error:
                raise Refusal("file_not_utf8", path=path, line=1) from error
    if b"\0" in raw[:8]:  # UTF-16 without its mark, or UTF-32: every other byte would be lost
        raise Refusal("file_not_utf8", path=path, line=1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Refusal("file_not_utf8", path=path, line=line) from error
