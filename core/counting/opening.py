"""Bins that are counted: begun by one person, taken over aloud, given back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from core.audit import record
from core.counting.commands import bin_to_count, follow, step_task
from core.counting.models import count_lines
from core.counting.queries import Task, lines_of, lock_count, one_task, tasks_in_bin
from core.counting.rules import CountingRules
from core.counting.states import TO_COUNT, TaskState
from core.counting.tallying import Counted
from core.fulfilment.packing.verdict import Answer, Kind
from core.transaction import Transaction

_NAMED = 6
"""Goods that are named at most."""


def find_task(
    tx: Transaction,
    rules: CountingRules,
    warehouse: int,
    bin_code: str,
    count_id: int | None = None,
    *,
    take_over: bool = False,
) -> Task | Answer:
    """The bin that can be begun now, or why it cannot; one that somebody else counts only where
    `take_over` says so.

    Raises what `core.counting.commands.bin_to_count` raises.
    """
    bin_id = bin_to_count(tx, warehouse, bin_code)
    here = [task for task in tasks_in_bin(tx, bin_id) if count_id in {None, task.count_id}]
    waiting = [task for task in here if task.state in TO_COUNT]
    if not here:
        return Answer(Kind.WRONG_ITEM, "count_bin_not_in", {"bin": bin_code})
    if not waiting:
        told = {"bin": bin_code, "who": here[-1].operator, "count": here[-1].count}
        return Answer(Kind.WRONG_ITEM, "count_bin_counted", told)
    lock_count(tx, waiting[0].count_id)
    task = one_task(tx, waiting[0].id)  # as it is now that nobody else can change it
    if task.state is TaskState.COUNTING and not take_over:
        told = {"bin": task.bin, "who": task.operator, "station": task.station}
        return Answer(Kind.NOT_CLAIMABLE, "count_taken", told)
    me = tx.actor.operator_id
    counted_by = {line.operator_id for line in lines_of(tx, task.id) if line.asked}
    if task.round > 1 and rules.by_other and me and me in counted_by:
        return Answer(Kind.NOT_ALLOWED, "count_other", {"bin": task.bin})
    return task


def begin(tx: Transaction, task: Task, holder: str) -> Counted:
    """Begin to count a bin; what was scanned in it before counts no more."""
    if task.state is TaskState.COUNTING:
        give_back(tx, task)
        record(tx, "count_taken_over", count=task.count, bin=task.bin, who=task.operator)
        task = one_task(tx, task.id)
    lines = update(count_lines).where(count_lines.c.task_id == task.id)
    tx.execute(lines.values(tally=None))
    tx.execute(lines.where(count_lines.c.asked).values(moved=False))
    attempt = task.attempt + 1
    step_task(
        tx,
        task,
        TaskState.COUNTING,
        holder=holder,
        attempt=attempt,
        operator_id=tx.actor.operator_id,
        station_id=tx.actor.station_id,
        begun_at=tx.now,
    )
    follow(tx, task.count_id)
    about: dict[str, Any] = {"bin": task.bin, "count": task.count}
    answer = Answer(Kind.INFO, "count_into", about)
    if not task.whole or task.round > 1:
        about["goods"] = [line.sku for line in lines_of(tx, task.id) if line.asked][:_NAMED]
        answer = Answer(Kind.INFO, "count_only" if task.round == 1 else "count_only_again", about)
    return Counted(answer, task.id, attempt)


def give_back(tx: Transaction, task: Task) -> None:
    """Somebody goes away from a bin; it waits for the next one, who begins it anew."""
    then = TaskState.OPEN if task.round == 1 else TaskState.AGAIN
    step_task(tx, task, then, holder="")
