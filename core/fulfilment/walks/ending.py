"""A walk ends: all is fetched and sorted, it is laid aside, or it is cancelled."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core.audit import record
from core.errors import Refusal
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks import tasks
from core.fulfilment.walks.hand import Hand, ahead, keep, put_down
from core.fulfilment.walks.membership import drop_out, fetched, inside
from core.fulfilment.walks.models import walk_orders
from core.fulfilment.walks.settling import give_back, settle
from core.fulfilment.walks.states import LIVE, Mode, Place, TaskState, WalkState
from core.fulfilment.walks.walk import Walk, find, holder, let_go, load, step
from core.orders.models import orders
from core.people.permissions import Permission, require
from core.stock.models import BinKind, reservations
from core.stock.places import special_bin
from core.text import clean
from core.transaction import Transaction

_UNSORTED = "unsorted"
"""The open question whether the rest is not in the cart."""


def conclude(bench: Bench, hand: Hand) -> bool:
    """End the walk, or let its sorting begin, where nothing is left to fetch; says whether so."""
    tx, walk = bench.tx, load(bench.tx, hand.walk.id)
    if walk.state is WalkState.WALKING and not tasks.to_do(tx, walk.id):
        if walk.mode is Mode.BATCH and in_cart(tx, walk) and not only_singles(tx, walk.id):
            step(tx, walk, WalkState.SORTING)
            return True
    elif walk.state is not WalkState.SORTING or in_cart(tx, walk):
        return False
    for one in inside(tx, walk.id):  # nothing was found of these
        settle(tx, walk.id, one.order_id)
    _end(tx, load(tx, walk.id), WalkState.DONE)
    put_down(bench)
    return True


def only_singles(tx: Transaction, walk_id: int) -> bool:
    """Whether all orders of a batch are of one unit: at the table each product finds its own."""
    return tx.execute(_of_several, {"walk": walk_id}).first() is None


def cart_of(tx: Transaction, walk: Walk) -> int:
    """Where the goods of a batch go."""
    return walk.cart_id or special_bin(tx, walk.warehouse_id, BinKind.TOTE)


def in_cart(tx: Transaction, walk: Walk) -> int:
    """Units of a batch that lie in its cart and are still to be sorted."""
    row = {"walk": walk.id, "b": cart_of(tx, walk)}
    return sum(int(units) for units in tx.execute(_in_cart, row).scalars())


def done(bench: Bench, hand: Hand) -> Answer:
    """`DONE`: says what is still to do; a walk ends by itself with the last unit.

    Said twice while goods are sorted, the rest is not in the cart: the table will ask for it.
    """
    require(bench.tx, Permission.PICK)
    if conclude(bench, hand):
        return Answer(Kind.INFO, "walk_ended", {"walk": hand.walk.code})
    if hand.walk.state is WalkState.SORTING:
        units = in_cart(bench.tx, hand.walk)
        about = {"walk": hand.walk.code, "units": units}
        if hand.ask.get("what") != _UNSORTED:
            keep(bench, hand, ask={"what": _UNSORTED})
            return Answer(Kind.NEEDS_CONFIRMATION, "walk_not_sorted", about)
        left = inside(bench.tx, hand.walk.id)
        for one in left:
            settle(bench.tx, hand.walk.id, one.order_id)
        _end(bench.tx, hand.walk, WalkState.DONE)
        put_down(bench)
        names = ", ".join(one.order_no for one in left)
        return Answer(Kind.INFO, "walk_not_in_cart", about | {"names": names})
    return Answer(Kind.NEEDS_CONFIRMATION, "walk_not_done", ahead(bench, hand))


def put_aside(bench: Bench, hand: Hand) -> Answer:
    """`HOLD`: the walk waits, as it is, for whoever takes it next."""
    require(bench.tx, Permission.PICK)
    tx, walk = bench.tx, hand.walk
    leave(tx, walk, bench.station_id)
    put_down(bench)
    left = sum(task.left for task in tasks.to_do(tx, walk.id))
    return Answer(Kind.INFO, "walk_aside", {"walk": walk.code, "left": left})


def leave(tx: Transaction, walk: Walk, station_id: int) -> None:
    """A station has the walk in hand no more; what was fetched and sorted stays as it is."""
    for one in inside(tx, walk.id):
        give_back(tx, walk.id, one.order_id, station_id)
    if walk.state is WalkState.WALKING:
        tasks.step_all(tx, walk.id, TaskState.OPEN)
    let_go(tx, walk.id)


def cancel(tx: Transaction, code: str, reason: str) -> tuple[Walk, int]:
    """Cancel a walk; gives it and how many units lie fetched, which stay promised to their orders.

    Its orders wait in the queue again. Raises Refusal ``reason_needed`` or ``walk_over``.
    """
    require(tx, Permission.PICK)
    reason = clean(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    walk = load(tx, find(tx, code).id, lock=True)
    if walk.state not in LIVE:
        raise Refusal("walk_over", walk=walk.code, walk_state=walk.state.value)
    held = holder(tx, walk.id)
    if held is not None and held.station_id != tx.actor.station_id:
        require(tx, Permission.TAKE_OVER)
    units = sum(fetched(tx, walk.id).values())
    for one in inside(tx, walk.id):
        drop_out(tx, walk.id, [one.order_id], "walk_cancelled")
        give_back(tx, walk.id, one.order_id, walk.station_id)
    _end(tx, walk, WalkState.CANCELLED, reason=reason)
    return walk, units


def _end(tx: Transaction, walk: Walk, then: WalkState, reason: str = "") -> None:
    step(tx, walk, then, ended_at=tx.now, reason=reason)
    tasks.step_all(tx, walk.id, TaskState.CANCELLED)
    let_go(tx, walk.id)
    record(tx, "walk_ended", walk=walk.code, state=then.value, reason=reason)


_of_several = (
    select(orders.c.id)
    .join(walk_orders, walk_orders.c.order_id == orders.c.id)
    .where(
        walk_orders.c.walk_id == bindparam("walk"),
        walk_orders.c.state == Place.IN.value,
        orders.c.units != 1,
    )
    .limit(1)
)
_in_cart = (
    select(reservations.c.quantity)
    .join(walk_orders, walk_orders.c.order_id == reservations.c.order_id)
    .where(walk_orders.c.walk_id == bindparam("walk"), reservations.c.bin_id == bindparam("b"))
)
