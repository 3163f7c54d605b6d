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
from core.fulfilment.walks.hand import Hand, ahead, keep
from core.fulfilment.walks.membership import inside
from core.fulfilment.walks.states import TaskState, WalkState
from core.fulfilment.walks.walk import load, step
from core.orders.models import order_lines
from core.people.permissions import Permission, require
from core.stock.queries import bin_codes
from core.stock.reservations import carry, of_order


def undo(bench: Bench, hand: Hand) -> Answer:
    """Put back what the last scan counted, or say why that is too late."""
    require(bench.tx, Permission.PICK)
    if hand.ask:  # only a question was open
        keep(bench, hand)
        return Answer(Kind.INFO, "walk_asked_no_more", ahead(bench, hand))
    row = bench.tx.execute(_last, {"station": bench.station_id}).first()
    if row is None or row.effect.get("walk") != hand.walk.id:
        return Answer(Kind.INFO, "nothing_to_undo")
    effect = row.effect
    match effect["kind"]:
        case "walk_pick":
            answer = _unpick(bench, hand, effect)
        case "walk_sort":
            answer = _unsort(bench, hand, effect)
        case _:  # goods that were missing are found again by counting
            answer = Answer(Kind.INFO, "walk_short_stays")
    if answer.kind is Kind.UNDONE or answer.detail == "walk_short_stays":
        bench.tx.execute(_mark, {"station": bench.station_id, "number": row.seq})
    return answer


def _unpick(bench: Bench, hand: Hand, effect: dict[str, Any]) -> Answer:
    tx, walk = bench.tx, hand.walk
    still_in = {one.order_id for one in inside(tx, walk.id)}
    picks = [(tasks.one(tx, task_id), units) for task_id, units in effect["picks"]]
    if any(task.order_id not in still_in for task, _units in picks):
        return Answer(Kind.INFO, "walk_too_late", {"order": picks[0][0].order_no})
    if walk.state is WalkState.SORTING:
        step(tx, walk, WalkState.WALKING)
    for task, units in picks:
        held = [
            one
            for one in of_order(tx, task.order_id)
            if (one.line_id, one.bin_id, one.lot) == (task.line_id, effect["tote"], task.lot)
            and one.quantity >= units
        ]
        if not held:  # it was sorted already
            return Answer(Kind.INFO, "walk_too_late", {"order": task.order_no})
        carry(tx, walk.warehouse_id, held[0], units, task.bin_id, reference=task.order_no)
        tx.execute(_unpicked, {"line": task.line_id, "q": units})
        tasks.step(tx, task, TaskState.CLAIMED, picked=task.picked - units)
        record(tx, "undone", order_id=task.order_id, sku=task.sku, units=units)
    first = picks[0][0]
    bench.order_no = first.order_no
    hand = Hand(load(tx, walk.id), hand.fence, first.bin_id, {})
    keep(bench, hand)
    about = {"sku": first.sku, "name": first.name, "bin": first.bin}
    units = sum(units for _task, units in picks)
    return Answer(Kind.UNDONE, "walk", about | {"units": units} | ahead(bench, hand))


def _unsort(bench: Bench, hand: Hand, effect: dict[str, Any]) -> Answer:
    tx, walk = bench.tx, hand.walk
    member = next((one for one in inside(tx, walk.id) if one.order_id == effect["order"]), None)
    if member is None:
        return Answer(Kind.INFO, "walk_too_late", {"order": "-"})
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
    select(scans.c.seq, scans.c.effect)
    .where(
        scans.c.station_id == bindparam("station"),
        scans.c.effect.is_not(None),
        scans.c.undone.is_(False),
    )
    .order_by(scans.c.seq.desc())
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
