"""Reading counts: the counts, their bins in walking order, and what was found in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ScalarSelect, Select, and_, case, func, or_, select

from core.catalog.models import products
from core.counting.models import count_lines, count_scans, count_tasks, counts
from core.counting.states import OPEN, TO_COUNT, CountState, Kind, TaskState
from core.errors import NotFound
from core.people.models import operators, stations
from core.stock.models import bins
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Count:
    """A count and how far it is."""

    id: int
    number: str
    warehouse_id: int
    kind: Kind
    state: CountState
    plan_id: int | None
    zone: str
    blind: bool
    note: str
    due_on: date | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    reason: str
    currency: str
    bins: int
    left: int
    """Bins that somebody still has to count."""
    again: int
    """Of them, those that are counted once more."""


@dataclass(frozen=True, slots=True)
class Task:
    """One bin of a count."""

    id: int
    count_id: int
    count: str
    blind: bool
    bin_id: int
    bin: str
    state: TaskState
    whole: bool
    round: int
    attempt: int
    holder: str
    operator_id: int | None
    operator: str
    station: str
    begun_at: datetime | None
    counted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """Some goods in one bin of a count, in units."""

    id: int
    task_id: int
    product_id: int
    sku: str
    name: str
    lot: str
    by_lot: bool
    asked: bool
    reason: str
    tally: int | None
    """What was scanned so far in this round."""
    counted: int | None
    """What the last round that is over came to."""
    on_hand: int
    away: int
    moved: bool
    first_counted: int | None
    first_expected: int | None
    counted_at: datetime | None
    operator_id: int | None
    kept: bool
    posted: int | None
    value: int | None
    """Of what was posted, in minor units of the count's currency."""

    @property
    def expected(self) -> int:
        """What the books said when it was counted, without what lay in open boxes."""
        return self.on_hand - self.away

    @property
    def difference(self) -> int:
        """By how much the count is off; 0 before it is counted."""
        return 0 if self.counted is None else self.counted - self.expected


def by_number(tx: Transaction, number: str) -> Count:
    """A count by its number, in any case; raises NotFound ``count_unknown``."""
    row = tx.execute(_counts.where(counts.c.number == number.strip().upper())).first()
    if row is None:
        raise NotFound("count_unknown", count=number)
    return _count(row)


def one_count(tx: Transaction, count_id: int, *, lock: bool = False) -> Count:
    """A count by its id; with `lock` nobody else counts or posts it until the transaction ends."""
    if lock:
        lock_count(tx, count_id)
    row = tx.execute(_counts.where(counts.c.id == count_id)).first()
    if row is None:
        raise NotFound("count_unknown", count=count_id)
    return _count(row)


def page(
    tx: Transaction,
    warehouse: int,
    states: Sequence[CountState] = (),
    offset: int = 0,
    limit: int = 100,
) -> list[Count]:
    """Counts of a warehouse: the open ones by day, then those that ended, the newest first."""
    is_open = counts.c.state.in_([state.value for state in OPEN])
    query = _counts.where(counts.c.warehouse_id == warehouse)
    if states:
        query = query.where(counts.c.state.in_([state.value for state in states]))
    query = query.order_by(
        is_open.desc(),
        case((is_open, counts.c.due_on)),
        case((is_open, counts.c.id)),
        counts.c.id.desc(),
    )
    return [_count(row) for row in tx.execute(query.offset(offset).limit(limit))]


def due_counts(tx: Transaction, warehouse: int) -> list[Count]:
    """Open counts whose day has come and of which bins are left, the oldest day first.

    Bins that somebody chose to have counted remind nobody.
    """
    query = _counts.where(
        counts.c.warehouse_id == warehouse,
        counts.c.state.in_([state.value for state in OPEN]),
        counts.c.kind != Kind.SOME.value,
        counts.c.due_on <= tx.today,
    )
    found = [_count(row) for row in tx.execute(query.order_by(counts.c.due_on, counts.c.id))]
    return [one for one in found if one.left]


