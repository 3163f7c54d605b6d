"""How right the books are, over time: what counts found at first, and what they set right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select

from core.clock import local
from core.counting.models import count_lines, count_tasks, counts
from core.counting.states import CountState
from core.stock.models import bins, zones
from core.transaction import Transaction


class By(StrEnum):
    """What a row of the report is for."""

    COUNT = "count"
    MONTH = "month"
    ZONE = "zone"
    BIN = "bin"


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How right the books were; amounts in minor units of `currency`."""

    name: str
    lines: int
    right: int
    """Lines on which the first count found what the books said."""
    more: int
    less: int
    value: int
    """Of what was found less what was not."""
    value_off: int
    """Of both together."""
    currency: str

    @property
    def percent(self) -> str:
        """The lines that were right, in percent with one decimal."""
        return f"{self.right * 100 / self.lines:.1f}" if self.lines else ""


def accuracy(
    tx: Transaction,
    warehouse: int,
    by: By,
    first: date | None = None,
    last: date | None = None,
) -> list[Accuracy]:
    """A row for each count, month, zone or bin, of counts posted on the days given.

    The newest count or month first, zones and bins by their code.
    """
    rows = [
        row
        for row in tx.execute(_lines, {"warehouse": warehouse})
        if _is_between(local(row.ended_at, tx.zone).date(), first, last)
    ]
    name = _NAMES[by]
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((name(tx, row), row.currency), []).append(row)
    newest_first = by in {By.COUNT, By.MONTH}
    return [
        _sum(name, currency, groups[name, currency])
        for name, currency in sorted(groups, reverse=newest_first)
    ]


def _sum(name: str, currency: str, rows: Iterable[Any]) -> Accuracy:
    lines = right = more = less = value = value_off = 0
    for row in rows:
        lines += 1
        right += row.first_counted == row.first_expected
        more += max(0, row.posted)
        less += max(0, -row.posted)
        value += row.value or 0
        value_off += abs(row.value or 0)
    return Accuracy(name, lines, right, more, less, value, value_off, currency)


def _is_between(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)


def _month(tx: Transaction, row: Any) -> str:
    return f"{local(row.ended_at, tx.zone):%Y-%m}"


_NAMES: dict[By, Callable[[Transaction, Any], str]] = {
    By.COUNT: lambda tx, row: str(row.number),
    By.MONTH: _month,
    By.ZONE: lambda tx, row: str(row.zone or "-"),
    By.BIN: lambda tx, row: str(row.bin),
}
_lines = (
    select(
        counts.c.number,
        counts.c.ended_at,
        counts.c.currency,
        bins.c.code.label("bin"),
        zones.c.code.label("zone"),
        count_lines.c.first_counted,
        count_lines.c.first_expected,
        count_lines.c.posted,
        count_lines.c.value,
    )
    .select_from(count_lines)
    .join(count_tasks, count_tasks.c.id == count_lines.c.task_id)
    .join(counts, counts.c.id == count_tasks.c.count_id)
    .join(bins, bins.c.id == count_tasks.c.bin_id)
    .outerjoin(zones, zones.c.id == bins.c.zone_id)
    .where(
        counts.c.warehouse_id == bindparam("warehouse"),
        counts.c.state == CountState.POSTED.value,
        count_lines.c.posted.is_not(None),
    )
)
