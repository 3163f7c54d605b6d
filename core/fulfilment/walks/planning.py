"""Waves are planned: orders chosen, put into walks of sensible size, and their way laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.audit import event_row, record_many
from core.errors import Refusal
from core.fulfilment.walks.aisles import Ground, ground_of
from core.fulfilment.walks.choosing import (
    MOST,
    Candidate,
    Goods,
    Wanted,
    candidates,
    classes,
    known,
)
from core.fulfilment.walks.grouping import grouped
from core.fulfilment.walks.models import pick_tasks, walk_orders, walks, waves
from core.fulfilment.walks.states import Mode, Place, TaskState, WalkState
from core.people.permissions import Permission, require
from core.stock.models import warehouses
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Planned:
    """A walk that was planned; `length` in bays, 0 where no code tells an aisle."""

    walk_id: int
    mode: Mode
    zone: str
    due_at: datetime
    orders: int
    units: int
    bins: int
    length: int

    @property
    def code(self) -> str:
        """What people call it."""
        return code_of(self.walk_id)


@dataclass(frozen=True, slots=True)
class Wave:
    """What was planned at once, the most urgent walk first."""

    wave_id: int
    walks: tuple[Planned, ...]

    @property
    def orders(self) -> int:
        """How many orders it has; in zone picking each is in several walks."""
        return sum(walk.orders for walk in self.walks)


@dataclass(frozen=True, slots=True)
class _Draft:
    zone: str
    orders: Sequence[Candidate]
    goods: dict[int, list[Goods]]


def code_of(walk_id: int) -> str:
    """What people call a walk."""
    return f"W{walk_id}"


def plan(tx: Transaction, warehouse: int, wanted: Wanted, *, straight: bool = False) -> Wave:
    """Choose orders and make walks of them; an urgent order never shares one with a later cut-off.

    With `straight` bins are walked in the shop's own order. Raises Refusal ``walk_nothing``,
    ``walk_size`` or ``walk_limit``, and what `known` and `candidates` raise.
    """
    require(tx, Permission.PICK)
    if not 1 <= wanted.size <= 100:
        raise Refusal("walk_size", size=wanted.size, most=100)
    if not 1 <= wanted.limit <= MOST:
        raise Refusal("walk_limit", limit=wanted.limit, most=MOST)
    wanted = known(tx, warehouse, wanted)
    # Two who plan at once never choose the same orders.
    tx.execute(_lock, {"warehouse": warehouse})
    found = candidates(tx, warehouse, wanted)
    if not found:
        raise Refusal("walk_nothing")
    ground = ground_of(tx, warehouse, straight=straight)
    drafts = _drafts(ground, found, wanted, tx.now)
    row = {
        "warehouse_id": warehouse,
        "wanted": wanted.as_json(),
        "made_at": tx.now,
        "made_by": tx.actor.operator_id,
    }
    wave_id = int(tx.execute(_new_wave, row).scalar_one())
    made = [_write(tx, warehouse, wave_id, wanted.mode, ground, draft) for draft in drafts]
    events = [
        event_row(tx, "walk_planned", one.order_id, None, {"walk": code_of(walk.walk_id)})
        for walk, draft in zip(made, drafts, strict=True)
        for one in draft.orders
    ]
    record_many(tx, events)
    return Wave(wave_id, tuple(made))


def _drafts(
    ground: Ground, found: Sequence[Candidate], wanted: Wanted, now: datetime
) -> list[_Draft]:
    drafts = []
    size = 1 if wanted.mode is Mode.SINGLE else wanted.size
    for orders in classes(found, now):
        for some in grouped(ground, orders, size, wanted.units):
            goods = {one.order_id: list(one.goods) for one in some}
            if wanted.mode is Mode.ZONE:
                drafts += _by_zone(some)
            else:
                drafts.append(_Draft("", some, goods))
    return drafts


def _by_zone(orders: Sequence[Candidate]) -> list[_Draft]:
    """The same orders, once for each zone in which goods of theirs lie."""
    found: dict[str, dict[int, list[Goods]]] = {}
    for order in orders:
        for goods in order.goods:
            found.setdefault(goods.zone, {}).setdefault(order.order_id, []).append(goods)
    return [
        _Draft(zone, [one for one in orders if one.order_id in parts], parts)
        for zone, parts in sorted(found.items())
    ]


def _write(
    tx: Transaction, warehouse: int, wave_id: int, mode: Mode, ground: Ground, draft: _Draft
) -> Planned:
    due_at = min(one.due_at for one in draft.orders)
    spots, length = ground.walk(one.spot for many in draft.goods.values() for one in many)
    row = {
        "warehouse_id": warehouse,
        "wave_id": wave_id,
        "mode": mode.value,
        "state": WalkState.PLANNED.value,
        "zone": draft.zone,
        "due_at": due_at,
        "length": length,
        "made_at": tx.now,
        "made_by": tx.actor.operator_id,
    }
    walk_id = int(tx.execute(_new_walk, row).scalar_one())
    places = {spot.id: at for at, spot in enumerate(spots, start=1)}
    tx.execute(
        _put_orders,
        [
            {
                "walk_id": walk_id,
                "order_id": one.order_id,
                "slot": slot,
                "version": one.version,
                "state": Place.IN.value,
            }
            for slot, one in enumerate(draft.orders, start=1)
        ],
    )
    tasks = [
        task_row(tx, walk_id, order_id, one, places[one.spot.id])
        for order_id, many in draft.goods.items()
        for one in many
    ]
    tx.execute(put_tasks, tasks)
    units = sum(task["quantity"] for task in tasks)
    return Planned(walk_id, mode, draft.zone, due_at, len(draft.orders), units, len(spots), length)


def task_row(
    tx: Transaction,
    walk_id: int,
    order_id: int,
    goods: Goods,
    place: int,
    state: TaskState = TaskState.OPEN,
) -> dict[str, Any]:
    """A pick task as it is written down."""
    return {
        "walk_id": walk_id,
        "order_id": order_id,
        "order_line_id": goods.line_id,
        "product_id": goods.product_id,
        "bin_id": goods.spot.id,
        "lot": goods.lot,
        "place": place,
        "quantity": goods.quantity,
        "state": state.value,
        "changed_at": tx.now,
    }


def single(wanted: Wanted, numbers: Sequence[str]) -> Wanted:
    """The same for these orders, one walk each."""
    return replace(wanted, mode=Mode.SINGLE, numbers=tuple(numbers))


_lock = (
    select(warehouses.c.id)
    .where(warehouses.c.id == bindparam("warehouse"))
    .with_for_update(key_share=True)  # orders come in meanwhile
)
_new_wave = insert(waves).returning(waves.c.id)
_new_walk = insert(walks).returning(walks.c.id)
_put_orders = insert(walk_orders)
put_tasks = insert(pick_tasks)
