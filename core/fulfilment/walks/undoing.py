"""Taking the last scan of a walk back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.fulfilment.models import scans
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks import tasks
from core.fulfilment.walks.ending import in_cart
from core.fulfilment.walks.found_again import of_effect, take_back, too_late
from core.fulfilment.walks.hand import Hand, ahead, keep
from core.fulfilment.walks.membership import inside
from core.fulfilment.walks.resuming import gone_on, resume
from core.fulfilment.walks.states import TaskState, WalkState
from core.fulfilment.walks.walk import Walk, load, step
from core.orders.models import order_lines
from core.people.permissions import Permission, require
from core.stock.queries import bin_codes
from core.stock.reservations import Held, carry, of_order

_OVER = frozenset({"walk_replaced_stays", "walk_counted_since", "walk_moved_since"})
"""Where it stays as it is, the next UNDO goes on with what was before it."""


def undo(bench: Bench, hand: Hand | None) -> Answer | None:
    """Put back what the last scan counted, or say why that is too late.

    Also where that scan ended the walk, so that none is in hand; None where it was no walk's.
    """
    require(bench.tx, Permission.PICK)
    if hand is not None and hand.ask:  # only a question was open
        keep(bench, hand)
        return Answer(Kind.INFO, "walk_asked_no_more", ahead(bench, hand))
    at = [bench.station_id, *bench.work.scanned_at]
    row = bench.tx.execute(_last, {"stations": at}).first()
    number = row.effect.get("walk") if row is not None else None
    if row is None or number is None or (hand is not None and number != hand.walk.id):
        return None if hand is None else Answer(Kind.INFO, "nothing_to_undo")
    effect = row.effect
    walk = load(bench.tx, number, lock=True)
    match effect["kind"]:
        case "walk_pick":
            answer = _unpick(bench, walk, effect)
        case "walk_sort":
            answer = _unsort(bench, walk, effect)
        case "walk_short" if "shorts" in effect:
            answer = _unshort(bench, walk, effect)
        case _:  # other goods were ordered in their place
            answer = Answer(Kind.INFO, "walk_replaced_stays")
    if answer.kind is Kind.UNDONE or answer.detail in _OVER:
        bench.tx.execute(_mark, {"station": row.station_id, "number": row.seq})
    return answer


def _unpick(bench: Bench, walk: Walk, effect: dict[str, Any]) -> Answer:
    tx = bench.tx
    picks = [(tasks.one(tx, task_id), units) for task_id, units in effect["picks"]]
    late = gone_on(bench, walk, {task.order_id for task, _units in picks})
    if late:
        return Answer(Kind.INFO, "walk_too_late", {"order": late})
    held: list[Held] = []
    for task, units in picks:
        mine = [
            one
            for one in of_order(tx, task.order_id)
            if (one.line_id, one.bin_id, one.lot) == (task.line_id, effect["tote"], task.lot)
            and one.quantity >= units
        ]
        if not mine:  # it was sorted already
            return Answer(Kind.INFO, "walk_too_late", {"order": task.order_no})
        held.append(mine[0])
    if walk.state is WalkState.SORTING:
        step(tx, walk, WalkState.WALKING)
        walk = load(tx, walk.id)
    hand = resume(bench, walk, {task.order_id for task, _units in picks}, WalkState.WALKING)
    for (task, units), lies in zip(picks, held, strict=True):
        carry(tx, walk.warehouse_id, lies, units, task.bin_id, reference=task.order_no)
        tx.execute(_unpicked, {"line": task.line_id, "q": units})
        tasks.step(tx, task, TaskState.CLAIMED, picked=task.picked - units)
        record(tx, "undone", order_id=task.order_id, sku=task.sku, units=units)
    first = picks[0][0]
    bench.order_no = first.order_no
    hand = Hand(hand.walk, hand.fence, first.bin_id, {})
    keep(bench, hand)
    about = {"sku": first.sku, "name": first.name, "bin": first.bin}
    units = sum(units for _task, units in picks)
    return Answer(Kind.UNDONE, "walk", about | {"units": units} | ahead(bench, hand))


def _unshort(bench: Bench, walk: Walk, effect: dict[str, Any]) -> Answer:
    tx, done = bench.tx, of_effect(effect)
    first = tasks.one(tx, done[0].task)
    orders = {tasks.one(tx, one.task).order_id for one in done}
    about: dict[str, Any] = {"sku": first.sku, "name": first.name, "bin": first.bin}
    about |= {"units": sum(one.units for one in done)}
    late = gone_on(bench, walk, orders)
    if late:
        return Answer(Kind.INFO, "walk_too_late", {"order": late})
    why = too_late(tx, walk, done)
    if why:
        counted = why == "walk_counted_since"
        return Answer(Kind.INFO, "walk_counted_since" if counted else "walk_moved_since", about)
    if walk.state is WalkState.SORTING:
        step(tx, walk, WalkState.WALKING)
        walk = load(tx, walk.id)
    hand = resume(bench, walk, orders, WalkState.WALKING)
    take_back(tx, hand.walk, done)
    bench.order_no = first.order_no
    hand = Hand(hand.walk, hand.fence, first.bin_id, {})
    keep(bench, hand)
    return Answer(Kind.UNDONE, "walk_short", about | ahead(bench, hand))


def _unsort(bench: Bench, walk: Walk, effect: dict[str, Any]) -> Answer:
    tx = bench.tx
    late = gone_on(bench, walk, {effect["order"]})
    if late:
        return Answer(Kind.INFO, "walk_too_late", {"order": late})
    hand = resume(bench, walk, {effect["order"]}, WalkState.SORTING)
    keep(bench, hand)
    member = next(one for one in inside(tx, walk.id) if one.order_id == effect["order"])
    units = 0
    for line, lot, many in effect["sorted"]:
        held = next(
            one
            for one in of_order(tx, member.order_id)
            if (one.line_id, one.bin_id, one.lot) == (line, effect["place"], lot)
        )
        carry(tx, walk.warehouse_id, held, many, effect["cart"], reference=member.order_no)
        units += many
    bench.order_no = member.order_no
    record(tx, "undone", order_id=member.order_id, units=units)
    place = bin_codes(tx, [effect["place"]])[effect["place"]]
    about = {"order": member.order_no, "units": units, "slot": place.rpartition("-")[2]}
    return Answer(Kind.UNDONE, "walk_sort", about | {"left": in_cart(tx, walk)})


_last = (
    select(scans.c.station_id, scans.c.seq, scans.c.effect)
    .where(
        scans.c.station_id.in_(bindparam("stations", expanding=True)),
        scans.c.effect.is_not(None),
        scans.c.undone.is_(False),
    )
    .order_by(scans.c.at.desc(), scans.c.seq.desc())
    .limit(1)
)
_mark = (
    update(scans)
    .where(scans.c.station_id == bindparam("station"), scans.c.seq == bindparam("number"))
    .values(undone=True)
)
_unpicked = (
    update(order_lines)
    .where(order_lines.c.id == bindparam("line"))
    .values(picked=order_lines.c.picked - bindparam("q"))
)
