"""Bins of a warehouse: made, changed, closed, and put into the order in which they are walked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from core.audit import record
from core.catalog.models import products
from core.errors import Refusal
from core.files import values
from core.people.permissions import Permission, require
from core.stock.bin_patterns import natural, snake
from core.stock.bin_queries import Place, all_places, find_place
from core.stock.models import BinKind, Purpose, bins, levels
from core.stock.places import RESERVED
from core.stock.zones import checked_walk, find_zone, zones_of
from core.transaction import Transaction

STEP = 10
"""Between two bins of a walk that is numbered anew; one more finds its place in between."""
_NO_ZONE = "-"
"""Said as a zone: in none."""


@dataclass(frozen=True, slots=True)
class BinChange:
    """What is told about a bin; None leaves what is known, the zone ``-`` is none."""

    walk: int | None = None
    purpose: Purpose | None = None
    zone: str | None = None
    active: bool | None = None


def add_bins(
    tx: Transaction, warehouse: int, codes: Sequence[str], told: BinChange | None = None
) -> list[Place]:
    """Make shelves; without a number in the walk each stands behind the last one before its code.

    Raises Refusal ``bin_code_needed``, ``bin_exists``, ``bin_code_reserved``, ``bin_twice``,
    ``walk_impossible``; NotFound ``zone_unknown``.
    """
    require(tx, Permission.PLACE_CHANGE)
    told = told or BinChange()
    wanted = [values.code(code, 40) for code in codes]
    if not wanted or not all(wanted):
        raise Refusal("bin_code_needed")
    _check_new(tx, warehouse, wanted)
    zone = _zone_id(tx, warehouse, told.zone)
    known = [(place.code, place.walk) for place in sorted(all_places(tx, warehouse), key=_code)]
    rows = [
        {
            "warehouse_id": warehouse,
            "code": code,
            "kind": BinKind.SHELF.value,
            "walk": _beside(known, code) if told.walk is None else checked_walk(told.walk),
            "purpose": (told.purpose or Purpose.PICK).value,
            "zone_id": zone,
        }
        for code in wanted
    ]
    tx.execute(insert(bins), rows)
    record(tx, "bins_added", bins=wanted[:20], count=len(wanted))
    made = {place.code: place for place in all_places(tx, warehouse)}
    return [made[code] for code in wanted]


def change_bin(tx: Transaction, place: Place, told: BinChange) -> tuple[Place, bool]:
    """Change what is told anew about a bin; also says whether anything was different.

    Raises Refusal ``bin_not_empty`` where one is closed in which goods lie, ``bin_special``.
    """
    require(tx, Permission.PLACE_CHANGE)
    if place.kind is not BinKind.SHELF:
        raise Refusal("bin_special", bin=place.code)
    row: dict[str, Any] = {}
    if told.walk is not None and checked_walk(told.walk) != place.walk:
        row["walk"] = told.walk
    if told.purpose is not None and told.purpose is not place.purpose:
        row["purpose"] = told.purpose.value
    if told.zone is not None and told.zone != (place.zone or _NO_ZONE):
        row["zone_id"] = _zone_id(tx, place.warehouse_id, told.zone)
    if told.active is not None and told.active is not place.active:
        if not told.active:
            _check_empty(tx, place)
        row["active"] = told.active
    if not row:
        return place, False
    tx.execute(update(bins).where(bins.c.id == place.id).values(**row))
    record(tx, "bin_changed", bin=place.code, changed=sorted(row))
    return find_place(tx, place.warehouse_id, place.code), True


def walk_to(tx: Transaction, place: Place, before: Place | None) -> Place:
    """Put a bin in front of another one in the walk; behind all where there is none."""
    require(tx, Permission.PLACE_CHANGE)
    others = [each for each in all_places(tx, place.warehouse_id) if each.id != place.id]
    at = len(others)
    if before is not None:
        at = next((n for n, each in enumerate(others) if each.id == before.id), at)
    wanted = [*others[:at], place, *others[at:]]
    low = others[at - 1].walk if at else -1
    high = others[at].walk if at < len(others) else low + 2 * STEP
    if high - low >= 2:
        _write(tx, {place.id: (low + high) // 2})
    else:
        _write(tx, {each.id: n * STEP for n, each in enumerate(wanted, 1) if each.walk != n * STEP})
    record(tx, "bin_changed", bin=place.code, changed=["walk"])
    return find_place(tx, place.warehouse_id, place.code)


def walk_behind(tx: Transaction, place: Place, last: Place) -> Place:
    """Put a bin right behind another one in the walk."""
    others = [each for each in all_places(tx, place.warehouse_id) if each.id != place.id]
    at = next((n for n, each in enumerate(others) if each.id == last.id), len(others) - 1)
    return walk_to(tx, place, others[at + 1] if at + 1 < len(others) else None)


def one_step(tx: Transaction, place: Place, *, back: bool) -> Place:
    """Swap a bin with its neighbour in the walk; the first goes no further back."""
    walk = [each for each in all_places(tx, place.warehouse_id) if each.active]
    at = next((n for n, each in enumerate(walk) if each.id == place.id), -1)
    if at < 0:
        raise Refusal("bin_closed", bin=place.code)
    if back:
        return walk_to(tx, place, walk[at - 1]) if at else place
    return walk_to(tx, place, walk[at + 2] if at + 2 < len(walk) else None)


def renumber(tx: Transaction, warehouse: int, order: Iterable[Place]) -> int:
    """Number the walk anew, in steps of ten; gives how many bins have another number now."""
    require(tx, Permission.PLACE_CHANGE)
    changed = {
        each.id: number * STEP for number, each in enumerate(order, 1) if each.walk != number * STEP
    }
    _write(tx, changed)
    if changed:
        record(tx, "bins_walked", warehouse_id=warehouse, count=len(changed))
    return len(changed)


def in_order(tx: Transaction, warehouse: int, by: str) -> list[Place]:
    """All bins as they shall be walked, zone by zone.

    ``walk`` is as they stand, ``code`` by code, ``snake`` up one aisle and down the next.
    """
    places = all_places(tx, warehouse)
    if by == "walk":
        return places
    zones = {zone.code: number for number, zone in enumerate(zones_of(tx, warehouse))}
    codes = [place.code for place in places]
    walked = snake(codes) if by == "snake" else sorted(codes, key=natural)
    turn = {code: number for number, code in enumerate(walked)}
    return sorted(places, key=lambda one: (zones.get(one.zone, len(zones)), turn[one.code]))


def _check_new(tx: Transaction, warehouse: int, wanted: list[str]) -> None:
    seen: set[str] = set()
    for code in wanted:
        if code.upper() in RESERVED:
            raise Refusal("bin_code_reserved", bin=code)
        if code in seen:
            raise Refusal("bin_twice", bin=code)
        seen.add(code)
    there: list[str] = []
    for start in range(0, len(wanted), 500):
        row = {"w": warehouse, "codes": wanted[start : start + 500]}
        there += tx.execute(_there, row).scalars()
    if there:
        shown = ", ".join(there[:5]) + ("…" if len(there) > 5 else "")
        raise Refusal("bin_exists", bin=shown, count=len(there))


def _check_empty(tx: Transaction, place: Place) -> None:
    """Raise ``bin_not_empty``; whoever puts goods there at this moment waits for us."""
    tx.execute(_lock_bin, {"b": place.id})
    row = tx.execute(_fullest, {"b": place.id}).first()
    if row is not None:
        units = tx.execute(_all_units, {"b": place.id}).scalar()
        raise Refusal("bin_not_empty", bin=place.code, units=units, sku=row.sku)


def _zone_id(tx: Transaction, warehouse: int, zone: str | None) -> int | None:
    return None if zone in {None, "", _NO_ZONE} else find_zone(tx, warehouse, str(zone)).id


def _beside(known: list[tuple[str, int]], code: str) -> int:
    """The number of the bin that comes before this code, so that it is walked to right after."""
    at = bisect_left(known, (code, 0))
    if at:
        return known[at - 1][1]
    return known[0][1] if known else 0


def _code(place: Place) -> str:
    return place.code


def _write(tx: Transaction, walks: dict[int, int]) -> None:
    rows = [{"b": bin_id, "n": checked_walk(walk)} for bin_id, walk in sorted(walks.items())]
    if rows:
        tx.execute(_set_walk, rows)


def place_of(tx: Transaction, warehouse: int, code: str) -> Place:
    """A shelf by its code; raises NotFound ``bin_unknown``, Refusal ``bin_special``."""
    found = find_place(tx, warehouse, code)
    if found.kind is not BinKind.SHELF:
        raise Refusal("bin_special", bin=found.code)
    return found


_there = select(bins.c.code).where(
    bins.c.warehouse_id == bindparam("w"), bins.c.code.in_(bindparam("codes", expanding=True))
)
_lock_bin = select(bins.c.id).where(bins.c.id == bindparam("b")).with_for_update()
_fullest = (
    select(products.c.sku, levels.c.on_hand)
    .join(products, products.c.id == levels.c.product_id)
    .where(levels.c.bin_id == bindparam("b"), levels.c.on_hand > 0)
    .order_by(levels.c.on_hand.desc(), products.c.sku)
    .limit(1)
)
_all_units = select(func.sum(levels.c.on_hand)).where(levels.c.bin_id == bindparam("b"))
_set_walk = update(bins).where(bins.c.id == bindparam("b")).values(walk=bindparam("n"))
