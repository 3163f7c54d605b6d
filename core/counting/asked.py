"""Bins that others ask to be counted, as after a short pick, become tasks of a count."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, exists, insert, select

from core.counting.commands import Wanted, add_tasks, begin, move_on
from core.counting.models import count_lines, count_tasks, counts
from core.counting.queries import one_count
from core.counting.rules import CountingRules
from core.counting.states import OPEN, TO_COUNT, CountState, Kind, TaskState
from core.database import Database
from core.stock.models import count_requests, warehouses
from core.transaction import SYSTEM, Transaction, reading, run


def gather(database: Database, rules: CountingRules, warehouse: int) -> int:
    """Make tasks of all that is asked for, and drop those that nobody asks for any more.

    Gives how many were made; writes only if there is anything to do.
    """
    with reading(database, SYSTEM) as tx:
        if not _new(tx, warehouse) and not _dropped(tx, warehouse):
            return 0

    def work(tx: Transaction) -> int:
        # One at a time, so that two who look at once do not make two tasks of one question.
        tx.execute(_lock, {"warehouse": warehouse})
        drop(tx, warehouse)
        return take_on(tx, rules, warehouse)

    return run(database, SYSTEM, work)


def take_on(tx: Transaction, rules: CountingRules, warehouse: int) -> int:
    """Make tasks of what is asked for, in a count that nobody has begun; gives how many."""
    new = _new(tx, warehouse)
    if not new:
        return 0
    count_id = tx.execute(_planned, {"warehouse": warehouse}).scalar()
    if count_id is None:
        count_id = begin(tx, warehouse, Wanted(Kind.TASK, blind=rules.blind))
    places = list(dict.fromkeys(bin_id for bin_id, _product, _reason in new))
    rows = tx.execute(_tasks, {"count": count_id}).all()
    known = {bin_id for bin_id, _task in rows}
    add_tasks(tx, int(count_id), [(bin_id, False) for bin_id in places if bin_id not in known])
    tasks: dict[int, int] = dict(tx.execute(_tasks, {"count": count_id}).all())
    made = [
        {"task_id": tasks[bin_id], "product_id": product, "asked": True, "reason": reason}
        for bin_id, product, reason in new
    ]
    tx.execute(insert(count_lines), made)
    return len(made)


def drop(tx: Transaction, warehouse: int) -> None:
    """Take back what nobody asks for any more, as when the goods were found again."""
    gone = _dropped(tx, warehouse)
    if not gone:
        return
    tx.execute(delete(count_lines).where(count_lines.c.id == bindparam("gone")),
               [{"gone": line} for line, _task, _count in gone])  # fmt: skip
    for task_id in sorted({task for _line, task, _count in gone}):
        if tx.execute(_has_lines, {"task": task_id}).first() is None:
            tx.execute(_drop_task, {"task": task_id})
    for count_id in sorted({count for _line, _task, count in gone}):
        found = one_count(tx, count_id)
        if found.state is CountState.PLANNED and not found.left:
            move_on(tx, found, CountState.CANCELLED)


def _new(tx: Transaction, warehouse: int) -> list[tuple[int, int, str]]:
    """(bin, product, reason) of requests that no open count answers."""
    rows = tx.execute(_asked, {"warehouse": warehouse}).all()
    found = {(bin_id, product): (bin_id, product, reason) for bin_id, product, reason in rows}
    return list(found.values())


def _dropped(tx: Transaction, warehouse: int) -> list[tuple[int, int, int]]:
    """(line, task, count) of what is to be counted for a request that waits no more."""
    return [tuple(row) for row in tx.execute(_unasked, {"warehouse": warehouse})]


_open = [state.value for state in OPEN]
_lock = (
    select(warehouses.c.id)
    .where(warehouses.c.id == bindparam("warehouse"))
    .with_for_update(key_share=True)
)
_planned = (
    select(counts.c.id)
    .where(
        counts.c.warehouse_id == bindparam("warehouse"),
        counts.c.kind == Kind.TASK.value,
        counts.c.state == CountState.PLANNED.value,
    )
    .order_by(counts.c.id.desc())
    .limit(1)
)
_tasks = select(count_tasks.c.bin_id, count_tasks.c.id).where(
    count_tasks.c.count_id == bindparam("count"),
    count_tasks.c.state == TaskState.OPEN.value,
)
_drop_task = delete(count_tasks).where(count_tasks.c.id == bindparam("task"))
_has_lines = select(count_lines.c.id).where(count_lines.c.task_id == bindparam("task")).limit(1)
_line_there = exists().where(
    count_lines.c.task_id == count_tasks.c.id,
    count_lines.c.product_id == count_requests.c.product_id,
)
_answered = (
    select(count_tasks.c.id)
    .join(counts, counts.c.id == count_tasks.c.count_id)
    .where(
        count_tasks.c.bin_id == count_requests.c.bin_id,
        counts.c.state.in_(_open),
        # All of the bin is still to be counted, or these goods are on the list.
        _line_there | (count_tasks.c.whole & count_tasks.c.state.in_([s.value for s in TO_COUNT])),
    )
    .exists()
)
_asked = (
    select(count_requests.c.bin_id, count_requests.c.product_id, count_requests.c.reason)
    .where(
        count_requests.c.warehouse_id == bindparam("warehouse"),
        count_requests.c.done_at.is_(None),
        ~_answered,
    )
    .order_by(count_requests.c.asked_at, count_requests.c.id)
)
_unasked = (
    select(count_lines.c.id, count_tasks.c.id, counts.c.id)
    .select_from(count_lines)
    .join(count_tasks, count_tasks.c.id == count_lines.c.task_id)
    .join(counts, counts.c.id == count_tasks.c.count_id)
    .where(
        counts.c.warehouse_id == bindparam("warehouse"),
        counts.c.kind == Kind.TASK.value,
        counts.c.state.in_(_open),
        count_tasks.c.state == TaskState.OPEN.value,
        count_tasks.c.attempt == 0,
        count_lines.c.reason != "",
        count_lines.c.tally.is_(None),
        ~exists().where(
            count_requests.c.bin_id == count_tasks.c.bin_id,
            count_requests.c.product_id == count_lines.c.product_id,
            count_requests.c.done_at.is_(None),
        ),
    )
)
