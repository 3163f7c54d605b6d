"""Labels of marketplaces for many orders at once: what is wanted, and tried once more.

They come out before their parcels are packed, which is a lead's word with a reason: what is in a
box is checked when it is packed, and the paper belongs to it from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select, update

from core import outbox
from core.audit import record
from core.channels.registry import Shop
from core.errors import NotFound, Refusal
from core.lifecycle import check_step
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.people.permissions import Permission, require
from core.rows import AnyRow
from core.shipping.ahead.commands import step_ahead
from core.shipping.ahead.models import ahead_labels, label_runs
from core.shipping.ahead.states import AGAIN, OPEN, RUN_STEPS, AheadState, RunState
from core.text import clean
from core.transaction import Transaction

KIND = "channel.labels"
"""The outbox kind of a run."""
NOT_NOW = {
    Fulfilment.SHORT: "order_short",
    Fulfilment.HELD: "order_held",
    Fulfilment.CANCELLED: "order_cancelled",
    Fulfilment.HANDED_OVER: "order_gone",
}
"""Orders that need no paper as they stand, and why."""
_PACKED = frozenset({Fulfilment.PACKED})


@dataclass(frozen=True, slots=True)
class Begun:
    """What a run is for."""

    run: int
    wanted: int
    """Labels that are fetched and printed now."""
    printed: int
    """Those that came out before."""
    left_out: int
    """Orders that need no paper as they stand."""
    others: int
    """Orders that no marketplace makes the label of."""


def begin_labels(
    tx: Transaction,
    shops: Sequence[Shop],
    order_ids: Sequence[int],
    warehouse: int,
    title: str,
    reason: str,
) -> Begun:
    """Have the labels of these orders made, in this order: that of the way through the bins.

    Refusal ``labels_none`` where a marketplace makes the label of none of them, ``reason_needed``
    where some are not packed; who may not ship unverified contents may not do that either.
    """
    require(tx, Permission.PRINT)
    require(tx, Permission.SHIPMENT_CREATE)
    reason = clean(reason, 200)
    by_channel = {one.channel: one for one in shops if one.settings.arranges}
    found = {row.id: row for row in tx.execute(_orders, {"b_ids": list(order_ids)})}
    rows = [found[one] for one in dict.fromkeys(order_ids) if one in found]
    mine = [row for row in rows if row.courier in by_channel]
    if not mine:
        raise Refusal("labels_none")
    if any(Fulfilment(row.fulfilment) not in _PACKED | set(NOT_NOW) for row in mine):
        require(tx, Permission.OVERRIDE_CONTENTS)
        if not reason:
            raise Refusal("reason_needed")
    run = _new_run(tx, warehouse, title, reason)
    wanted = printed = left_out = 0
    for place, row in enumerate(mine, 1):
        done = _want(tx, run, place, row, by_channel[row.courier].name)
        wanted += done is AheadState.WANTED
        printed += done is AheadState.PRINTED
        left_out += done is AheadState.LEFT_OUT
        if done is AheadState.WANTED:
            record(tx, "labels_ahead", order_id=row.id, reason=reason or "-")
    if wanted:
        _announce(tx, run, 1)
    else:
        _end(tx, run)
    return Begun(run, wanted, printed, left_out, len(rows) - len(mine))


def retry_labels(tx: Transaction, run: int) -> int:
    """Try what failed of a run once more; gives how many that are. NotFound ``labels_no_run``."""
    require(tx, Permission.PRINT)
    require(tx, Permission.SHIPMENT_CREATE)
    row = tx.execute(_run, {"b_run": run}).first()
    if row is None:
        raise NotFound("labels_no_run", run=run)
    again = tx.execute(_failed, {"b_run": run}).all()
    for one in again:
        step_ahead(tx, one.id, AheadState(one.state), AheadState.WANTED, why="")
    if again and row.state == RunState.DONE.value:
        check_step(RUN_STEPS, RunState.DONE, RunState.WORKING, run=run)
        values = {"state": RunState.WORKING.value, "turn": row.turn + 1, "turned_at": tx.now}
        tx.execute(update(label_runs).where(_r.id == run).values(done_at=None, **values))
        _announce(tx, run, row.turn + 1)
    return len(again)


def end_run(tx: Transaction, run: int) -> None:
    """Nothing is left to do by itself."""
    row = tx.execute(_run, {"b_run": run}).one()
    if row.state == RunState.WORKING.value:
        _end(tx, run)


def _want(tx: Transaction, run: int, place: int, row: AnyRow, shop: str) -> AheadState:
    """One order of a run; what is on paper stays as it is."""
    why = NOT_NOW.get(Fulfilment(row.fulfilment), "")
    known = tx.execute(_of_order, {"b_order": row.id}).all()
    if not known:
        state = AheadState.LEFT_OUT if why else AheadState.WANTED
        values = {"run_id": run, "place": place, "order_id": row.id, "shop": shop, "why": why}
        made: dict[str, object] = {"state": state.value, "line_ids": [], "changed_at": tx.now}
        tx.execute(insert(ahead_labels), {**values, **made})
        return state
    stands = set()
    for one in known:
        state = AheadState(one.state)
        if state in {*OPEN, *AGAIN}:
            tx.execute(_move, {"b_label": one.id, "b_run": run, "b_place": place})
        if state in AGAIN and not why:
            step_ahead(tx, one.id, state, AheadState.WANTED, why="")
            state = AheadState.WANTED
        stands.add(AheadState.WANTED if state in OPEN else state)
    order = (AheadState.WANTED, AheadState.LEFT_OUT, AheadState.FAILED)
    return next((one for one in order if one in stands), AheadState.PRINTED)


def _new_run(tx: Transaction, warehouse: int, title: str, reason: str) -> int:
    row = {
        "warehouse_id": warehouse,
        "title": clean(title, 120),
        "reason": reason,
        "operator_id": tx.actor.operator_id,
        "station_id": tx.actor.station_id,
        "state": RunState.WORKING.value,
        "begun_at": tx.now,
        "turned_at": tx.now,
    }
    return int(tx.execute(insert(label_runs).returning(_r.id), row).scalar_one())


def _announce(tx: Transaction, run: int, turn: int) -> None:
    outbox.put(tx, KIND, f"{KIND}:{run}:{turn}", {"run": run})


def _end(tx: Transaction, run: int) -> None:
    check_step(RUN_STEPS, RunState.WORKING, RunState.DONE, run=run)
    done = {"state": RunState.DONE.value, "done_at": tx.now}
    tx.execute(update(label_runs).where(_r.id == run).values(**done))


def counts_of(tx: Transaction, run: int) -> dict[AheadState, int]:
    """How many labels of a run stand where."""
    rows = tx.execute(_counts, {"b_run": run})
    return {AheadState(row.state): int(row.many) for row in rows}


_a, _r = ahead_labels.c, label_runs.c
_orders = select(orders.c.id, orders.c.order_no, orders.c.courier, orders.c.fulfilment).where(
    orders.c.id.in_(bindparam("b_ids", expanding=True))
)
_of_order = select(_a.id, _a.state, _a.package).where(_a.order_id == bindparam("b_order"))
_run = select(_r.id, _r.state, _r.turn).where(_r.id == bindparam("b_run")).with_for_update()
_failed = select(_a.id, _a.state).where(
    _a.run_id == bindparam("b_run"), _a.state == AheadState.FAILED.value
)
_move = (
    update(ahead_labels)
    .where(_a.id == bindparam("b_label"))
    .values(run_id=bindparam("b_run"), place=bindparam("b_place"))
)
_counts = (
    select(_a.state, func.count().label("many"))
    .where(_a.run_id == bindparam("b_run"))
    .group_by(_a.state)
)
