"""Orders, or a whole walk, that the last scan ended are taken in hand again to take it back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, update

from core.fulfilment import claims
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks.hand import Hand, begin
from core.fulfilment.walks.membership import members
from core.fulfilment.walks.models import walk_orders
from core.fulfilment.walks.states import LIVE, Place, WalkState
from core.fulfilment.walks.walk import Walk, hold, load, step
from core.orders.commands import head
from core.orders.commands import step as step_order
from core.orders.states import Fulfilment
from core.transaction import Transaction

_WAITS = frozenset({Fulfilment.PICKED, Fulfilment.READY, Fulfilment.SHORT})
"""Where an order stands that nobody has gone on with."""


def gone_on(bench: Bench, walk: Walk, order_ids: Iterable[int]) -> str:
    """The order with which somebody has gone on since, or the walk; empty where nobody has."""
    tx = bench.tx
    if walk.state is not WalkState.DONE and walk.state not in LIVE:
        return walk.code
    if walk.state is WalkState.DONE and (
        walk.station_id != bench.station_id or bench.work.order_id is not None
    ):
        return walk.code
    mine = {one.order_id: one for one in members(tx, walk.id)}
    for order_id in order_ids:
        one = mine.get(order_id)
        if one is None or one.state is Place.OUT:
            return walk.code if one is None else one.order_no
        if one.state is Place.DONE:
            order = head(tx, order_id, lock=True)
            held = claims.holder(tx, order_id)
            theirs = held is not None and held.station_id != bench.station_id
            if order.fulfilment not in _WAITS or theirs:
                return one.order_no
    return ""


def resume(bench: Bench, walk: Walk, order_ids: Iterable[int], then: WalkState) -> Hand:
    """Take the walk and these orders in hand again, after `gone_on` gave nothing."""
    tx = bench.tx
    done = {one.order_id for one in members(tx, walk.id) if one.state is Place.DONE}
    for order_id in done.intersection(order_ids):
        tx.execute(_inside, {"walk": walk.id, "o": order_id})
        claims.claim(tx, order_id, bench.rules.lease_ms)
        _pick_again(tx, order_id)
    if walk.state is WalkState.DONE:
        step(tx, walk, then, ended_at=None)
        fence = hold(tx, walk, bench.rules.lease_ms)
        begin(bench, walk.id, fence)
    else:
        fence = walk.fence
    return Hand(load(tx, walk.id), fence, None, {})


def _pick_again(tx: Transaction, order_id: int) -> None:
    order = head(tx, order_id, lock=True)
    if order.fulfilment is Fulfilment.SHORT:
        step_order(tx, order, Fulfilment.READY)
        order = head(tx, order_id, lock=True)
    step_order(tx, order, Fulfilment.PICKING)


_inside = (
    update(walk_orders)
    .where(walk_orders.c.walk_id == bindparam("walk"), walk_orders.c.order_id == bindparam("o"))
    .values(state=Place.IN.value)
)
