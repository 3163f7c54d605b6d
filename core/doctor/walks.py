"""Checks of walks: what is to be fetched belongs to one that goes on, and its units add up."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from core.catalog.models import products
from core.doctor.looking import Look, Rows, by, named, within
from core.fulfilment.walks.models import pick_tasks, walks
from core.fulfilment.walks.states import LIVE, TO_DO, TaskState
from core.orders.models import orders
from core.stock.models import bins

TASKS = Rows("walks", pick_tasks.c.id)

_t = pick_tasks.c
_task = (
    select(
        _t.id.label("task"),
        _t.walk_id.label("walk"),
        orders.c.order_no,
        products.c.sku,
        bins.c.code.label("bin"),
        _t.quantity,
        _t.picked,
    )
    .join(walks, walks.c.id == _t.walk_id)
    .join(orders, orders.c.id == _t.order_id)
    .join(products, products.c.id == _t.product_id)
    .join(bins, bins.c.id == _t.bin_id)
    .where(within(_t.id))
)
_left_over = _task.where(
    _t.state.in_([state.value for state in TO_DO]),
    walks.c.state.not_in([state.value for state in LIVE]),
)
_units = _task.where(
    or_(
        and_(_t.state == TaskState.DONE.value, _t.picked != _t.quantity),
        and_(_t.state == TaskState.SHORT.value, _t.picked >= _t.quantity),
        and_(_t.state.in_([state.value for state in TO_DO]), _t.picked >= _t.quantity),
    )
)
LOOKS = (
    Look("walks", TASKS, by(_left_over, named("walk_task_left", "task"))),
    Look("walks", TASKS, by(_units, named("walk_task_units", "task"))),
)
"""Tasks of walks that are over, and those of which the units do not fit their state."""
