"""A courier's statement as a file: its columns by the shop's settings, its cells checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from core.errors import Refusal
from core.files.reading import read_table
from core.files.reasons import Reason
from core.files.table import Row, header_names
from core.files.values import day, marked_amount, text
from core.money import Money, to_minor
from core.remittance_settings import RemittanceSettings


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement; amounts in minor units."""

    line_no: int
    waybill: str
    amount: int
    fee: int | None
    """None where the file does not say."""
    paid_on: date | None
    reference: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A file as it was read: what can be matched, and what could not be read."""

    name: str
    digest: str
    """Of what it says: the same lines saved anew are the same file."""
    lines: tuple[Line, ...]
    refused: tuple[Reason, ...]


def read_statement(path: Path, settings: RemittanceSettings, currency: str) -> Statement:
    """Read a statement; raises Refusal ``file_...`` where nothing of it can be trusted."""
    named = (
        settings.waybill,
        settings.amount,
        settings.fee,
        settings.date,
        settings.reference,
    )
    names = header_names(named)
    table = read_table(path, names, names[:2], others=True)
    lines: list[Line] = []
    refused: list[Reason] = []
    for row in table.rows:
        if not row.cells.get(names[0], "").strip() and not row.cells.get(names[1], "").strip():
            continue  # a sum at the end, a line of words
        try:
            lines.append(_line(row, names, settings, currency))
        except _Cell as cell:
            refused.append(cell.reason)
    told = "\n".join(repr(line) for line in lines).encode()
    return Statement(
        path.name[:200], hashlib.sha256(told).hexdigest(), tuple(lines), tuple(refused)
    )


def restated(line: Line, read: str, meant: str) -> Line:
    """The same amounts where the parcel's money is not the currency that the file was read in."""
    if read == meant:
        return line
    fee = None if line.fee is None else to_minor(Money(line.fee, read).decimal, meant)
    return replace(line, amount=to_minor(Money(line.amount, read).decimal, meant), fee=fee)


class _Cell(Exception):
    """A cell that cannot be read, and why."""

    def __init__(self, reason: Reason):
        super().__init__(reason.code)
        self.reason = reason


def _line(row: Row, names: list[str], settings: RemittanceSettings, currency: str) -> Line:
    waybill, sum_, fee, paid_on, reference = names
    used = set(names)
    for problem in row.problems:
        if problem.column in used and not (problem.column == paid_on and "date" in problem.code):
            raise _Cell(Reason.at(row.line, problem.column, problem.code, problem.params))
    cells = {name: row.cells.get(name, "").strip() for name in names}
    column = waybill
    try:
        number = text(cells[waybill], 60)
        if not number:
            raise _Cell(Reason.at(row.line, waybill, "value_missing", {}))
        column = sum_
        collected = marked_amount(cells[sum_] or "0", settings.thousands, currency)
        column = fee
        billed = marked_amount(cells[fee], settings.thousands, currency) if cells[fee] else None
        column = paid_on
        on = day(cells[paid_on])
        column = reference
        return Line(row.line, number, collected, billed, on, text(cells[reference], 80))
    except Refusal as refusal:
        raise _Cell(Reason.of(row.line, column, refusal)) from refusal
