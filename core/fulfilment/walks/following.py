"""What others did meanwhile to a walk in hand, and to its orders: told before anything counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.fulfilment import claims
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks.ending import conclude
from core.fulfilment.walks.hand import Hand, ahead, next_of, put_down
from core.fulfilment.walks.membership import Member, drop_out, fetched, inside, siblings
from core.fulfilment.walks.renewing import renew
from core.fulfilment.walks.states import TaskState, WalkState
from core.fulfilment.walks.tasks import to_do
from core.fulfilment.walks.walk import Walk, holder
from core.orders.states import Fulfilment
from core.transaction import Transaction

_KINDS = {
    "cancelled": Kind.CANCELLED,
    "held": Kind.ON_HOLD,
    "changed": Kind.CHANGED,
    "taken": Kind.TAKEN_OVER,
}


def follow(bench: Bench, hand: Hand) -> Answer | None:
    """Bring the walk in hand up to date; gives what the picker has to know first, if anything."""
    walk = hand.walk
    lost = what_happened(bench.tx, bench.station_id, walk, hand.fence)
    if lost is not None:
        put_down(bench)
        return lost
    now = inside(bench.tx, walk.id)
    gone = _gone(bench.tx, walk, bench.station_id, now)
    if gone:
        units = fetched(bench.tx, walk.id)
        drop_out(bench.tx, walk.id, [one.order_id for one, _why in gone], gone[0][1])
        answer = _told(gone, units)
        over = conclude(bench, hand)
        rest = {"walk": walk.code} if over else ahead(bench, hand)
        return Answer(answer.kind, answer.detail, {**answer.params, **rest})
    for one in now:
        if one.claimed_by is None:
            claims.claim(bench.tx, one.order_id, bench.rules.lease_ms)
    changed = [
        one
        for one in now
        if one.version != one.now_version and renew(bench.tx, walk, one.order_id, TaskState.CLAIMED)
    ]
    if changed:
        names = ", ".join(one.order_no for one in changed)
        about = {"order": changed[0].order_no, "orders": names}
        over = conclude(bench, hand)
        rest = {"walk": walk.code} if over else ahead(bench, hand)
        return Answer(Kind.CHANGED, "walk_tasks", about | rest)
    return None


def what_happened(tx: Transaction, station_id: int, walk: Walk, fence: int) -> Answer | None:
    """A walk that ended or was taken over by somebody else; None while it goes on here."""
    if walk.state is WalkState.CANCELLED:
        return Answer(Kind.CANCELLED, "walk", {"walk": walk.code, "reason": walk.reason})
    if walk.state is WalkState.DONE:
        return Answer(Kind.TAKEN_OVER, "walk_over", {"walk": walk.code})
    if walk.station_id != station_id or walk.fence != fence:
        found = holder(tx, walk.id)
        who, station = (found.operator, found.station) if found else ("-", "-")
        about = {"walk": walk.code, "who": who, "station": station}
        return Answer(Kind.TAKEN_OVER, "walk", about)
    return None


def news(
    tx: Transaction, station_id: int, walk: Walk, fence: int, at_bin: int | None
) -> Answer | None:
    """The same as `follow` would say, and changes nothing."""
    lost = what_happened(tx, station_id, walk, fence)
    if lost is not None:
        return lost
    gone = _gone(tx, walk, station_id, inside(tx, walk.id))
    if not gone:
        return None
    answer = _told(gone, fetched(tx, walk.id))
    without = {one.order_id for one, _why in gone}
    left = [task for task in to_do(tx, walk.id) if task.order_id not in without]
    rest = next_of(tx, walk, left, at_bin)
    return Answer(answer.kind, answer.detail, {**answer.params, **rest})


def _gone(
    tx: Transaction, walk: Walk, station_id: int, now: Sequence[Member]
) -> list[tuple[Member, str]]:
    """The orders that are nothing for this walk any more, all for the same reason: others, that
    are for another one, are told after them.
    """
    found = []
    for one in now:
        match one.fulfilment:
            case Fulfilment.PICKING:
                other = one.claimed_by not in {None, station_id}
                if other and one.claimed_by not in siblings(tx, walk.id, one.order_id):
                    found.append((one, "taken"))
            case Fulfilment.CANCELLED:
                found.append((one, "cancelled"))
            case Fulfilment.HELD:
                found.append((one, "held"))
            case Fulfilment.READY | Fulfilment.SHORT:
                found.append((one, "changed"))
            case _:
                found.append((one, "taken"))
    return [(one, why) for one, why in found if why == found[0][1]]


def _told(gone: Sequence[tuple[Member, str]], units: dict[int, int]) -> Answer:
    first, why = gone[0]
    about: dict[str, Any] = {
        "order": first.order_no,
        "orders": ", ".join(one.order_no for one, _why in gone),
        "tote": first.tote or f"#{first.slot}",
        "picked": sum(units.get(one.order_id, 0) for one, _why in gone),
    }
    return Answer(_KINDS[why], "walk_order_picked" if about["picked"] else "walk_order", about)
