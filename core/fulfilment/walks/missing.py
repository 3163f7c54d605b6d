"""Goods of a walk that are not there, damaged or something else: written off and promised anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, update

from core.audit import record
from core.errors import Refusal
from core.fulfilment.packing.found_again import WrittenOff
from core.fulfilment.packing.shorting import Reason
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks import tasks
from core.fulfilment.walks.ending import conclude, done
from core.fulfilment.walks.found_again import Shorted, as_effect
from core.fulfilment.walks.hand import Hand, ahead, current, keep
from core.fulfilment.walks.membership import is_fetched
from core.fulfilment.walks.models import pick_tasks
from core.fulfilment.walks.renewing import renew
from core.fulfilment.walks.settling import settle
from core.fulfilment.walks.states import TaskState, WalkState
from core.fulfilment.walks.tasks import Task
from core.orders.models import order_lines
from core.people.permissions import Permission, require
from core.stock.commands import Move, post, request_count
from core.stock.models import BinKind
from core.stock.places import special_bin
from core.stock.queries import free_in
from core.stock.reservations import Want, of_order, promise, shrink

REPLACE = "REPLACE"
"""Something else is sent instead; the other reasons are those of the packing table."""


def short(bench: Bench, hand: Hand, argument: str) -> Answer:
    """`SHORT` or `SHORT:REASON`: of what is to be fetched now, `6*` before it says how many."""
    require(bench.tx, Permission.SHORT)
    reason = argument.partition(":")[0].strip().upper()
    if hand.walk.state is WalkState.SORTING:
        return done(bench, hand)
    left = tasks.to_do(bench.tx, hand.walk.id)
    now = current(left, hand.at_bin)
    if not now:
        return Answer(Kind.INFO, "walk_nothing_short", {"walk": hand.walk.code})
    about: dict[str, Any] = {"sku": now[0].sku, "name": now[0].name, "bin": now[0].bin}
    if not reason:
        return Answer(Kind.NEEDS_CONFIRMATION, "walk_short_reason", about)
    if reason == REPLACE:
        require(bench.tx, Permission.SUBSTITUTE)
        keep(bench, hand, ask={"what": "replace", "task": now[0].id})
        return Answer(Kind.NEEDS_CONFIRMATION, "walk_replace", about | {"units": now[0].left})
    if reason not in set(Reason):
        allowed = ", ".join([*sorted(Reason), REPLACE])
        return Answer(Kind.UNKNOWN_CODE, "reason", {"reason": reason, "allowed": allowed})
    everything = sum(task.left for task in now)
    units = bench.work.quantity or everything
    bench.change(quantity=None)
    if units > everything:
        more = about | {"units": units, "room": everything} | ahead(bench, hand)
        return Answer(Kind.OVER_QUANTITY, "walk_short", more)
    shorted = _act(bench, hand, now, units, Reason(reason))
    lacking = sum(one.lacking for one in shorted)
    elsewhere = units - lacking
    bench.effect = as_effect(hand.walk.id, shorted)
    keep(bench, hand)
    about |= {"units": units, "missing": lacking, "reason": reason, "walk": hand.walk.code}
    about |= {"elsewhere": elsewhere}
    if conclude(bench, hand):
        return Answer(Kind.SHORT, "walk_over", about)
    return Answer(Kind.SHORT, "walk" if lacking else "walk_elsewhere", about | ahead(bench, hand))


def _act(
    bench: Bench, hand: Hand, now: Sequence[Task], units: int, reason: Reason
) -> list[Shorted]:
    """Give units up and promise others."""
    left = units
    done: list[Shorted] = []
    touched: list[Task] = []
    for task in reversed(now):  # the most urgent order keeps what there is
        taken = min(left, task.left)
        if taken:
            written = take_off(bench, hand, task, taken, reason)
            touched.append(task)
            left -= taken
            want = Want(task.order_id, task.line_id, task.product_id, taken)
            none = promise(bench.tx, hand.walk.warehouse_id, [[want]], partial=True)
            missing = sum(one.quantity for one in none)
            if missing:
                bench.tx.execute(_short, {"line": task.line_id, "q": missing})
            done.append(Shorted(task.id, taken, missing, written))
    for order_id in dict.fromkeys(task.order_id for task in touched):
        renew(bench.tx, hand.walk, order_id, TaskState.CLAIMED)
        bench.order_no = next(task.order_no for task in touched if task.order_id == order_id)
        if is_fetched(bench.tx, hand.walk.id, order_id) and not in_batch(hand):
            settle(bench.tx, hand.walk.id, order_id)
    return done


def in_batch(hand: Hand) -> bool:
    """Whether orders are whole only once they are sorted."""
    return hand.walk.mode.value == "batch"


def take_off(bench: Bench, hand: Hand, task: Task, units: int, reason: Reason) -> WrittenOff:
    """Take units that are not there off the bin, and have the bin counted; gives what it did.

    Where none of them was there, what nobody was promised goes too: it would be promised next.
    """
    tx, walk = bench.tx, hand.walk
    held = next(
        (
            one
            for one in of_order(tx, task.order_id)
            if (one.line_id, one.bin_id, one.lot) == (task.line_id, task.bin_id, task.lot)
        ),
        None,
    )
    if held is None or held.quantity < units:
        raise Refusal("reservation_changed")
    shrink(tx, held, units, give_back=False)
    damaged = reason is Reason.DAMAGED
    target = special_bin(tx, walk.warehouse_id, BinKind.DAMAGED if damaged else BinKind.ADJUST)
    gone = units if damaged else units + free_in(tx, task.product_id, task.bin_id, task.lot)
    move = Move(task.product_id, task.bin_id, target, gone, task.lot, consume=units)
    post(tx, walk.warehouse_id, [move], reason="short", reference=task.order_no)
    why = reason.value.lower()
    request, new = request_count(tx, walk.warehouse_id, task.bin_id, task.product_id, why)
    if units == task.left:
        tasks.step(tx, task, TaskState.SHORT, picked=task.picked)
    else:
        tx.execute(_fewer, {"task": task.id, "q": units})
    about: dict[str, Any] = {"sku": task.sku, "units": units, "reason": reason.value}
    record(tx, "short", order_id=task.order_id, bins=[task.bin], **about)
    return WrittenOff(task.bin_id, task.lot, units, gone, target, request, new)


_short = (
    update(order_lines)
    .where(order_lines.c.id == bindparam("line"))
    .values(short=order_lines.c.short + bindparam("q"))
)
_fewer = (
    update(pick_tasks)
    .where(pick_tasks.c.id == bindparam("task"))
    .values(quantity=pick_tasks.c.quantity - bindparam("q"))
)
