"""Claims: who works on an order, as a lease on the database's clock with a fencing number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Executable, bindparam, delete, select, update

from core.audit import record
from core.fulfilment.models import claims
from core.people.models import operators, stations
from core.people.permissions import Permission, require
from core.tables import db_now_ms
from core.transaction import Transaction
from core.upsert import Upsert


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a claim that is alive."""

    station_id: int
    station: str
    operator: str
    since: datetime


def claim(tx: Transaction, order_id: int, lease_ms: int, *, take_over: bool = False) -> int | None:
    """Claim an order for the actor's station; gives the fencing number, None if it is held.

    A claim of the same station is renewed; one whose lease ran out is replaced. `take_over` takes
    a living claim too: it needs the permission, and the trail tells who lost it.
    """
    if take_over:
        require(tx, Permission.TAKE_OVER)
        lost = holder(tx, order_id)
        if lost is not None:
            record(tx, "taken_over", order_id=order_id, station=lost.station, who=lost.operator)
    row = {
        "order_id": order_id,
        "station_id": tx.actor.station_id,
        "operator_id": tx.actor.operator_id,
        "claimed_at": tx.now,
        "lease": lease_ms,
    }
    fence = tx.execute((_take_over if take_over else _claim_free)(tx), row).scalar()
    return None if fence is None else int(fence)


def holder(tx: Transaction, order_id: int) -> Holder | None:
    """Who holds a living claim on an order, or None."""
    row = tx.execute(
        select(stations.c.id, stations.c.name, operators.c.name, claims.c.claimed_at)
        .select_from(claims)
        .join(stations, stations.c.id == claims.c.station_id)
        .join(operators, operators.c.id == claims.c.operator_id)
        .where(claims.c.order_id == order_id, claims.c.lease_until_ms >= db_now_ms())
    ).first()
    return None if row is None else Holder(*row)


def drop(tx: Transaction, order_id: int) -> None:
    """End the actor's station's claim on an order."""
    tx.execute(_drop, {"o": order_id, "s": tx.actor.station_id})


def drop_of(tx: Transaction, order_id: int, station_id: int) -> bool:
    """End another station's claim on an order; False where it has none, not even an old one."""
    return bool(tx.execute(_drop, {"o": order_id, "s": station_id}).rowcount)


def claimed_by(tx: Transaction, station_id: int) -> list[int]:
    """The orders that a station claims, also those whose lease ran out."""
    return list(tx.execute(_of_station, {"s": station_id}).scalars())


def keep_alive(tx: Transaction, station_id: int, lease_ms: int) -> None:
    """Renew all claims of a station; called with its heartbeat."""
    tx.execute(_renew, {"s": station_id, "lease": lease_ms})


def _claim(insert: Any, *, take_over: bool) -> Executable:
    statement = insert(claims).values(
        order_id=bindparam("order_id"),
        station_id=bindparam("station_id"),
        operator_id=bindparam("operator_id"),
        claimed_at=bindparam("claimed_at"),
        fence=db_now_ms(),
        lease_until_ms=db_now_ms() + bindparam("lease"),
    )
    new = statement.excluded
    free = (claims.c.lease_until_ms < db_now_ms()) | (claims.c.station_id == new.station_id)
    taken: Executable = statement.on_conflict_do_update(
        index_elements=["order_id"],
        set_={
            "station_id": new.station_id,
            "operator_id": new.operator_id,
            "claimed_at": new.claimed_at,
            "lease_until_ms": new.lease_until_ms,
            "fence": claims.c.fence + 1,
        },
        where=None if take_over else free,
    ).returning(claims.c.fence)
    return taken


_claim_free = Upsert(partial(_claim, take_over=False))
_take_over = Upsert(partial(_claim, take_over=True))
_drop = delete(claims).where(
    claims.c.order_id == bindparam("o"), claims.c.station_id == bindparam("s")
)
_of_station = (
    select(claims.c.order_id).where(claims.c.station_id == bindparam("s")).order_by("order_id")
)
_renew = (
    update(claims)
    .where(claims.c.station_id == bindparam("s"))
    .values(lease_until_ms=db_now_ms() + bindparam("lease"))
)
