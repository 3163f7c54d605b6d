"""What was done without the database and could not be booked: kept until a person dealt with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Executable, func, select, update

from core.audit import record
from core.errors import NotFound, Refusal
from core.fulfilment.island.models import conflicts
from core.orders.models import orders
from core.people.models import operators, stations
from core.people.permissions import Permission, may, require
from core.rows import maker
from core.text import clean
from core.transaction import Transaction
from core.upsert import Upsert


class Outcome(StrEnum):
    """What somebody did with a box before it left the list; stock is never changed by saying so."""

    PUT_BACK = "put_back"
    """The goods are out of the box and in their bins again."""
    PACKED = "packed"
    """The box was checked unit by unit and scanned anew: the books have it by those scans."""
    OTHER = "other"
    """Something else, which the note says."""


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
    operator_id: int | None
    order_id: int | None


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


def seen_conflicts(tx: Transaction) -> list[Conflict]:
    """Those that whoever acts may see: a lead all, a packer those of the station and their own."""
    require(tx, Permission.PACK)
    everybodys = may(tx, Permission.STATION_MANAGE)
    return [one for one in open_conflicts(tx) if everybodys or _is_own(tx, one)]


def one_conflict(tx: Transaction, conflict_id: int) -> Conflict:
    """One that nobody has dealt with; raises NotFound ``offline_conflict_unknown``.

    What is neither of the actor's station nor the actor's own is a lead's.
    """
    require(tx, Permission.PACK)
    row = tx.execute(_open.where(conflicts.c.id == conflict_id)).first()
    if row is None:
        raise NotFound("offline_conflict_unknown", id=conflict_id)
    found = _conflict(row)
    if not _is_own(tx, found):
        require(tx, Permission.STATION_MANAGE)
    return found


def settle(
    tx: Transaction, conflict_id: int, note: str = "", how: Outcome | None = None
) -> Conflict:
    """Say that a box was put right, and how.

    Raises what `one_conflict` does, and Refusal ``offline_note_needed`` for `Outcome.OTHER` without
    a note.
    """
    found = one_conflict(tx, conflict_id)
    note = clean(note, 200)
    if how is Outcome.OTHER and not note:
        raise Refusal("offline_note_needed")
    changed = tx.execute(
        update(conflicts)
        .where(conflicts.c.id == conflict_id, conflicts.c.settled_at.is_(None))
        .values(settled_at=tx.now, settled_by=tx.actor.operator_id, note=note)
    )
    if not changed.rowcount:  # somebody else was quicker
        raise NotFound("offline_conflict_unknown", id=conflict_id)
    record(
        tx,
        "offline_settled",
        order_id=found.order_id,
        parcel=found.parcel,
        scans=found.scans,
        how=how.value if how is not None else "",
        note=note,
    )
    return found


def goods_said(goods: Iterable[Iterable[Any]]) -> str:
    """Goods as one text."""
    return ", ".join(f"{units} × {sku}" for sku, units in goods)


def _is_own(tx: Transaction, one: Conflict) -> bool:
    """Whether it is of the actor's station, or the actor packed it."""
    actor = tx.actor
    if actor.station_id is not None and one.station_id == actor.station_id:
        return True
    return one.operator_id is not None and one.operator_id == actor.operator_id


@Upsert
def _insert(insert: Any) -> Executable:
    made: Executable = insert(conflicts).on_conflict_do_nothing(
        index_elements=["station_id", "seq", "began_at"]
    )
    return made


_conflict = maker(Conflict)
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
        conflicts.c.operator_id,
        conflicts.c.order_id,
    )
    .select_from(conflicts)
    .join(stations, stations.c.id == conflicts.c.station_id)
    .outerjoin(operators, operators.c.id == conflicts.c.operator_id)
    .outerjoin(orders, orders.c.id == conflicts.c.order_id)
    .where(conflicts.c.settled_at.is_(None))
    .order_by(conflicts.c.id)
)
