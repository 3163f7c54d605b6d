"""Counts: made, taken on by bin, cancelled; bins and goods that are counted once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, exists, insert, or_, select, update

from core.audit import record
from core.counting.models import count_lines, count_tasks, counts
from core.counting.queries import (
    Count,
    Line,
    Task,
    lines_of,
    one_count,
    one_line,
    one_task,
    tasks_of,
)
from core.counting.states import (
    COUNT_STEPS,
    OPEN,
    TASK_STEPS,
    TO_COUNT,
    CountState,
    Kind,
    TaskState,
)
from core.errors import NotFound, Refusal
from core.files import values
from core.lifecycle import check_step
from core.numbering import draw
from core.people.permissions import Permission, require
from core.stock.counting import request_done
from core.stock.models import BinKind, bins, levels, zones
from core.transaction import Transaction

COUNTED_KINDS = (BinKind.SHELF, BinKind.DAMAGED)
"""Bins that can be counted: goods lie in them for long."""
MOST_BINS = 100_000
"""Bins of one count."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a count is to be: some bins by code, or all of a warehouse or a zone."""

    kind: Kind
    bins: Sequence[str] = ()
    zone: str = ""
    blind: bool = True
    note: str = ""
    due_on: date | None = None
    plan_id: int | None = None


def make(tx: Transaction, warehouse: int, wanted: Wanted) -> Count:
    """A new count with all its bins.

    Raises NotFound ``bin_unknown``, ``zone_unknown``; Refusal ``count_bin_elsewhere``,
    ``count_bin_closed``, ``bin_not_for_goods``, ``count_nothing``.
    """
    whole = wanted.kind is Kind.FULL
    require(tx, Permission.COUNT_POST if whole else Permission.COUNT)
    zone = zone_id(tx, warehouse, wanted.zone) if wanted.zone else None
    if wanted.bins:
        ids = [bin_to_count(tx, warehouse, code) for code in dict.fromkeys(wanted.bins)]
    elif whole:
        ids = all_bins(tx, warehouse, zone)
    else:
        ids = []
    if not ids:
        raise Refusal("count_nothing", zone=wanted.zone)
    made = begin(tx, warehouse, wanted)
    add_tasks(tx, made, [(bin_id, True) for bin_id in ids])
    count = one_count(tx, made)
    record(tx, "count_made", count=count.number, what=wanted.kind.value, bins=len(ids))
    return count


def begin(tx: Transaction, warehouse: int, wanted: Wanted) -> int:
    """A count without bins yet; gives its id."""
    row = {
        "number": f"C{draw(tx, 'count'):06d}",
        "warehouse_id": warehouse,
        "kind": wanted.kind.value,
        "state": CountState.PLANNED.value,
        "plan_id": wanted.plan_id,
        "zone": wanted.zone,
        "blind": wanted.blind,
        "note": values.text(wanted.note, 200),
        "due_on": wanted.due_on or tx.today,
        "created_at": tx.now,
        "created_by": tx.actor.operator_id,
    }
    return int(tx.execute(insert(counts).returning(counts.c.id), row).scalar_one())


def add_tasks(tx: Transaction, count_id: int, wanted: Sequence[tuple[int, bool]]) -> None:
    """Bins of a count as (id, whether all of it is counted)."""
    rows = [
        {"count_id": count_id, "bin_id": bin_id, "state": TaskState.OPEN.value, "whole": whole}
        for bin_id, whole in wanted
    ]
    if rows:
        tx.execute(insert(count_tasks), rows)


def all_bins(tx: Transaction, warehouse: int, zone: int | None = None) -> list[int]:
    """The bins that a stock-take counts as one walks: shelves, and where damaged goods lie."""
    lies = exists().where(levels.c.bin_id == bins.c.id, levels.c.on_hand > 0)
    damaged = and_(bins.c.kind == BinKind.DAMAGED.value, lies)
    query = select(bins.c.id).where(
        bins.c.warehouse_id == warehouse,
        or_(bins.c.kind == BinKind.SHELF.value, damaged),
        bins.c.active,
    )
    if zone is not None:
        query = query.where(bins.c.zone_id == zone)
    return list(tx.execute(query.order_by(bins.c.walk, bins.c.code).limit(MOST_BINS)).scalars())


def zone_id(tx: Transaction, warehouse: int, code: str) -> int:
    """A zone by its code; raises NotFound ``zone_unknown``."""
    rows = tx.execute(select(zones.c.id, zones.c.code).where(zones.c.warehouse_id == warehouse))
    known = {one: found for found, one in rows}
    if code not in known:
        raise NotFound("zone_unknown", zone=code, known=", ".join(sorted(known)) or "-")
    return int(known[code])


def bin_to_count(tx: Transaction, warehouse: int, code: str) -> int:
    """A bin that can be counted, by its code as it is written or in capitals.

    Raises NotFound ``bin_unknown``; Refusal ``count_bin_elsewhere``, ``count_bin_closed``,
    ``bin_not_for_goods``.
    """
    code = code.strip()
    rows = tx.execute(select(bins).where(bins.c.code.in_([code, code.upper()]))).all()
    rows.sort(key=lambda one: one.code != code)
    row = next((one for one in rows if one.warehouse_id == warehouse), None)
    if row is None and rows:
        raise Refusal("count_bin_elsewhere", bin=code)
    if row is None:
        raise NotFound("bin_unknown", bin=code)
    if BinKind(row.kind) not in COUNTED_KINDS:
        raise Refusal("bin_not_for_goods", bin=code)
    if not row.active:
        raise Refusal("count_bin_closed", bin=code)
    return int(row.id)


