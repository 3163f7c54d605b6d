"""Pick tasks: the units of one order line in one bin, and the one guard of their steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update

from core.catalog.models import products
from core.errors import Refusal
from core.fulfilment.walks.models import pick_tasks, walk_orders
from core.fulfilment.walks.states import TASK_STEPS, TO_DO, Place, TaskState
from core.lifecycle import check_step
from core.orders.models import orders
from core.rows import maker
from core.stock.models import bins
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Task:
    """Units of one line to fetch from one bin, in the order of the walk."""

    id: int
    walk_id: int
    order_id: int
    order_no: str
    line_id: int
    product_id: int
    sku: str
    name: str
    bin_id: int
    bin: str
    lot: str
    place: int
    quantity: int
    picked: int
    state: TaskState
    slot: int
    """The number of its order on the cart."""
    tote_id: int | None
    """The tote that its order is tied to."""
    tote: str

    @property
    def left(self) -> int:
        """Units still to fetch."""
        return self.quantity - self.picked


_task = maker(Task, state=TaskState)


def to_do(tx: Transaction, walk_id: int) -> list[Task]:
    """What is still to be fetched on a walk, in its order."""
    return [_task(row) for row in tx.execute(_to_do, {"walk": walk_id})]


def all_of(tx: Transaction, walk_id: int) -> list[Task]:
    """All tasks of a walk in its order, also those that are over."""
    return [_task(row) for row in tx.execute(_all, {"walk": walk_id})]


def one(tx: Transaction, task_id: int) -> Task:
    """A task as it stands now."""
    return _task(tx.execute(_by_id, {"task": task_id}).one())


def step(tx: Transaction, task: Task, then: TaskState, *, picked: int, **values: Any) -> None:
    """Write what is picked of a task, and its next step where it takes one.

    Raises IllegalTransition, or Refusal ``walk_moved`` where somebody was quicker.
    """
    if task.state is not then:
        check_step(TASK_STEPS, task.state, then, task=task.id)
    row = {
        "task": task.id,
        "before": task.state.value,
        "had": task.picked,
        "then": then.value,
        "now_picked": picked,
        "who": tx.actor.operator_id,
        "now": tx.now,
    }
    if tx.execute(_step.values(**values) if values else _step, row).rowcount != 1:
        raise Refusal("walk_moved", walk=f"W{task.walk_id}")


def step_all(
    tx: Transaction, walk_id: int, then: TaskState, *, order_ids: Sequence[int] = ()
) -> None:
    """Let all tasks of a walk, or of some of its orders, take the step that they may take."""
    before = [now.value for now, next_one in TASK_STEPS if next_one is then and now in TO_DO]
    row: dict[str, object] = {"walk": walk_id, "before": before, "then": then.value, "now": tx.now}
    if order_ids:
        tx.execute(_step_some, row | {"some": list(order_ids)})
    else:
        tx.execute(_step_every, row)


def put_last(tx: Transaction, walk_id: int, tasks: Iterable[Task]) -> None:
    """Leave tasks for the end of the walk."""
    ids = [task.id for task in tasks]
    last = max((task.place for task in to_do(tx, walk_id)), default=0)
    tx.execute(_last, {"ids": ids, "last": last + 1})


_tote = bins.alias("tote")
_any = (
    select(
        pick_tasks.c.id,
        pick_tasks.c.walk_id,
        pick_tasks.c.order_id,
        orders.c.order_no,
        pick_tasks.c.order_line_id,
        pick_tasks.c.product_id,
        products.c.sku,
        products.c.name,
        pick_tasks.c.bin_id,
        bins.c.code,
        pick_tasks.c.lot,
        pick_tasks.c.place,
        pick_tasks.c.quantity,
        pick_tasks.c.picked,
        pick_tasks.c.state,
        walk_orders.c.slot,
        walk_orders.c.tote_id,
        func.coalesce(_tote.c.code, ""),
    )
    .select_from(pick_tasks)
    .join(
        walk_orders,
        (walk_orders.c.walk_id == pick_tasks.c.walk_id)
        & (walk_orders.c.order_id == pick_tasks.c.order_id),
    )
    .join(orders, orders.c.id == pick_tasks.c.order_id)
    .join(products, products.c.id == pick_tasks.c.product_id)
    .join(bins, bins.c.id == pick_tasks.c.bin_id)
    .outerjoin(_tote, _tote.c.id == walk_orders.c.tote_id)
)
_by_id = _any.where(pick_tasks.c.id == bindparam("task"))
_all = _any.where(pick_tasks.c.walk_id == bindparam("walk")).order_by(
    pick_tasks.c.place, walk_orders.c.slot, pick_tasks.c.id
)
_to_do = _all.where(
    pick_tasks.c.state.in_([state.value for state in TO_DO]),
    walk_orders.c.state == Place.IN.value,
)
_step = (
    update(pick_tasks)
    .where(
        pick_tasks.c.id == bindparam("task"),
        pick_tasks.c.state == bindparam("before"),
        pick_tasks.c.picked == bindparam("had"),
    )
    .values(
        state=bindparam("then"),
        picked=bindparam("now_picked"),
        operator_id=bindparam("who"),
        changed_at=bindparam("now"),
    )
)
_step_every = (
    update(pick_tasks)
    .where(
        pick_tasks.c.walk_id == bindparam("walk"),
        pick_tasks.c.state.in_(bindparam("before", expanding=True)),
    )
    .values(state=bindparam("then"), changed_at=bindparam("now"))
)
_step_some = _step_every.where(pick_tasks.c.order_id.in_(bindparam("some", expanding=True)))
_last = (
    update(pick_tasks)
    .where(pick_tasks.c.id.in_(bindparam("ids", expanding=True)))
    .values(place=bindparam("last"))
)
