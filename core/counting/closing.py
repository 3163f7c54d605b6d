"""A bin is counted: its tallies become the result, and what is too far off is counted once more."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update

from core.audit import record
from core.counting import worth
from core.counting.books import Books, Goods, books_of
from core.counting.commands import follow, step_task
from core.counting.models import count_lines, count_tasks
from core.counting.posting import conflicts
from core.counting.queries import WALK, Line, Task, lines_of
from core.counting.rules import CountingRules, is_too_far
from core.counting.states import TaskState
from core.counting.tallying import Counted, tracked
from core.fulfilment.packing.verdict import Answer, Kind
from core.stock.models import bins
from core.transaction import Transaction

_NAMED = 6


def close(tx: Transaction, rules: CountingRules, task: Task, *, empty: bool) -> Counted:
    """End the count of a bin; one in which nothing was scanned only where `empty` confirms it.

    What the books have there and nobody scanned is counted as none.
    """
    lines = lines_of(tx, task.id)
    if not empty and not any(line.tally is not None for line in lines):
        return ask_empty(tx, task)
    everything = task.whole and task.round == 1
    mine = {line.product_id for line in lines if line.asked or line.tally is not None}
    books, by_lot = _books(tx, task, None if everything else mine)
    known = {(line.product_id, line.lot) for line in lines}
    unseen = [goods for goods in books if goods not in known]
    if unseen:
        rows = [
            {"task_id": task.id, "product_id": product, "lot": lot, "by_lot": product in by_lot}
            for product, lot in unseen
        ]
        tx.execute(insert(count_lines), rows)
    new = set(unseen)
    counted = [
        line
        for line in lines_of(tx, task.id)
        if everything or line.asked or line.tally is not None or _goods(line) in new
    ]
    far = _write(tx, rules, task, counted, books)
    about: dict[str, Any] = {"bin": task.bin, "count": task.count, "lines": len(counted)}
    about["units"] = sum(line.tally or 0 for line in counted)
    if far:
        step_task(tx, task, TaskState.AGAIN, holder="", counted_at=tx.now, round=2)
        about["goods"] = [line.sku for line in far][:_NAMED]
        answer = Answer(Kind.INFO, "count_again_other" if rules.by_other else "count_again", about)
    else:
        step_task(tx, task, TaskState.DONE, holder="", counted_at=tx.now)
        answer = Answer(Kind.OK_LINE_DONE, "count_bin_done", about)
    record(tx, "bin_counted", count=task.count, bin=task.bin, lines=len(counted), far=len(far))
    found = follow(tx, task.count_id)
    about["left"] = found.left
    about["next"] = next_bin(tx, task)
    if not found.left:
        answer = Answer(Kind.OK_LINE_DONE, "count_all_done", about)
        moved = [one.line.sku for one in conflicts(tx, task.count_id)]
        if moved:
            about["goods"] = moved[:_NAMED]
            answer = Answer(Kind.OK_LINE_DONE, "count_all_moved", about)
    return Counted(answer, task.id, task.attempt)


def ask_empty(tx: Transaction, task: Task) -> Counted:
    """Nothing was scanned: whether there is nothing is confirmed by a key of its own."""
    told: dict[str, Any] = {"bin": task.bin}
    if not task.whole or task.round > 1:
        told["goods"] = [line.sku for line in lines_of(tx, task.id) if line.asked][:_NAMED]
    if any(line.tally is not None for line in lines_of(tx, task.id)):
        return Counted(Answer(Kind.WRONG_ITEM, "count_not_empty", told), task.id, task.attempt)
    return Counted(Answer(Kind.NEEDS_CONFIRMATION, "count_empty", told), task.id, task.attempt)


def so_far(tx: Transaction, task: Task) -> Counted:
    """What was counted in a bin so far; where it is not blind, with what should be there."""
    lines = [line for line in lines_of(tx, task.id) if line.tally is not None]
    told: dict[str, Any] = {
        "bin": task.bin,
        "goods": [(line.tally, line.sku) for line in lines],
        "units": sum(line.tally or 0 for line in lines),
    }
    return Counted(Answer(Kind.INFO, "count_so_far", told), task.id, task.attempt)


def next_bin(tx: Transaction, task: Task) -> str:
    """The bin of the same count that is walked to next; empty where none is left."""
    here = tx.execute(_place, {"bin": task.bin_id}).one()
    given = {"count": task.count_id, "walk": here.walk, "code": here.code}
    further = tx.execute(_further, given).scalar()
    others = {"count": task.count_id, "code": here.code}
    return str(further or tx.execute(_before, others).scalar() or "")


def _write(
    tx: Transaction,
    rules: CountingRules,
    task: Task,
    counted: list[Line],
    books: dict[Goods, Books],
) -> list[Line]:
    """Write the results down; gives the lines that have to be counted again."""
    prices = worth.unit_costs(tx, rules.currency, {line.product_id for line in counted})
    far: list[Line] = []
    rows = []
    for line in counted:
        result = line.tally or 0
        # What was scanned is held against the books of that moment, the rest against those of now.
        then = books.get(_goods(line), Books())
        if line.tally is not None:
            then = Books(line.on_hand, line.away)
        off = result - then.expected
        value = worth.value(prices.get(line.product_id), off)
        again = task.round == 1 and is_too_far(rules, off, then.expected, value)
        if again:
            far.append(line)
        first = line.first_counted is None
        rows.append(
            {
                "line": line.id,
                "counted": result,
                "on_hand": then.on_hand,
                "away": then.away,
                "asked": again,
                "first": result if first else line.first_counted,
                "first_books": then.expected if first else line.first_expected,
                "at": tx.now,
                "who": tx.actor.operator_id,
            }
        )
    if rows:
        tx.execute(_result, rows)
    return far


def _books(
    tx: Transaction, task: Task, products: set[int] | None
) -> tuple[dict[Goods, Books], set[int]]:
    """What the books say, and of which products they say it lot by lot."""
    found = books_of(tx, task.bin_id, products, set())
    by_lot = set(tracked(tx, sorted({product for product, _lot in found})))
    return (books_of(tx, task.bin_id, products, by_lot) if by_lot else found), by_lot


def _goods(line: Line) -> Goods:
    return line.product_id, line.lot


_result = (
    update(count_lines)
    .where(count_lines.c.id == bindparam("line"))
    .values(
        counted=bindparam("counted"),
        on_hand=bindparam("on_hand"),
        away=bindparam("away"),
        asked=bindparam("asked"),
        kept=False,
        first_counted=bindparam("first"),
        first_expected=bindparam("first_books"),
        counted_at=bindparam("at"),
        operator_id=bindparam("who"),
    )
)
_place = select(bins.c.walk, bins.c.code).where(bins.c.id == bindparam("bin"))
_waiting = (
    select(bins.c.code)
    .join(count_tasks, count_tasks.c.bin_id == bins.c.id)
    .where(
        count_tasks.c.count_id == bindparam("count"),
        count_tasks.c.state.in_([TaskState.OPEN.value, TaskState.AGAIN.value]),
    )
    .order_by(*WALK)
    .limit(1)
)
_before = _waiting.where(bins.c.code != bindparam("code"))
_further = _waiting.where(
    or_(
        bins.c.walk > bindparam("walk"),
        and_(bins.c.walk == bindparam("walk"), bins.c.code > bindparam("code")),
    )
)
