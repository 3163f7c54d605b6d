"""A picker takes a walk: its orders are claimed, and those that went elsewhere drop out."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core.audit import record
from core.errors import Refusal
from core.fulfilment import claims
from core.fulfilment.packing.opened import load_order
from core.fulfilment.packing.opening import put_back, unfinished
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks import tasks
from core.fulfilment.walks.ending import in_cart
from core.fulfilment.walks.hand import Hand, ahead, begin, in_hand
from core.fulfilment.walks.membership import Member, drop_out, inside, siblings
from core.fulfilment.walks.models import walks
from core.fulfilment.walks.renewing import lay_out, renew
from core.fulfilment.walks.states import LIVE, TaskState, WalkState
from core.fulfilment.walks.walk import Walk, hold, holder, load, step
from core.orders.commands import head
from core.orders.commands import step as step_order
from core.orders.states import CONFIRMED, Fulfilment
from core.people.permissions import Permission, require
from core.tables import db_now_ms


def take(bench: Bench, walk_id: int, *, take_over: bool = False) -> Answer:
    """Take a walk in hand, or say why not.

    Raises NotFound ``walk_unknown``, or Refusal ``walk_other_warehouse``.
    """
    require(bench.tx, Permission.PICK)
    tx = bench.tx
    walk = load(tx, walk_id, lock=True)
    if walk.warehouse_id != bench.warehouse_id:
        raise Refusal("walk_other_warehouse", walk=walk.code)
    first = unfinished(bench) or _table_is_busy(bench) or _other_walk(bench, walk)
    if first is not None:
        return first
    if walk.state not in LIVE:
        about = {"walk": walk.code, "walk_state": walk.state.value}
        return Answer(Kind.NOT_CLAIMABLE, "walk_over", about)
    held = holder(tx, walk.id)
    if held is not None and held.station_id != bench.station_id:
        if not take_over:
            about = {"walk": walk.code, "who": held.operator, "station": held.station}
            about["since"] = held.since.isoformat()
            return Answer(Kind.NOT_CLAIMABLE, "walk_held", about)
        require(tx, Permission.TAKE_OVER)
        record(tx, "walk_taken_over", walk=walk.code, station=held.station, who=held.operator)
    fence = hold(tx, walk, bench.rules.lease_ms)
    begin(bench, walk.id, fence)
    if walk.state is WalkState.PLANNED:
        step(tx, walk, WalkState.WALKING)
    gone = _claim_all(bench, walk, held.station_id if held else None)
    tasks.step_all(tx, walk.id, TaskState.CLAIMED)
    return _taken(bench, walk, fence, gone)


def take_next(bench: Bench) -> Answer:
    """Take the most urgent walk that nobody has in hand."""
    row = {"warehouse": bench.warehouse_id}
    found = bench.tx.execute(_next, row).scalar()
    if found is None:
        return Answer(Kind.INFO, "walk_none")
    return take(bench, int(found))


def _taken(bench: Bench, walk: Walk, fence: int, gone: list[Member]) -> Answer:
    tx = bench.tx
    now = inside(tx, walk.id)
    about: dict[str, object] = {
        "walk": walk.code,
        "orders": len(now),
        "gone": ", ".join(one.order_no for one in gone),
    }
    hand = Hand(load(tx, walk.id), fence, None, {})
    if walk.state is WalkState.SORTING:
        return Answer(Kind.ORDER_OPEN, "walk_sorting", about | {"units": in_cart(tx, walk)})
    left = tasks.to_do(tx, walk.id)
    if not left:
        # Imported late: what ends a walk tells who follows it.
        from core.fulfilment.walks.ending import conclude

        if conclude(bench, hand):
            return Answer(Kind.INFO, "walk_empty", about)
    about |= {"units": sum(task.left for task in left), "bins": len({t.bin_id for t in left})}
    about |= ahead(bench, hand)
    return Answer(Kind.ORDER_OPEN, "walk_gone" if gone else "walk", about)


def _claim_all(bench: Bench, walk: Walk, before: int | None) -> list[Member]:
    """Claim the orders; gives those that went elsewhere. `before` is who had the walk."""
    gone: list[Member] = []
    changed = False
    for one in inside(bench.tx, walk.id):
        why = _claim(bench, walk, one, before)
        if why:
            drop_out(bench.tx, walk.id, [one.order_id], why)
            gone.append(one)
        elif walk.state is not WalkState.SORTING:
            changed |= renew(bench.tx, walk, one.order_id, TaskState.OPEN)
    if changed:
        lay_out(bench.tx, walk, straight=bench.rules.straight_walks)
    return gone


def _claim(bench: Bench, walk: Walk, one: Member, before: int | None) -> str:
    """Claim one order of the walk; gives why that cannot be, empty where it can."""
    tx = bench.tx
    order = head(tx, one.order_id, lock=True)
    match order.fulfilment:
        case Fulfilment.READY | Fulfilment.PICKING:
            pass
        case Fulfilment.CANCELLED:
            return "cancelled"
        case Fulfilment.HELD:
            return "held"
        case Fulfilment.SHORT:
            return "changed"
        case _:
            return "taken"
    if order.status not in CONFIRMED:
        return "changed"
    theirs = before is not None and one.claimed_by == before
    if not theirs and one.claimed_by in siblings(tx, walk.id, one.order_id):
        return ""  # somebody fetches the goods of another zone for it
    if claims.claim(tx, one.order_id, bench.rules.lease_ms, take_over=theirs) is None:
        return "taken"
    if order.fulfilment is Fulfilment.READY:
        step_order(tx, order, Fulfilment.PICKING)
    return ""


def _table_is_busy(bench: Bench) -> Answer | None:
    """An order that was begun at this table comes first; an untouched one goes back."""
    if bench.work.order_id is None:
        return None
    current = load_order(bench.tx, bench.work.order_id)
    if current.claimed_by == bench.station_id and (current.packed or bench.work.tote_id):
        about = {"open": current.order_no, "order": "", "packed": current.packed}
        return Answer(Kind.OTHER_ORDER_OPEN, params=about | {"units": current.units})
    put_back(bench, current)
    return None


def _other_walk(bench: Bench, walk: Walk) -> Answer | None:
    hand = in_hand(bench)
    if hand is None or hand.walk.id == walk.id or hand.walk.state not in LIVE:
        return None
    if hand.walk.station_id != bench.station_id or hand.walk.fence != hand.fence:
        return None  # it is somebody else's by now
    about = {"open": hand.walk.code, "walk": walk.code}
    return Answer(Kind.OTHER_ORDER_OPEN, "walk", about)


_next = (
    select(walks.c.id)
    .where(
        walks.c.warehouse_id == bindparam("warehouse"),
        walks.c.state.in_([state.value for state in LIVE]),
        walks.c.lease_until_ms < db_now_ms(),
    )
    .order_by(walks.c.due_at, walks.c.id)
    .limit(1)
)
