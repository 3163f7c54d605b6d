"""What was done without the database and could not be booked: kept until a person dealt with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, func, select, update

from core.audit import record
from core.errors import NotFound
from core.fulfilment.island.models import conflicts
from core.orders.models import orders
from core.people.models import operators, stations
from core.people.permissions import Permission, require
from core.rows import maker
from core.text import clean
from core.transaction import Transaction
from core.upsert import Upsert


@dataclass(frozen=True, slots=True)
class Conflict:
    """Scans of one box that the books do not have."""

    id: int
    station_id: int
    station: str
    seq: int
    operator: str
    order: str
    parcel: str
    scans: int
    goods: list[list[Any]]
    """In the box, as [SKU, units]."""
    why: Mapping[str, Any]
    """``kind``, ``detail`` and ``params`` of the verdict on the first of them."""
    began_at: datetime
    told_at: datetime


@dataclass(frozen=True, slots=True)
class NotBooked:
    """What is to be kept of one journal."""

    station_id: int
    seq: int
    operator_id: int | None
    order_id: int | None
    parcel: str
    scans: int
    goods: tuple[tuple[str, int], ...]
    why: Mapping[str, Any]
    began_at: datetime


def keep(tx: Transaction, found: NotBooked) -> None:
    """Keep it; the same once more, after a crash, changes nothing."""
    row = {
        "station_id": found.station_id,
        "seq": found.seq,
        "operator_id": found.operator_id,
        "order_id": found.order_id,
        "parcel": found.parcel,
        "scans": found.scans,
        "goods": [list(one) for one in found.goods],
        "why": dict(found.why),
        "began_at": found.began_at,
        "told_at": tx.now,
        "note": "",
    }
    if tx.execute(_insert(tx), row).rowcount:
        record(
            tx,
            "offline_not_booked",
            order_id=found.order_id,
            scans=found.scans,
            parcel=found.parcel,
            reason=str(found.why.get("kind", "")),
        )


def open_conflicts(tx: Transaction, station_id: int | None = None) -> list[Conflict]:
    """Those that nobody has dealt with yet, the oldest first; of one station or of all."""
    query = _open if station_id is None else _open.where(conflicts.c.station_id == station_id)
    return [_conflict(row) for row in tx.execute(query)]


def settle(tx: Transaction, conflict_id: int, note: str = "") -> Conflict:
    """Say that a box was put right. Raises NotFound ``offline_conflict_unknown``."""
    require(tx, Permission.PACK)
    row = tx.execute(_open.where(conflicts.c.id == conflict_id)).first()
    if row is None:
        raise NotFound("offline_conflict_unknown", id=conflict_id)
    found = _conflict(row)
    tx.execute(
        update(conflicts)
        .where(conflicts.c.id == conflict_id)
        .values(settled_at=tx.now, settled_by=tx.actor.operator_id, note=clean(note, 200))
    )
    order_id = tx.execute(_order_id, {"id": conflict_id}).scalar()
    record(tx, "offline_settled", order_id=order_id, parcel=found.parcel, scans=found.scans)
    return found


def goods_said(goods: Iterable[Iterable[Any]]) -> str:
    """Goods as one text."""
    return ", ".join(f"{units} × {sku}" for sku, units in goods)


@Upsert
def _insert(insert: Any) -> Executable:
    made: Executable = insert(conflicts).on_conflict_do_nothing(
        index_elements=["station_id", "seq", "began_at"]
    )
    return made


_conflict = maker(Conflict)
_order_id = select(conflicts.c.order_id).where(conflicts.c.id == bindparam("id"))
_open = (
    select(
        conflicts.c.id,
        conflicts.c.station_id,
        stations.c.name,
        conflicts.c.seq,
        func.coalesce(operators.c.name, ""),
        func.coalesce(orders.c.order_no, ""),
        conflicts.c.parcel,
        conflicts.c.scans,
        conflicts.c.goods,
        conflicts.c.why,
        conflicts.c.began_at,
        conflicts.c.told_at,
    )
    .select_from(conflicts)
    .join(stations, stations.c.id == conflicts.c.station_id)
    .outerjoin(operators, operators.c.id == conflicts.c.operator_id)
    .outerjoin(orders, orders.c.id == conflicts.c.order_id)
    .where(conflicts.c.settled_at.is_(None))
    .order_by(conflicts.c.id)
)
