"""Tasks follow what is promised: goods that lie elsewhere by now are fetched from there."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select, update

from core.fulfilment.walks.aisles import Spot, ground_of
from core.fulfilment.walks.choosing import Goods, goods_of
from core.fulfilment.walks.models import pick_tasks, walk_orders, walks
from core.fulfilment.walks.planning import put_tasks, task_row
from core.fulfilment.walks.states import LIVE, TO_DO, Mode, Place, TaskState
from core.fulfilment.walks.tasks import Task, step, to_do
from core.fulfilment.walks.walk import Walk
from core.orders.models import orders
from core.stock.models import bins
from core.transaction import Transaction


def renew(tx: Transaction, walk: Walk, order_id: int, state: TaskState) -> bool:
    """Bring an order's tasks in line with where its goods wait; gives whether any changed.

    New ones are at the end of the walk, in `state`.
    """
    wanted = {(one.line_id, one.spot.id, one.lot): one for one in _mine(tx, walk, order_id)}
    mine = [task for task in to_do(tx, walk.id) if task.order_id == order_id]
    changed = False
    for task in mine:
        goods = wanted.pop((task.line_id, task.bin_id, task.lot), None)
        units = goods.quantity if goods else 0
        if units != task.left:
            changed = True
            _now(tx, task, units)
    if wanted:
        last = int(tx.execute(_last, {"walk": walk.id}).scalar() or 0) + 1
        rows = [task_row(tx, walk.id, order_id, one, last, state) for one in wanted.values()]
        tx.execute(put_tasks, rows)
    tx.execute(_version, {"walk": walk.id, "o": order_id})
    return changed or bool(wanted)


def lay_out(tx: Transaction, walk: Walk, *, straight: bool = False) -> None:
    """Find the way through what is left of a walk anew."""
    ground = ground_of(tx, walk.warehouse_id, straight=straight)
    left = to_do(tx, walk.id)
    numbers: dict[int, int] = dict(
        tx.execute(_walk_numbers, {"wanted": sorted({task.bin_id for task in left})}).all()
    )
    spots, length = ground.walk(Spot(t.bin_id, numbers[t.bin_id], t.bin) for t in left)
    places = {spot.id: at for at, spot in enumerate(spots, start=1)}
    for bin_id, place in places.items():
        tx.execute(_place, {"walk": walk.id, "b": bin_id, "at": place})
    tx.execute(_length, {"walk": walk.id, "n": length})


def _mine(tx: Transaction, walk: Walk, order_id: int) -> list[Goods]:
    """What lies on shelves for an order, without what other zones' walks fetch."""
    goods = list(goods_of(tx, [order_id]).get(order_id, ()))
    if walk.mode is not Mode.ZONE:
        return goods
    zones = set(tx.execute(_other_zones, {"walk": walk.id, "o": order_id}).scalars())
    return [one for one in goods if one.zone == walk.zone or one.zone not in zones]


def _now(tx: Transaction, task: Task, units: int) -> None:
    """So many units of a task are left to fetch."""
    if units:
        tx.execute(_quantity, {"task": task.id, "q": task.picked + units})
    elif task.picked and task.state is TaskState.CLAIMED:
        step(tx, task, TaskState.DONE, picked=task.picked, quantity=task.picked)
    else:
        step(tx, task, TaskState.CANCELLED, picked=task.picked)


_last = select(func.max(pick_tasks.c.place)).where(
    pick_tasks.c.walk_id == bindparam("walk"),
    pick_tasks.c.state.in_([state.value for state in TO_DO]),
)
_quantity = (
    update(pick_tasks).where(pick_tasks.c.id == bindparam("task")).values(quantity=bindparam("q"))
)
_place = (
    update(pick_tasks)
    .where(
        pick_tasks.c.walk_id == bindparam("walk"),
        pick_tasks.c.bin_id == bindparam("b"),
        pick_tasks.c.state.in_([state.value for state in TO_DO]),
    )
    .values(place=bindparam("at"))
)
_length = update(walks).where(walks.c.id == bindparam("walk")).values(length=bindparam("n"))
_walk_numbers = select(bins.c.id, bins.c.walk).where(
    bins.c.id.in_(bindparam("wanted", expanding=True))
)
_other_zones = (
    select(walks.c.zone)
    .join(walk_orders, walk_orders.c.walk_id == walks.c.id)
    .where(
        walk_orders.c.order_id == bindparam("o"),
        walk_orders.c.state == Place.IN.value,
        walks.c.id != bindparam("walk"),
        walks.c.state.in_([state.value for state in LIVE]),
    )
)
_version = (
    update(walk_orders)
    .where(walk_orders.c.walk_id == bindparam("walk"), walk_orders.c.order_id == bindparam("o"))
    .values(
        version=select(orders.c.version)
        .where(orders.c.id == walk_orders.c.order_id)
        .scalar_subquery()
    )
)
