"""One walk: found by its code, taken one step at a time, held by one station as a lease."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from core.errors import NotFound, Refusal
from core.fulfilment.walks.models import walks
from core.fulfilment.walks.planning import code_of
from core.fulfilment.walks.states import WALK_STEPS, Mode, WalkState
from core.lifecycle import check_step
from core.people.models import operators, stations
from core.rows import maker
from core.tables import db_now_ms
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through the bins; `length` of its route in bays, times in UTC."""

    id: int
    warehouse_id: int
    wave_id: int | None
    mode: Mode
    state: WalkState
    zone: str
    due_at: datetime
    length: int
    cart_id: int | None
    station_id: int | None
    """The last station that had it in hand."""
    fence: int
    reason: str

    @property
    def code(self) -> str:
        """What people call it."""
        return code_of(self.id)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a walk in hand."""

    station_id: int
    station: str
    operator: str
    since: datetime


_made = maker(Walk, mode=Mode, state=WalkState)


def load(tx: Transaction, walk_id: int, *, lock: bool = False) -> Walk:
    """A walk; raises NotFound ``walk_unknown``."""
    row = tx.execute(_locked if lock else _by_id, {"walk": walk_id}).first()
    if row is None:
        raise NotFound("walk_unknown", walk=code_of(walk_id))
    return _made(row)


def number_of(code: str) -> int | None:
    """The number of a walk from its code, with or without the letter; None for anything else."""
    text = code.strip().upper().removeprefix("W")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def find(tx: Transaction, code: str) -> Walk:
    """A walk by its code; raises NotFound ``walk_unknown``."""
    number = number_of(code)
    if number is None:
        raise NotFound("walk_unknown", walk=clean(code, 40))
    return load(tx, number)


def holder(tx: Transaction, walk_id: int) -> Holder | None:
    """Who has a walk in hand now; None where nobody does or their lease is over."""
    row = tx.execute(_holder, {"walk": walk_id}).first()
    return None if row is None else Holder(*row)


def hold(tx: Transaction, walk: Walk, lease_ms: int) -> int:
    """Take a walk into the hands of the actor's station; gives the fencing number."""
    row = {
        "walk": walk.id,
        "station": tx.actor.station_id,
        "operator": tx.actor.operator_id,
        "lease": lease_ms,
        "now": tx.now,
    }
    return int(tx.execute(_hold, row).scalar_one())


def let_go(tx: Transaction, walk_id: int) -> None:
    """Nobody has the walk in hand any more."""
    tx.execute(_let_go, {"walk": walk_id})


def keep_alive(tx: Transaction, station_id: int, lease_ms: int) -> None:
    """Renew the lease of what a station has in hand; called with its heartbeat."""
    tx.execute(_renew, {"station": station_id, "lease": lease_ms})


def step(tx: Transaction, walk: Walk, then: WalkState, **values: Any) -> None:
    """Take one step of the life cycle; raises IllegalTransition or Refusal ``walk_moved``."""
    check_step(WALK_STEPS, walk.state, then, walk=walk.code)
    row = {"walk": walk.id, "before": walk.state.value, "then": then.value}
    if tx.execute(_step.values(**values) if values else _step, row).rowcount != 1:
        raise Refusal("walk_moved", walk=walk.code)


_by_id = select(
    walks.c.id,
    walks.c.warehouse_id,
    walks.c.wave_id,
    walks.c.mode,
    walks.c.state,
    walks.c.zone,
    walks.c.due_at,
    walks.c.length,
    walks.c.cart_id,
    walks.c.station_id,
    walks.c.fence,
    walks.c.reason,
).where(walks.c.id == bindparam("walk"))
_locked = _by_id.with_for_update()
_holder = (
    select(stations.c.id, stations.c.name, operators.c.name, walks.c.started_at)
    .select_from(walks)
    .join(stations, stations.c.id == walks.c.station_id)
    .join(operators, operators.c.id == walks.c.operator_id)
    .where(walks.c.id == bindparam("walk"), walks.c.lease_until_ms >= db_now_ms())
)
_this = update(walks).where(walks.c.id == bindparam("walk"))
_hold = _this.values(
    station_id=bindparam("station"),
    operator_id=bindparam("operator"),
    lease_until_ms=db_now_ms() + bindparam("lease"),
    started_at=bindparam("now"),
    fence=walks.c.fence + 1,
).returning(walks.c.fence)
_let_go = _this.values(lease_until_ms=0)
_renew = (
    update(walks)
    .where(walks.c.station_id == bindparam("station"), walks.c.lease_until_ms > 0)
    .values(lease_until_ms=db_now_ms() + bindparam("lease"))
)
_step = _this.where(walks.c.state == bindparam("before")).values(state=bindparam("then"))
