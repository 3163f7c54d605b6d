"""Warehouses: where they stand, who is in charge, and in which order orders go to them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import bindparam, func, select, update

from core.audit import record
from core.errors import NotFound, Refusal
from core.files import values
from core.people.permissions import Permission, require
from core.stock.models import KEPT, BinKind, WarehouseKind, bins, levels, warehouses
from core.stock.places import add_warehouse, warehouse_codes
from core.transaction import Transaction

LOWEST_RANK, HIGHEST_RANK = 0, 9_999


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A warehouse as people know it."""

    id: int
    code: str
    name: str
    kind: WarehouseKind
    address: str
    district: str
    city: str
    province: str
    postcode: str
    phone: str
    keeper: str
    """The person in charge."""
    rank: int
    """The lowest is asked first for an order."""
    active: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What is told about a warehouse; None leaves what is known."""

    name: str | None = None
    kind: WarehouseKind | None = None
    address: str | None = None
    district: str | None = None
    city: str | None = None
    province: str | None = None
    postcode: str | None = None
    phone: str | None = None
    keeper: str | None = None
    rank: int | None = None


def all_warehouses(tx: Transaction, *, active: bool = False) -> list[Warehouse]:
    """The warehouses by rank and code; only those that are open with `active`."""
    query = _all.where(warehouses.c.active) if active else _all
    return [_warehouse(row) for row in tx.execute(query)]


def by_code(tx: Transaction, code: str) -> Warehouse:
    """A warehouse by its code; raises NotFound ``warehouse_unknown``."""
    row = tx.execute(_by_code, {"code": code}).first()
    if row is None:
        known = ", ".join(warehouse_codes(tx)) or "-"
        raise NotFound("warehouse_unknown", warehouse=code, known=known)
    return _warehouse(row)


def one(tx: Transaction, warehouse_id: int, *, lock: bool = False) -> Warehouse:
    """A warehouse by its id; raises NotFound ``warehouse_unknown``."""
    row = tx.execute(_locked if lock else _by_id, {"id": warehouse_id}).first()
    if row is None:
        raise NotFound("warehouse_unknown", warehouse=warehouse_id, known="-")
    return _warehouse(row)


def open_one(tx: Transaction, code: str) -> Warehouse:
    """A warehouse that takes goods and orders; Refusal ``warehouse_closed``."""
    found = by_code(tx, code)
    if not found.active:
        raise Refusal("warehouse_closed", warehouse=found.code)
    return found


def add(tx: Transaction, code: str, told: Told) -> Warehouse:
    """Make a warehouse with its special bins.

    Raises Refusal ``warehouse_code_needed``, ``warehouse_exists``, ``warehouse_rank``,
    ``text_too_long``, ``phone_unreadable``.
    """
    require(tx, Permission.PLACE_CHANGE)
    code = values.code(code, 40)
    if not code:
        raise Refusal("warehouse_code_needed")
    if code in warehouse_codes(tx):
        raise Refusal("warehouse_exists", warehouse=code)
    row = _checked(told)
    made = add_warehouse(tx, code, row.get("name") or code)
    if row:
        tx.execute(update(warehouses).where(warehouses.c.id == made).values(**row))
    record(tx, "warehouse_added", warehouse=code)
    return one(tx, made)


def change(tx: Transaction, warehouse_id: int, told: Told) -> tuple[Warehouse, bool]:
    """Change what is told anew; also says whether anything was different."""
    require(tx, Permission.PLACE_CHANGE)
    before = one(tx, warehouse_id, lock=True)
    row = _checked(told)
    if row.get("name") == "":
        row["name"] = before.code
    changed = {name: new for name, new in row.items() if getattr(before, name) != new}
    if changed:
        tx.execute(update(warehouses).where(warehouses.c.id == warehouse_id).values(**changed))
        record(tx, "warehouse_changed", warehouse=before.code, changed=sorted(changed))
    return one(tx, warehouse_id), bool(changed)


def close(tx: Transaction, warehouse_id: int) -> Warehouse:
    """No more goods and orders go to it; what lies there must be gone.

    Raises Refusal ``warehouse_has_stock`` and ``warehouse_last``.
    """
    require(tx, Permission.PLACE_CHANGE)
    found = one(tx, warehouse_id, lock=True)
    if not found.active:
        return found
    if [each.id for each in all_warehouses(tx, active=True)] == [found.id]:
        raise Refusal("warehouse_last", warehouse=found.code)
    units = units_in(tx, warehouse_id)
    if units:
        raise Refusal("warehouse_has_stock", warehouse=found.code, units=units)
    tx.execute(update(warehouses).where(warehouses.c.id == warehouse_id).values(active=False))
    record(tx, "warehouse_closed", warehouse=found.code)
    return one(tx, warehouse_id)


def reopen(tx: Transaction, warehouse_id: int) -> Warehouse:
    """Goods and orders may go to it again."""
    require(tx, Permission.PLACE_CHANGE)
    found = one(tx, warehouse_id, lock=True)
    if not found.active:
        tx.execute(update(warehouses).where(warehouses.c.id == warehouse_id).values(active=True))
        record(tx, "warehouse_reopened", warehouse=found.code)
    return one(tx, warehouse_id)


def units_in(tx: Transaction, warehouse_id: int) -> int:
    """Units of all products that lie in a warehouse or are on their way from it."""
    return int(tx.execute(_units, {"w": warehouse_id}).scalar() or 0)


def _checked(told: Told) -> dict[str, Any]:
    """The columns of what is told; raises Refusal for a value that is not right."""
    said = {each.name: getattr(told, each.name) for each in fields(told)}
    row = {name: value for name, value in said.items() if value is not None}
    for name, limit in _LIMITS.items():
        if name in row:
            row[name] = values.text(row[name], limit)
    if "phone" in row:
        row["phone"] = values.phone(row["phone"], 40)
    if "kind" in row:
        row["kind"] = WarehouseKind(row["kind"]).value
    if not LOWEST_RANK <= row.get("rank", 0) <= HIGHEST_RANK:
        raise Refusal("warehouse_rank", rank=row["rank"], low=LOWEST_RANK, high=HIGHEST_RANK)
    return row


def _warehouse(row: Any) -> Warehouse:
    told = {each.name: getattr(row, each.name) for each in fields(Warehouse)}
    return Warehouse(**(told | {"kind": WarehouseKind(row.kind), "active": bool(row.active)}))


_LIMITS = {
    "name": 120,
    "address": 400,
    "district": 120,
    "city": 120,
    "province": 120,
    "postcode": 20,
    "keeper": 120,
}
_all = select(warehouses).order_by(warehouses.c.rank, warehouses.c.code)
_by_code = select(warehouses).where(warehouses.c.code == bindparam("code"))
_by_id = select(warehouses).where(warehouses.c.id == bindparam("id"))
_locked = _by_id.with_for_update()
_units = (
    select(func.sum(levels.c.on_hand))
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        bins.c.warehouse_id == bindparam("w"),
        bins.c.kind.in_(sorted(BinKind(kind).value for kind in KEPT)),
    )
)
