"""Goods are brought from a bulk bin to a pick bin, with what orders are promised of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, update

from core.audit import record
from core.errors import NotFound, Refusal
from core.fulfilment import moving
from core.fulfilment.moving import Pile
from core.fulfilment.replenishing.tasks import Task, locked
from core.people.permissions import Permission, require
from core.stock.commands import Move, post, request_count
from core.stock.models import BinKind
from core.stock.places import Bin, find_bin
from core.stock.task_models import replenish_tasks
from core.text import clean
from core.transaction import Transaction

REASON = "replenish"
"""The reason of moves from bulk bins to pick bins."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What was brought where, in units; `left` of the task still wait."""

    task: Task
    bin: str
    units: int
    left: int
    promised: int
    """Units of them that orders are promised: they are picked from the pick bin now."""
    elsewhere: bool


def bring(
    tx: Transaction, task_id: int, bin_code: str = "", quantity: int | None = None
) -> Brought:
    """Bring units of a task to its pick bin, or to another shelf that is named.

    Without a `quantity` all that the task asks for and that is there. What idle orders are
    promised goes first, and stays promised. Raises NotFound ``replenish_unknown``,
    ``bin_unknown``; Refusal ``replenish_done``, ``bin_not_shelf``, ``replenish_same_bin``,
    ``replenish_too_many``, ``replenish_none_there``.
    """
    require(tx, Permission.PUT_AWAY)
    one = open_task(tx, task_id)
    place = target(tx, one, bin_code)
    there = movable(tx, one, place.id)
    units = min(one.quantity, there) if quantity is None else quantity
    about = {"sku": one.sku, "bin": one.from_bin}
    if there == 0:
        raise Refusal("replenish_none_there", task=task_id, **about)
    if not 1 <= units <= there:
        raise Refusal("replenish_too_many", units=units, there=there, **about)
    promised = moving.carry_promises(
        tx, _pile(one), place.id, units, reason=REASON, reference=_reference(one)
    )
    if units > promised:
        goods = Move(one.product_id, one.from_bin_id, place.id, units - promised, one.lot)
        post(tx, one.warehouse_id, [goods], reason=REASON, reference=_reference(one))
    left = max(0, one.quantity - units)
    stamp = {"task": one.id, "q": units, "now": tx.now, "who": tx.actor.operator_id}
    tx.execute(_less if left else _finish, stamp)
    record(
        tx,
        "replenished",
        task=one.id,
        sku=one.sku,
        units=units,
        from_bin=one.from_bin,
        bin=place.code,
    )
    return Brought(one, place.code, units, left, promised, place.id != one.to_bin_id)


def not_there(tx: Transaction, task_id: int) -> Task:
    """Say that the rest of a task is not in the bulk bin: it ends, and the bin is to be counted.

    Raises NotFound ``replenish_unknown``, Refusal ``replenish_done``.
    """
    require(tx, Permission.PUT_AWAY)
    one = open_task(tx, task_id)
    tx.execute(_short, {"task": one.id, "now": tx.now, "who": tx.actor.operator_id})
    request_count(tx, one.warehouse_id, one.from_bin_id, one.product_id, "short")
    record(tx, "replenish_short", task=one.id, sku=one.sku, units=one.quantity, bin=one.from_bin)
    return one


def open_task(tx: Transaction, task_id: int) -> Task:
    """A task that is not done, kept from others until the transaction ends."""
    one = locked(tx, task_id)
    if one.done_at is not None:
        raise Refusal("replenish_done", task=task_id, sku=one.sku)
    return one


def target(tx: Transaction, one: Task, bin_code: str) -> Bin:
    """The shelf that goods of a task go to: its pick bin where none is named."""
    code = clean(bin_code, 40) or one.to_bin
    place = find_bin(tx, one.warehouse_id, code)
    if place is None:
        raise NotFound("bin_unknown", bin=code)
    if place.kind is not BinKind.SHELF:
        raise Refusal("bin_not_shelf", bin=place.code)
    if place.id == one.from_bin_id:
        raise Refusal("replenish_same_bin", bin=place.code, sku=one.sku)
    return place


def movable(tx: Transaction, one: Task, to_bin: int | None = None) -> int:
    """Units of a task's goods that may leave the bulk bin: free ones and those of idle orders.

    With the bin they go to, both are kept from others until the transaction ends.
    """
    return moving.movable(tx, _pile(one), to_bin)


def _pile(one: Task) -> Pile:
    return Pile(one.warehouse_id, one.product_id, one.from_bin_id, one.lot)


def _reference(one: Task) -> str:
    return f"R{one.id}"


_t = replenish_tasks.c
_mine = update(replenish_tasks).where(_t.id == bindparam("task"))
_less = _mine.values(quantity=_t.quantity - bindparam("q"), moved=_t.moved + bindparam("q"))
_finish = _mine.values(
    moved=_t.moved + bindparam("q"),
    done_at=bindparam("now"),
    done_by=bindparam("who"),
    result="moved",
)
_short = _mine.values(done_at=bindparam("now"), done_by=bindparam("who"), result="short")