def cancel(tx: Transaction, count_id: int, reason: str) -> Count:
    """Nothing of this count goes into the books; raises Refusal ``reason_needed``."""
    require(tx, Permission.COUNT_POST)
    why = values.text(reason, 200)
    if not why:
        raise Refusal("count_reason_needed")
    found = one_count(tx, count_id, lock=True)
    check_step(COUNT_STEPS, found.state, CountState.CANCELLED, count=found.number)
    for task in tasks_of(tx, count_id, TO_COUNT):
        step_task(tx, task, TaskState.SKIPPED, holder="")
    for task in tasks_of(tx, count_id) if found.kind is Kind.TASK else ():
        for line in lines_of(tx, task.id):  # who asked is answered: this is not counted
            request_done(tx, task.bin_id, line.product_id)
    move_on(tx, found, CountState.CANCELLED, reason=why)
    record(tx, "count_cancelled", count=found.number, reason=why)
    return one_count(tx, count_id)


def recount(tx: Transaction, count_id: int, bin_code: str, sku: str = "") -> Task:
    """Have a counted bin, or one product of it, counted once more.

    Raises Refusal ``count_over``, ``count_bin_unknown``, ``count_not_counted_yet``,
    ``count_line_unknown``.
    """
    require(tx, Permission.COUNT)
    found = one_count(tx, count_id, lock=True)
    check_open(found)
    task = task_of(tx, found, bin_code)
    if task.state not in {TaskState.DONE, TaskState.AGAIN}:
        raise Refusal("count_not_counted_yet", bin=task.bin, count=found.number)
    rows = {"task": task.id}
    where = count_lines.c.task_id == bindparam("task")
    if sku:
        mine = [line.id for line in lines_of(tx, task.id) if line.sku.casefold() == sku.casefold()]
        if not mine:
            raise NotFound("count_line_unknown", sku=sku, bin=task.bin)
        where = count_lines.c.id.in_(mine)
        rows = {}
    tx.execute(update(count_lines).where(where).values(asked=True, kept=False), rows)
    if task.state is TaskState.DONE:
        step_task(tx, task, TaskState.AGAIN, round=task.round + 1)
    record(tx, "count_again", count=found.number, bin=task.bin, sku=sku)
    follow(tx, count_id)
    return one_task(tx, task.id)


def keep(tx: Transaction, count_id: int, line_id: int) -> Line:
    """Goods moved after a line was counted: what was counted is right all the same.

    The difference that was found then is posted, on top of what moved since.
    """
    require(tx, Permission.COUNT_POST)
    found = one_count(tx, count_id, lock=True)
    check_open(found)
    line = one_line(tx, line_id)
    if one_task(tx, line.task_id).count_id != count_id or line.counted is None:
        raise NotFound("count_line_unknown", sku=line.sku, bin="")
    tx.execute(update(count_lines).where(count_lines.c.id == line_id).values(kept=True))
    record(tx, "count_kept", count=found.number, sku=line.sku, units=line.counted)
    return one_line(tx, line_id)


def task_of(tx: Transaction, found: Count, bin_code: str) -> Task:
    """A bin of a count by its code, in any case; raises NotFound ``count_bin_unknown``."""
    wanted = bin_code.strip().casefold()
    for task in tasks_of(tx, found.id):
        if task.bin.casefold() == wanted:
            return task
    raise NotFound("count_bin_unknown", bin=bin_code, count=found.number)


def check_open(found: Count) -> None:
    """Raise Refusal ``count_over`` for a count that was posted or cancelled."""
    if found.state not in OPEN:
        raise Refusal("count_over", count=found.number, state=found.state.value)


def step_task(tx: Transaction, task: Task, then: TaskState, **changed: Any) -> None:
    """Take a step of a bin's life cycle; raises Refusal ``count_bin_moved``."""
    check_step(TASK_STEPS, task.state, then, bin=task.bin)
    change = update(count_tasks).where(
        count_tasks.c.id == task.id, count_tasks.c.state == task.state.value
    )
    done = tx.execute(change.values(state=then.value, **changed))
    if done.rowcount != 1:
        raise Refusal("count_bin_moved", bin=task.bin)


def move_on(tx: Transaction, found: Count, then: CountState, **changed: Any) -> None:
    """Take a step of a count's life cycle, stamped; raises Refusal ``count_moved_on``."""
    check_step(COUNT_STEPS, found.state, then, count=found.number)
    if then in {CountState.POSTED, CountState.CANCELLED}:
        changed |= {
            "ended_at": tx.now,
            "ended_by": tx.actor.operator_id,
            "ended_station_id": tx.actor.station_id,
        }
    elif found.started_at is None:
        changed["started_at"] = tx.now
    change = update(counts).where(counts.c.id == found.id, counts.c.state == found.state.value)
    if tx.execute(change.values(state=then.value, **changed)).rowcount != 1:
        raise Refusal("count_moved_on", count=found.number)


def follow(tx: Transaction, count_id: int) -> Count:
    """Let the state of an open count follow its bins."""
    found = one_count(tx, count_id)
    if found.state is CountState.PLANNED and tx.execute(_begun, {"count": count_id}).first():
        move_on(tx, found, CountState.COUNTING)
        found = one_count(tx, count_id)
    if found.state is CountState.COUNTING and found.left and found.left == found.again:
        move_on(tx, found, CountState.RECOUNT)
        found = one_count(tx, count_id)
    return found


_begun = (
    select(count_tasks.c.id)
    .where(
        count_tasks.c.count_id == bindparam("count"),
        count_tasks.c.state.not_in([TaskState.OPEN.value, TaskState.SKIPPED.value]),
    )
    .limit(1)
)
