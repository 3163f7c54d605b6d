"""Which orders belong to a walk; one that goes elsewhere drops out of it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update

from core.audit import record
from core.fulfilment.models import claims
from core.fulfilment.walks import tasks
from core.fulfilment.walks.models import pick_tasks, walk_orders, walks
from core.fulfilment.walks.planning import code_of
from core.fulfilment.walks.states import LIVE, TO_DO, Place, TaskState, WalkState
from core.fulfilment.walks.walk import load, step
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.rows import maker
from core.stock.models import bins
from core.tables import db_now_ms
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Member:
    """An order of a walk, with how it stands now."""

    order_id: int
    order_no: str
    slot: int
    tote_id: int | None
    tote: str
    version: int
    """Of the order, when its tasks were made."""
    state: Place
    why: str
    fulfilment: Fulfilment
    now_version: int
    claimed_by: int | None
    """The station with a living claim on it."""


_member = maker(Member, state=Place, fulfilment=Fulfilment)


def members(tx: Transaction, walk_id: int) -> list[Member]:
    """The orders of a walk by slot, also those that dropped out."""
    return [_member(row) for row in tx.execute(_members, {"walk": walk_id})]


def inside(tx: Transaction, walk_id: int) -> list[Member]:
    """Those that are still to be picked or sorted."""
    return [one for one in members(tx, walk_id) if one.state is Place.IN]


def walks_with(tx: Transaction, order_id: int) -> list[int]:
    """The walks that an order is part of now: one, or one for each zone."""
    return list(tx.execute(_walks_with, {"o": order_id}).scalars())


def drop_out(tx: Transaction, walk_id: int, order_ids: Sequence[int], why: str) -> None:
    """Take orders out of a walk; what was fetched of them stays where it is."""
    if not order_ids:
        return
    row: dict[str, object] = {"walk": walk_id, "some": list(order_ids), "reason": why}
    tx.execute(_out, row)
    tasks.step_all(tx, walk_id, TaskState.CANCELLED, order_ids=order_ids)
    for order_id in order_ids:
        record(tx, "walk_left", order_id=order_id, walk=code_of(walk_id), why=why)


def leave(tx: Transaction, order_id: int, why: str) -> None:
    """An order is worked on elsewhere now: it is part of no walk any more.

    A walk that nobody has begun ends with its last order.
    """
    for walk_id in walks_with(tx, order_id):
        drop_out(tx, walk_id, [order_id], why)
        if not inside(tx, walk_id):
            walk = load(tx, walk_id, lock=True)
            if walk.state is WalkState.PLANNED:
                step(tx, walk, WalkState.DONE, ended_at=tx.now)


def finished(tx: Transaction, walk_id: int, order_id: int) -> None:
    """All that a walk had to fetch of an order is where it belongs."""
    tx.execute(_finished, {"walk": walk_id, "o": order_id})


def siblings(tx: Transaction, walk_id: int, order_id: int) -> list[int]:
    """Stations that have other walks with parts of the same order in hand."""
    return list(tx.execute(_siblings, {"walk": walk_id, "o": order_id}).scalars())


def tie(tx: Transaction, walk_id: int, order_id: int, tote_id: int) -> None:
    """From now on what is fetched of an order goes into this tote."""
    tx.execute(_tie, {"walk": walk_id, "o": order_id, "tote": tote_id})


def fetched(tx: Transaction, walk_id: int) -> dict[int, int]:
    """Units picked so far, by order."""
    return {order_id: int(units) for order_id, units in tx.execute(_fetched, {"walk": walk_id})}


_tote = bins.alias("tote")
_members = (
    select(
        walk_orders.c.order_id,
        orders.c.order_no,
        walk_orders.c.slot,
        walk_orders.c.tote_id,
        func.coalesce(_tote.c.code, ""),
        walk_orders.c.version,
        walk_orders.c.state,
        walk_orders.c.why,
        orders.c.fulfilment,
        orders.c.version,
        claims.c.station_id,
    )
    .select_from(walk_orders)
    .join(orders, orders.c.id == walk_orders.c.order_id)
    .outerjoin(_tote, _tote.c.id == walk_orders.c.tote_id)
    .outerjoin(
        claims,
        (claims.c.order_id == walk_orders.c.order_id) & (claims.c.lease_until_ms >= db_now_ms()),
    )
    .where(walk_orders.c.walk_id == bindparam("walk"))
    .order_by(walk_orders.c.slot)
)
_walks_with = select(walk_orders.c.walk_id).where(
    walk_orders.c.order_id == bindparam("o"), walk_orders.c.state == Place.IN.value
)
_out = (
    update(walk_orders)
    .where(
        walk_orders.c.walk_id == bindparam("walk"),
        walk_orders.c.order_id.in_(bindparam("some", expanding=True)),
    )
    .values(state=Place.OUT.value, why=bindparam("reason"))
)
_this = update(walk_orders).where(
    walk_orders.c.walk_id == bindparam("walk"), walk_orders.c.order_id == bindparam("o")
)
_finished = _this.values(state=Place.DONE.value)
_tie = _this.values(tote_id=bindparam("tote"))
_siblings = (
    select(walks.c.station_id)
    .join(walk_orders, walk_orders.c.walk_id == walks.c.id)
    .where(
        walk_orders.c.order_id == bindparam("o"),
        walk_orders.c.state == Place.IN.value,
        walks.c.id != bindparam("walk"),
        walks.c.state.in_([state.value for state in LIVE]),
        walks.c.lease_until_ms >= db_now_ms(),
    )
)
_fetched = (
    select(pick_tasks.c.order_id, func.sum(pick_tasks.c.picked))
    .where(pick_tasks.c.walk_id == bindparam("walk"), pick_tasks.c.picked > 0)
    .group_by(pick_tasks.c.order_id)
)
_some_left = select(pick_tasks.c.id).where(
    pick_tasks.c.walk_id == bindparam("walk"),
    pick_tasks.c.order_id == bindparam("o"),
    pick_tasks.c.state.in_([state.value for state in TO_DO]),
)


def is_fetched(tx: Transaction, walk_id: int, order_id: int) -> bool:
    """Whether a walk has nothing more to fetch of an order."""
    return tx.execute(_some_left, {"walk": walk_id, "o": order_id}).first() is None
