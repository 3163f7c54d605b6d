"""Bank statements as CSV or XLSX: which column is what says a layout of the configuration."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from core.errors import Refusal
from core.files.reading import read_table
from core.files.reasons import Reason
from core.files.table import Row, header_names
from core.files.values import FIRST_YEAR, LAST_YEAR, day, marked_amount
from core.receivable_settings import BankLayout
from core.receivables.statements.lines import Line, Statement
from core.text import clean

_COLUMNS = ("date", "amount", "credit", "debit", "direction", "text", "payer", "payer_account",
            "reference")  # fmt: skip
_IN = frozenset({"cr", "c", "k", "credit", "kredit", "in", "co", "có", "+"})
_OUT = frozenset({"db", "d", "dr", "debit", "debet", "out", "no", "nợ", "-"})
_SIGNED = re.compile(r"(?P<before>[+-])?\s*(?P<number>[\d.,]+)\s*(?P<after>[A-Za-z+-]*)")


def read_bank_table(path: Path, layout: BankLayout, account: str, currency: str) -> Statement:
    """A statement by a layout; words of the bank's own may stand above its header.

    Raises Refusal ``file_...`` where nothing of it can be trusted.
    """
    said = {column: getattr(layout, column) for column in _COLUMNS}
    said = {column: header_names([name])[0] for column, name in said.items() if name}
    needed = [said[one] for one in ("date", "amount", "credit") if one in said]
    table = read_table(path, list(dict.fromkeys(said.values())), needed, others=True, preamble=True)
    lines: list[Line] = []
    refused: list[Reason] = []
    for row in table.rows:
        cells = {column: row.cells.get(name, "").strip() for column, name in said.items()}
        if not cells["date"] or not any(cells.get(one) for one in ("amount", "credit", "debit")):
            continue  # a sum at the end, a line of words
        try:
            lines.append(_line(row, cells, said, layout, currency))
        except _Cell as cell:
            refused.append(cell.reason)
    return Statement(path.name[:200], account or layout.account, tuple(lines), tuple(refused))


class _Cell(Exception):
    """A cell that cannot be read, and why."""

    def __init__(self, reason: Reason):
        super().__init__(reason.code)
        self.reason = reason


def _line(
    row: Row, cells: dict[str, str], said: dict[str, str], layout: BankLayout, currency: str
) -> Line:
    of = {name: column for column, name in said.items()}
    for problem in row.problems:
        column = of.get(problem.column)
        if column and not (column == "date" and "date" in problem.code):
            raise _Cell(Reason.at(row.line, problem.column, problem.code, problem.params))
    column = "date"
    try:
        on = _day(cells["date"], layout.day_format)
        if "amount" in said:
            column = "amount"
            amount = _both_ways(cells["amount"], cells.get("direction", ""), layout, currency)
        else:
            column = "credit"
            amount = _one_way(cells["credit"], layout, currency)
            column = "debit"
            amount -= _one_way(cells.get("debit", ""), layout, currency)
    except Refusal as refusal:
        raise _Cell(Reason.of(row.line, said.get(column, column), refusal)) from refusal
    return Line(
        line_no=row.line,
        booked_on=on,
        amount=amount,
        currency=currency,
        payer=clean(cells.get("payer", ""), 200),
        payer_account=clean(cells.get("payer_account", ""), 60),
        text=clean(cells.get("text", ""), 1000),
        bank_ref=clean(cells.get("reference", ""), 120),
    )


def _both_ways(written: str, direction: str, layout: BankLayout, currency: str) -> int:
    found = _SIGNED.fullmatch(written)
    if found is None:
        raise Refusal("money_unreadable", amount=clean(written, 40))
    amount = marked_amount(found["number"], layout.thousands, currency)
    word = (direction or found["after"]).strip().casefold()
    if word and word not in _IN and word not in _OUT:
        raise Refusal("money_unreadable", amount=clean(f"{written} {direction}", 60))
    return -amount if found["before"] == "-" or word in _OUT else amount


def _one_way(written: str, layout: BankLayout, currency: str) -> int:
    if written in {"", "-"}:
        return 0
    return marked_amount(written.removeprefix("-").removeprefix("+"), layout.thousands, currency)


def _day(written: str, pattern: str) -> date:
    if not pattern:
        found = day(written)
    else:
        first = written if " " in pattern else written.split(" ", 1)[0]
        try:
            found = datetime.strptime(first, pattern).date()
        except ValueError:
            found = day(written)
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refusal("date_unreadable", value=clean(written, 40))
    return found
