"""The sheet of a count: bin by bin what is to be counted or was, for a file or for paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.catalog.models import products
from core.counting.queries import Count, Line, Task, lines_by_task, tasks_of
from core.counting.states import OPEN, TO_COUNT, CountState, TaskState
from core.errors import Refusal
from core.paper.count_document import CountSheet
from core.shipping.settings import ShippingSettings
from core.stock.models import levels
from core.transaction import Transaction

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Some goods in a bin; figures are None where they are not known yet or not to be seen."""

    bin: str
    state: TaskState
    sku: str
    name: str
    lot: str
    expected: int | None
    counted: int | None
    difference: int | None
    value: int | None
    """Of the difference, in minor units of the count's currency, once it is posted."""


def sheet(tx: Transaction, count: Count) -> list[SheetRow]:
    """A count in walking order; a bin of which nothing is known to lie there is one empty row.

    What the books say is left out of bins still to be counted where the count is blind.
    """
    lines = lines_by_task(tx, count.id)
    every = tasks_of(tx, count.id)
    to_count = [task for task in every if task.whole and not _is_over(count, task)]
    books = _books(tx, [task.bin_id for task in to_count])
    rows: list[SheetRow] = []
    for task in every:
        mine = lines.get(task.id, [])
        done = [_row(count, task, line) for line in mine]
        known = {(line.product_id, line.lot) for line in mine}
        known |= {(line.product_id, "") for line in mine}
        there = books.get(task.bin_id, []) if task in to_count and task.round == 1 else []
        done += [
            SheetRow(
                task.bin, task.state, sku, name, lot, None if count.blind else units, *_NOTHING
            )
            for product, sku, name, lot, units in there
            if (product, lot) not in known
        ]
        rows += done or [SheetRow(task.bin, task.state, "", "", "", None, *_NOTHING)]
    return rows


def _row(count: Count, task: Task, line: Line) -> SheetRow:
    over = _is_over(count, task)
    counted = line.counted if over and line.counted is not None else None
    seen = counted is not None
    expected = line.expected if seen or (not count.blind and line.tally is not None) else None
    return SheetRow(
        task.bin,
        task.state,
        line.sku,
        line.name,
        line.lot,
        expected,
        counted,
        line.difference if seen else None,
        line.value,
    )


def _is_over(count: Count, task: Task) -> bool:
    """Whether a bin is counted, so that its figures are no secret to those who count."""
    return task.state is TaskState.DONE or count.state is CountState.POSTED


def _books(
    tx: Transaction, bin_ids: Iterable[int]
) -> dict[int, list[tuple[int, str, str, str, int]]]:
    """(product, SKU, name, lot, units) by bin, of what the books have there."""
    wanted = sorted(set(bin_ids))
    found: dict[int, list[tuple[int, str, str, str, int]]] = {}
    for start in range(0, len(wanted), _CHUNK):
        for bin_id, *goods in tx.execute(_there, {"wanted": wanted[start : start + _CHUNK]}):
            found.setdefault(bin_id, []).append((goods[0], goods[1], goods[2], goods[3], goods[4]))
    return found


def paper_of(
    tx: Transaction, settings: ShippingSettings, count: Count, only: Sequence[str] = ()
) -> CountSheet:
    """The sheet of a count for paper: what is still to be counted, of some bins or of all.

    Raises Refusal ``count_no_sheet`` where nothing is left to count.
    """
    wanted = {code.casefold() for code in only}
    rows = [
        (row.bin, row.sku, row.name, row.lot, "" if row.expected is None else str(row.expected))
        for row in sheet(tx, count)
        if row.state in TO_COUNT and (not wanted or row.bin.casefold() in wanted)
    ]
    if not rows or count.state not in OPEN:
        raise Refusal("count_no_sheet", count=count.number)
    note = " · ".join(part for part in (count.zone, count.note) if part)
    return CountSheet(
        language=settings.language,
        zone=settings.zone,
        number=count.number,
        note=note,
        rows=tuple(rows),
        printed_at=tx.now,
        station=tx.actor.station,
    )


_NOTHING = (None, None, None)
_there = (
    select(
        levels.c.bin_id,
        products.c.id,
        products.c.sku,
        products.c.name,
        levels.c.lot,
        levels.c.on_hand,
    )
    .join(products, products.c.id == levels.c.product_id)
    .where(levels.c.bin_id.in_(bindparam("wanted", expanding=True)), levels.c.on_hand > 0)
    .order_by(products.c.sku, levels.c.lot)
)
