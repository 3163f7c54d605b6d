"""Zones: parts of a warehouse that are walked one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from core.audit import record
from core.errors import NotFound, Refusal
from core.files import values
from core.people.permissions import Permission, require
from core.stock.models import bins, warehouses, zones
from core.text import clean
from core.transaction import Transaction

MOST_WALK = 1_000_000_000
"""The highest number in a walking order."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a warehouse, and how many bins it has."""

    id: int
    warehouse_id: int
    code: str
    name: str
    walk: int
    bins: int


def zones_of(tx: Transaction, warehouse: int) -> list[Zone]:
    """The zones of a warehouse in walking order."""
    return [Zone(*row) for row in tx.execute(_of_warehouse, {"w": warehouse})]


def find_zone(tx: Transaction, warehouse: int, code: str) -> Zone:
    """A zone by its code; raises NotFound ``zone_unknown``."""
    row = tx.execute(_by_code, {"w": warehouse, "code": code}).first()
    if row is None:
        known = ", ".join(each.code for each in zones_of(tx, warehouse)) or "-"
        raise NotFound("zone_unknown", zone=code, known=known)
    return Zone(*row)


def add_zone(
    tx: Transaction, warehouse: int, code: str, name: str = "", walk: int | None = None
) -> Zone:
    """Make a zone, behind the others unless `walk` says where.

    Raises Refusal ``zone_code_needed``, ``zone_exists``, ``walk_impossible``, ``text_too_long``.
    """
    require(tx, Permission.PLACE_CHANGE)
    code = values.code(code, 40)
    if not code:
        raise Refusal("zone_code_needed")
    if tx.execute(_by_code, {"w": warehouse, "code": code}).first() is not None:
        raise Refusal("zone_exists", zone=code)
    if walk is None:
        walk = max((each.walk for each in zones_of(tx, warehouse)), default=0) + 10
    row = {
        "warehouse_id": warehouse,
        "code": code,
        "name": values.text(name, 120),
        "walk": checked_walk(walk),
    }
    tx.execute(insert(zones), row)
    record(tx, "zone_added", warehouse=_house(tx, warehouse), zone=code)
    return find_zone(tx, warehouse, code)


def change_zone(
    tx: Transaction, zone: Zone, *, name: str | None = None, walk: int | None = None
) -> Zone:
    """Give a zone another name or place in the walk."""
    require(tx, Permission.PLACE_CHANGE)
    row: dict[str, object] = {}
    if name is not None and values.text(name, 120) != zone.name:
        row["name"] = values.text(name, 120)
    if walk is not None and checked_walk(walk) != zone.walk:
        row["walk"] = walk
    if row:
        tx.execute(update(zones).where(zones.c.id == zone.id).values(**row))
        house = _house(tx, zone.warehouse_id)
        record(tx, "zone_changed", warehouse=house, zone=zone.code, changed=sorted(row))
    return find_zone(tx, zone.warehouse_id, zone.code)


def drop_zone(tx: Transaction, zone: Zone) -> int:
    """A zone is no more; its bins stay, in no zone. Gives how many they are."""
    require(tx, Permission.PLACE_CHANGE)
    freed = tx.execute(update(bins).where(bins.c.zone_id == zone.id).values(zone_id=None)).rowcount
    tx.execute(delete(zones).where(zones.c.id == zone.id))
    record(tx, "zone_dropped", warehouse=_house(tx, zone.warehouse_id), zone=zone.code)
    return int(freed)


def checked_walk(walk: int) -> int:
    """A number in a walking order; Refusal ``walk_impossible``."""
    if not 0 <= walk <= MOST_WALK:
        raise Refusal("walk_impossible", walk=walk, most=MOST_WALK)
    return walk


def walk_of(text: str) -> int:
    """A number in a walking order as it is typed; Refusal ``walk_impossible``."""
    text = text.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        raise Refusal("walk_impossible", walk=clean(text, 40), most=MOST_WALK)
    return checked_walk(int(text))


def _house(tx: Transaction, warehouse: int) -> str:
    return str(tx.execute(_house_code, {"w": warehouse}).scalar_one())


_count = (
    select(func.count()).select_from(bins).where(bins.c.zone_id == zones.c.id).scalar_subquery()
)
_zone = select(
    zones.c.id, zones.c.warehouse_id, zones.c.code, zones.c.name, zones.c.walk, _count
).where(zones.c.warehouse_id == bindparam("w"))
_of_warehouse = _zone.order_by(zones.c.walk, zones.c.code)
_by_code = _zone.where(zones.c.code == bindparam("code"))
_house_code = select(warehouses.c.code).where(warehouses.c.id == bindparam("w"))