def tasks_of(tx: Transaction, count_id: int, states: Sequence[TaskState] = ()) -> list[Task]:
    """The bins of a count in walking order."""
    query = _tasks.where(count_tasks.c.count_id == count_id)
    if states:
        query = query.where(count_tasks.c.state.in_([state.value for state in states]))
    return [_task(row) for row in tx.execute(query.order_by(*WALK))]


def waiting_tasks(
    tx: Transaction, warehouse: int, offset: int = 0, limit: int = 1_000_000
) -> list[Task]:
    """Bins that somebody still has to count, of all open counts: those begun, then as one walks."""
    query = _waiting(_tasks, warehouse).order_by(
        case((count_tasks.c.state == TaskState.COUNTING.value, 0), else_=1), *WALK, counts.c.id
    )
    return [_task(row) for row in tx.execute(query.offset(offset).limit(limit))]


def waiting_total(tx: Transaction, warehouse: int) -> int:
    """How many bins somebody still has to count."""
    query = select(func.count()).select_from(count_tasks).join(counts).join(bins)
    return int(tx.execute(_waiting(query, warehouse)).scalar_one())


def one_task(tx: Transaction, task_id: int) -> Task:
    """A bin of a count; raises NotFound ``count_task_gone``."""
    row = tx.execute(_tasks.where(count_tasks.c.id == task_id)).first()
    if row is None:
        raise NotFound("count_task_gone", task=task_id)
    return _task(row)


def tasks_in_bin(tx: Transaction, bin_id: int) -> list[Task]:
    """This bin in all open counts, the oldest count first."""
    query = _tasks.where(
        count_tasks.c.bin_id == bin_id, counts.c.state.in_([state.value for state in OPEN])
    )
    return [_task(row) for row in tx.execute(query.order_by(counts.c.id))]


def held_task(tx: Transaction, holder: str) -> Task | None:
    """The bin that somebody is counting, or None."""
    query = _tasks.where(
        count_tasks.c.holder == holder, count_tasks.c.state == TaskState.COUNTING.value
    )
    row = tx.execute(query.order_by(count_tasks.c.begun_at.desc()).limit(1)).first()
    return None if row is None else _task(row)


def lines_of(tx: Transaction, task_id: int) -> list[Line]:
    """What is counted in a bin, by SKU."""
    query = _lines.where(count_lines.c.task_id == task_id)
    return [Line(*row) for row in tx.execute(query.order_by(products.c.sku, count_lines.c.lot))]


def lines_by_task(tx: Transaction, count_id: int) -> dict[int, list[Line]]:
    """The lines of all bins of a count."""
    query = _lines.join(count_tasks, count_tasks.c.id == count_lines.c.task_id)
    query = query.where(count_tasks.c.count_id == count_id)
    found: dict[int, list[Line]] = {}
    for row in tx.execute(query.order_by(products.c.sku, count_lines.c.lot)):
        line = Line(*row)
        found.setdefault(line.task_id, []).append(line)
    return found


@dataclass(frozen=True, slots=True)
class Off:
    """A counted line that differs from the books, and where it lies."""

    line: Line
    bin_id: int
    bin: str


def off_lines(tx: Transaction, count_id: int) -> list[Off]:
    """The lines that differ, of the bins of a count that are counted, bin by bin as one walks."""
    query = (
        _lines.add_columns(count_tasks.c.bin_id, bins.c.code)
        .join(count_tasks, count_tasks.c.id == count_lines.c.task_id)
        .join(bins, bins.c.id == count_tasks.c.bin_id)
        .where(
            count_tasks.c.count_id == count_id,
            count_tasks.c.state == TaskState.DONE.value,
            count_lines.c.counted != count_lines.c.on_hand - count_lines.c.away,
        )
        .order_by(*WALK, products.c.sku, count_lines.c.lot)
    )
    return [Off(Line(*row[:-2]), row[-2], row[-1]) for row in tx.execute(query)]


def lock_count(tx: Transaction, count_id: int) -> None:
    """Have nobody else count or post it until the transaction ends."""
    tx.execute(select(counts.c.id).where(counts.c.id == count_id).with_for_update())


def one_line(tx: Transaction, line_id: int) -> Line:
    """One line; raises NotFound ``count_line_gone``."""
    row = tx.execute(_lines.where(count_lines.c.id == line_id)).first()
    if row is None:
        raise NotFound("count_line_gone", line=line_id)
    return Line(*row)


