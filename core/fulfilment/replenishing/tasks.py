"""The tasks to bring goods from bulk bins to pick bins, the most urgent walk first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, select

from core.catalog.models import products
from core.errors import NotFound
from core.fulfilment.models import claims
from core.fulfilment.walks.models import walk_orders
from core.fulfilment.walks.states import Place
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment
from core.stock.lot_models import lots
from core.stock.models import bins, reservations
from core.stock.reservations import Held
from core.stock.task_models import replenish_tasks
from core.tables import db_now_ms
from core.transaction import Transaction

IDLE = (Fulfilment.READY.value, Fulfilment.HELD.value, Fulfilment.SHORT.value)
"""States of orders that nobody works on: what they are promised may go to another bin."""


@dataclass(frozen=True, slots=True)
class Task:
    """Units of a product that wait in a bulk bin to be brought to its pick bin."""

    id: int
    warehouse_id: int
    product_id: int
    sku: str
    name: str
    lot: str
    quantity: int
    """Still to be brought."""
    moved: int
    from_bin_id: int
    from_bin: str
    to_bin_id: int
    to_bin: str
    reason: str
    """``least``: the pick bin runs low; ``orders``: orders are promised from bulk."""
    asked_at: datetime
    done_at: datetime | None
    result: str
    due_at: datetime | None
    """When the first order that waits for these goods has to go."""
    expires_on: date | None


def waiting(tx: Transaction, warehouse: int, *, offset: int = 0, limit: int = 500) -> list[Task]:
    """Tasks that wait: those of orders by their cut-off, then in walking order of the bulk bins."""
    rows = tx.execute(_waiting, {"warehouse": warehouse, "offset": offset, "limit": limit})
    return [Task(*row) for row in rows]


def how_many(tx: Transaction, warehouse: int) -> int:
    """How many tasks wait."""
    return int(tx.execute(_count, {"warehouse": warehouse}).scalar_one())


def of_bin(tx: Transaction, warehouse: int, bin_id: int) -> list[Task]:
    """The tasks that wait in one bulk bin."""
    row = {"warehouse": warehouse, "bin": bin_id}
    return [Task(*one) for one in tx.execute(_of_bin, row)]


def of_product(tx: Transaction, warehouse: int, product_id: int) -> list[Task]:
    """The tasks of a product that wait."""
    row = {"warehouse": warehouse, "product": product_id}
    return [Task(*one) for one in tx.execute(_of_product, row)]


def task(tx: Transaction, task_id: int) -> Task:
    """A task; raises NotFound ``replenish_unknown``."""
    row = tx.execute(_by_id, {"task": task_id}).first()
    if row is None:
        raise NotFound("replenish_unknown", task=task_id)
    return Task(*row)


def locked(tx: Transaction, task_id: int) -> Task:
    """The same, kept from others until the transaction ends."""
    tx.execute(_lock, {"task": task_id})
    return task(tx, task_id)


def idle_promises(tx: Transaction, product_id: int, bin_id: int, lot: str) -> list[Held]:
    """What orders that nobody works on are promised from a bin, the most urgent first."""
    place = {"p": product_id, "b": bin_id, "l": lot}
    return [Held(*row) for row in tx.execute(_idle, place)]


def is_idle() -> Any:
    """Of a joined order: nobody works on it or has it on a walk, and nothing of it is packed."""
    worked_on = exists().where(
        claims.c.order_id == orders.c.id, claims.c.lease_until_ms >= db_now_ms()
    )
    on_a_walk = exists().where(  # the walk says from which bins its goods are fetched
        walk_orders.c.order_id == orders.c.id, walk_orders.c.state == Place.IN.value
    )
    begun = exists().where(order_lines.c.order_id == orders.c.id, order_lines.c.packed > 0)
    return and_(orders.c.fulfilment.in_(IDLE), ~worked_on, ~on_a_walk, ~begun)


_t = replenish_tasks.c
_from, _to = bins.alias("from_bin"), bins.alias("to_bin")
_due = (
    select(func.min(orders.c.due_at))
    .select_from(reservations)
    .join(orders, orders.c.id == reservations.c.order_id)
    .where(
        reservations.c.product_id == _t.product_id,
        reservations.c.bin_id == _t.from_bin_id,
        reservations.c.lot == _t.lot,
    )
    .correlate(replenish_tasks)
    .scalar_subquery()
)
_any: Select[Any] = (
    select(
        _t.id,
        _t.warehouse_id,
        _t.product_id,
        products.c.sku,
        products.c.name,
        _t.lot,
        _t.quantity,
        _t.moved,
        _t.from_bin_id,
        _from.c.code.label("from_bin"),
        _t.to_bin_id,
        _to.c.code.label("to_bin"),
        _t.reason,
        _t.asked_at,
        _t.done_at,
        _t.result,
        _due.label("due_at"),
        lots.c.expires_on,
    )
    .select_from(replenish_tasks)
    .join(products, products.c.id == _t.product_id)
    .join(_from, _from.c.id == _t.from_bin_id)
    .join(_to, _to.c.id == _t.to_bin_id)
    .outerjoin(lots, and_(_t.lot != "", lots.c.product_id == _t.product_id, lots.c.lot == _t.lot))
)
_by_id = _any.where(_t.id == bindparam("task"))
_lock = select(_t.id).where(_t.id == bindparam("task")).with_for_update()
_open_here = _any.where(_t.warehouse_id == bindparam("warehouse"), _t.done_at.is_(None))
_in_order = (_due.is_(None), _due, _from.c.walk, _from.c.code, _t.id)
_waiting = _open_here.order_by(*_in_order).limit(bindparam("limit")).offset(bindparam("offset"))
_of_bin = _open_here.where(_t.from_bin_id == bindparam("bin")).order_by(*_in_order)
_of_product = _open_here.where(_t.product_id == bindparam("product")).order_by(*_in_order)
_count = select(func.count()).where(_t.warehouse_id == bindparam("warehouse"), _t.done_at.is_(None))
_idle = (
    select(
        *(reservations.c[name] for name in ("id", "order_id")),
        reservations.c.order_line_id,
        *(reservations.c[name] for name in ("product_id", "bin_id", "lot", "quantity")),
    )
    .join(orders, orders.c.id == reservations.c.order_id)
    .where(
        reservations.c.product_id == bindparam("p"),
        reservations.c.bin_id == bindparam("b"),
        reservations.c.lot == bindparam("l"),
        is_idle(),
    )
    .order_by(orders.c.due_at.is_(None), orders.c.due_at, orders.c.id, reservations.c.id)
)
