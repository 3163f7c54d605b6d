"""Taking back that goods of a walk were missing: they were in the bin after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.fulfilment.packing.found_again import WrittenOff
from core.fulfilment.walks import tasks
from core.fulfilment.walks.choosing import goods_of
from core.fulfilment.walks.models import pick_tasks
from core.fulfilment.walks.renewing import renew
from core.fulfilment.walks.states import TaskState
from core.fulfilment.walks.tasks import Task
from core.fulfilment.walks.walk import Walk
from core.orders.models import order_lines
from core.stock.commands import Move, post, withdraw_count
from core.stock.models import BinKind
from core.stock.places import special_bin
from core.stock.queries import free_in, was_counted
from core.stock.reservations import Held, of_order, restore, shrink
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Shorted:
    """What it did that units of a task were missing; kept with the scan."""

    task: int
    units: int
    lacking: int
    """Units of them that no other bin was promised for."""
    written: WrittenOff


def as_effect(walk_id: int, done: Sequence[Shorted]) -> dict[str, Any]:
    """As it is kept with the scan, so that it can be taken back."""
    return {"kind": "walk_short", "walk": walk_id, "shorts": [asdict(one) for one in done]}


def of_effect(effect: dict[str, Any]) -> list[Shorted]:
    """As it was kept."""
    return [
        Shorted(one["task"], one["units"], one["lacking"], WrittenOff(**one["written"]))
        for one in effect["shorts"]
    ]


def too_late(tx: Transaction, walk: Walk, done: Sequence[Shorted]) -> str:
    """Why the books cannot be put back any more; empty where they can."""
    if any(was_counted(tx, one.written.request) for one in done):
        return "walk_counted_since"
    damaged = special_bin(tx, walk.warehouse_id, BinKind.DAMAGED)
    for one in done:
        task = tasks.one(tx, one.task)
        there = free_in(tx, task.product_id, damaged, one.written.lot)
        if one.written.target == damaged and there < one.written.gone:
            return "walk_moved_since"
        short = int(tx.execute(_short_of, {"line": task.line_id}).scalar() or 0)
        if short < one.lacking or _promised_since(tx, task, one) is None:
            return "walk_moved_since"
    return ""


def take_back(tx: Transaction, walk: Walk, done: Sequence[Shorted]) -> None:
    """Put the books and the tasks back to before the units were missing."""
    for one in reversed(done):
        task, was = tasks.one(tx, one.task), one.written
        for held, units in _promised_since(tx, task, one) or ():
            shrink(tx, held, units)
        back = Move(task.product_id, was.target, was.bin_id, was.gone, was.lot)
        post(tx, walk.warehouse_id, [back], reason="found", reference=task.order_no)
        again = Held(0, task.order_id, task.line_id, task.product_id, was.bin_id, was.lot, 0)
        restore(tx, again, one.units)
        if was.asked:
            withdraw_count(tx, was.request)
        tx.execute(_not_short, {"line": task.line_id, "q": one.lacking})
        if task.state is TaskState.SHORT:
            tasks.step(tx, task, TaskState.CLAIMED, picked=task.picked)
        else:
            tx.execute(_more, {"task": task.id, "q": one.units})
        record(tx, "found_again", order_id=task.order_id, sku=task.sku, units=one.units)
        renew(tx, walk, task.order_id, TaskState.CLAIMED)


def _promised_since(tx: Transaction, task: Task, one: Shorted) -> list[tuple[Held, int]] | None:
    """The promises that took the place of the missing units; None where they are used already."""
    left = one.units - one.lacking
    shelves = {
        (goods.line_id, goods.spot.id, goods.lot)
        for goods in goods_of(tx, [task.order_id]).get(task.order_id, ())
    }
    mine = [
        held
        for held in of_order(tx, task.order_id)
        if held.line_id == task.line_id and (held.line_id, held.bin_id, held.lot) in shelves
    ]
    found = []
    for held in sorted(mine, key=lambda held: held.bin_id == one.written.bin_id):
        taken = min(left, held.quantity)
        if taken:
            found.append((held, taken))
            left -= taken
    return None if left else found


_short_of = select(order_lines.c.short).where(order_lines.c.id == bindparam("line"))
_not_short = (
    update(order_lines)
    .where(order_lines.c.id == bindparam("line"))
    .values(short=order_lines.c.short - bindparam("q"))
)
_more = (
    update(pick_tasks)
    .where(pick_tasks.c.id == bindparam("task"))
    .values(quantity=pick_tasks.c.quantity + bindparam("q"))
)