@dataclass(frozen=True, slots=True)
class Strange:
    """A code that lay in a bin and that nobody knows."""

    bin: str
    code: str
    at: datetime


def strange_codes(tx: Transaction, count_id: int) -> list[Strange]:
    """Unknown codes that were scanned while a count was made, each once a bin."""
    rows = tx.execute(
        select(bins.c.code, count_scans.c.code, func.min(count_scans.c.at))
        .join(count_tasks, count_tasks.c.id == count_scans.c.task_id)
        .join(bins, bins.c.id == count_tasks.c.bin_id)
        .where(
            count_tasks.c.count_id == count_id,
            count_scans.c.detail == "count_unknown",
            count_scans.c.attempt == count_tasks.c.attempt,
        )
        .group_by(bins.c.code, count_scans.c.code)
        .order_by(bins.c.code, count_scans.c.code)
    )
    return [Strange(*row) for row in rows]


def _waiting(query: Select[*tuple[object, ...]], warehouse: int) -> Select[*tuple[object, ...]]:
    return query.where(
        counts.c.warehouse_id == warehouse,
        counts.c.state.in_([state.value for state in OPEN]),
        count_tasks.c.state.in_([state.value for state in TO_COUNT]),
    )


def _count(row: Sequence[object]) -> Count:
    values = list(row)
    values[3], values[4] = Kind(str(row[3])), CountState(str(row[4]))
    return Count(*values)  # type: ignore[arg-type]


def _task(row: Sequence[object]) -> Task:
    values = list(row)
    values[6] = TaskState(str(row[6]))
    return Task(*values)  # type: ignore[arg-type]


def _bins_where(*states: TaskState) -> ScalarSelect[int]:
    query = select(func.count()).where(count_tasks.c.count_id == counts.c.id)
    if states:
        query = query.where(count_tasks.c.state.in_([state.value for state in states]))
    return query.correlate(counts).scalar_subquery()


WALK = (bins.c.walk, bins.c.code)
"""How bins are walked."""
_again = or_(
    count_tasks.c.state == TaskState.AGAIN.value,
    and_(count_tasks.c.state == TaskState.COUNTING.value, count_tasks.c.round > 1),
)
_counts = select(
    counts.c.id,
    counts.c.number,
    counts.c.warehouse_id,
    counts.c.kind,
    counts.c.state,
    counts.c.plan_id,
    counts.c.zone,
    counts.c.blind,
    counts.c.note,
    counts.c.due_on,
    counts.c.created_at,
    counts.c.started_at,
    counts.c.ended_at,
    counts.c.reason,
    counts.c.currency,
    _bins_where(),
    _bins_where(*TO_COUNT),
    select(func.count())
    .where(count_tasks.c.count_id == counts.c.id, _again)
    .correlate(counts)
    .scalar_subquery(),
)
_tasks = (
    select(
        count_tasks.c.id,
        count_tasks.c.count_id,
        counts.c.number,
        counts.c.blind,
        count_tasks.c.bin_id,
        bins.c.code,
        count_tasks.c.state,
        count_tasks.c.whole,
        count_tasks.c.round,
        count_tasks.c.attempt,
        count_tasks.c.holder,
        count_tasks.c.operator_id,
        func.coalesce(operators.c.name, ""),
        func.coalesce(stations.c.name, ""),
        count_tasks.c.begun_at,
        count_tasks.c.counted_at,
    )
    .select_from(count_tasks)
    .join(counts, counts.c.id == count_tasks.c.count_id)
    .join(bins, bins.c.id == count_tasks.c.bin_id)
    .outerjoin(operators, operators.c.id == count_tasks.c.operator_id)
    .outerjoin(stations, stations.c.id == count_tasks.c.station_id)
)
_lines = select(
    count_lines.c.id,
    count_lines.c.task_id,
    count_lines.c.product_id,
    products.c.sku,
    products.c.name,
    *(
        count_lines.c[name]
        for name in Line.__dataclass_fields__
        if name not in {"id", "task_id", "product_id", "sku", "name"}
    ),
).join(products, products.c.id == count_lines.c.product_id)
