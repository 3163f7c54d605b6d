"""How a run of labels stands, for those who wait for it or look at its orders."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.channels.label_runs import counts_of
from core.database import Database
from core.errors import Refusal
from core.orders.book.bulk import Failure, Outcome
from core.orders.models import orders
from core.rows import maker
from core.shipping.ahead.models import ahead_labels, label_runs
from core.shipping.ahead.states import OPEN, AheadState, RunState
from core.transaction import Transaction, reading

Progress = Callable[[int, int], bool]
_LOOK_S = 0.2


@dataclass(frozen=True, slots=True)
class Stand:
    """One label."""

    order_id: int
    order_no: str
    channel: str
    shop: str
    package: str
    tracking: str
    state: AheadState
    why: str
    job_id: int | None
    run_id: int


def stands_of_run(tx: Transaction, run: int) -> list[Stand]:
    """The labels of a run, in order."""
    return [_stand(row) for row in tx.execute(_of_run, {"b_run": run})]


def stands_of(tx: Transaction, order_ids: Sequence[int]) -> list[Stand]:
    """The labels of some orders, whichever run they are of."""
    return [_stand(row) for row in tx.execute(_of_orders, {"b_ids": list(order_ids)})]


def wait_for(database: Database, run: int, progress: Progress) -> Outcome:
    """Wait until all of a run came to something; whoever stops leaves it to the worker."""
    while True:
        with reading(database) as tx:
            counts = counts_of(tx, run)
            over = tx.execute(_run, {"b_run": run}).scalar() == RunState.DONE.value
        total = sum(counts.values())
        still = sum(counts.get(one, 0) for one in OPEN)
        if over or not still or not progress(total - still, total):
            break
        time.sleep(_LOOK_S)
    with reading(database) as tx:
        return _outcome(stands_of_run(tx, run))


def _outcome(found: Sequence[Stand]) -> Outcome:
    by_order: dict[int, list[Stand]] = {}
    for one in found:
        by_order.setdefault(one.order_id, []).append(one)
    done, unchanged, failed, left = [], [], [], []
    for order_id, mine in by_order.items():
        states = {one.state for one in mine}
        if AheadState.FAILED in states:
            worst = next(one for one in mine if one.state is AheadState.FAILED)
            why = Refusal("label_failed", order=worst.order_no, why=worst.why)
            failed.append(Failure(order_id, worst.order_no, worst.channel, why))
        elif states & OPEN:
            left.append(order_id)
        elif states == {AheadState.LEFT_OUT}:
            unchanged.append(order_id)
        else:
            done.append(order_id)
    return Outcome(tuple(done), tuple(unchanged), tuple(failed), tuple(left))


_stand = maker(Stand, state=AheadState)
_a, _o = ahead_labels.c, orders.c
_told = (
    select(
        _a.order_id,
        _o.order_no,
        _o.channel,
        _a.shop,
        _a.package,
        _a.tracking,
        _a.state,
        _a.why,
        _a.job_id,
        _a.run_id,
    )
    .join(orders, _o.id == _a.order_id)
    .order_by(_a.place, _a.id)
)
_of_run = _told.where(_a.run_id == bindparam("b_run"))
_of_orders = _told.where(_a.order_id.in_(bindparam("b_ids", expanding=True)))
_run = select(label_runs.c.state).where(label_runs.c.id == bindparam("b_run"))
