"""Warehouses and their bins: found by code, made on first use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, insert, select

from core.errors import NotFound
from core.stock.models import BinKind, Purpose, bins, warehouses
from core.transaction import Transaction
from core.upsert import insert_of

# Where goods come from or go to; every warehouse has one bin of each of these kinds.
_SPECIAL = {
    BinKind.SUPPLIER: "SUPPLIER",
    BinKind.ADJUST: "ADJUST",
    BinKind.OUT: "OUT",
    BinKind.PACKED: "PACKED",
    BinKind.DAMAGED: "DAMAGED",
    BinKind.TOTE: "TOTE",
}
DEFAULT_SHELF = "MAIN"
"""The bin of goods whose file names none."""
PUT_BACK = "PUTBACK"
"""The place beside the tables where goods of cancelled parcels wait to go back to the shelf."""
TRANSIT = "TRANSIT"
"""Where goods lie that were sent to another warehouse and have not arrived."""
RESERVED = frozenset({*_SPECIAL.values(), PUT_BACK, TRANSIT})
"""Codes that no shelf may have."""


@dataclass(frozen=True, slots=True)
class Bin:
    """A place for goods within a warehouse."""

    id: int
    warehouse_id: int
    code: str
    kind: BinKind
    walk: int = 0
    purpose: Purpose = Purpose.PICK
    zone_id: int | None = None
    active: bool = True
    """Whether goods may be put there."""


def add_warehouse(tx: Transaction, code: str, name: str) -> int:
    """Make a warehouse with its special bins; gives its id, also if it was there already."""
    found = tx.execute(select(warehouses.c.id).where(warehouses.c.code == code)).scalar()
    if found is not None:
        return int(found)
    made = tx.execute(
        insert(warehouses).returning(warehouses.c.id), {"code": code, "name": name}
    ).scalar_one()
    rows = [
        {"warehouse_id": made, "code": special, "kind": kind} for kind, special in _SPECIAL.items()
    ]
    tx.execute(insert(bins), rows)
    return int(made)


def warehouse_id(tx: Transaction, code: str) -> int:
    """The id of a warehouse; raises NotFound ``warehouse_unknown``."""
    found = tx.execute(select(warehouses.c.id).where(warehouses.c.code == code)).scalar()
    if found is None:
        known = ", ".join(warehouse_codes(tx)) or "-"
        raise NotFound("warehouse_unknown", warehouse=code, known=known)
    return int(found)


def warehouse_codes(tx: Transaction) -> list[str]:
    """The codes of all warehouses."""
    return list(tx.execute(select(warehouses.c.code).order_by(warehouses.c.code)).scalars())


def shelf(tx: Transaction, warehouse: int, code: str) -> Bin:
    """The bin of this code, made as a shelf where it does not exist yet."""
    return find_bin(tx, warehouse, code) or _make(tx, warehouse, code, BinKind.SHELF)


def shelves(tx: Transaction, warehouse: int, codes: set[str]) -> dict[str, Bin]:
    """Several bins by code, those that are missing made as shelves."""
    rows = tx.execute(_by_codes, {"warehouse": warehouse, "codes": sorted(codes)}).all()
    found = {row.code: _bin(row) for row in rows}
    for code in sorted(codes - found.keys()):
        found[code] = shelf(tx, warehouse, code)
    return found


def find_bin(tx: Transaction, warehouse: int, code: str) -> Bin | None:
    """The bin of this code, or None."""
    row = tx.execute(_by_code, {"warehouse": warehouse, "called": code}).first()
    return None if row is None else _bin(row)


def transit_bin(tx: Transaction, warehouse: int) -> int:
    """The id of the bin of goods on their way from a warehouse, made on first use."""
    found = tx.execute(_transit, {"warehouse": warehouse}).scalar()
    if found is not None:
        return int(found)
    codes = [TRANSIT, *(f"{TRANSIT}.{number}" for number in range(2, 100))]
    taken = set(tx.execute(_taken, {"warehouse": warehouse, "codes": codes}).scalars())
    code = next(each for each in codes if each not in taken)  # a shelf of the shop may be called so
    return _make(tx, warehouse, code, BinKind.TRANSIT).id


def special_bin(tx: Transaction, warehouse: int, kind: BinKind) -> int:
    """The id of the warehouse's one bin of a special kind."""
    if kind is BinKind.TRANSIT:
        return transit_bin(tx, warehouse)
    found = tx.execute(_special, {"warehouse": warehouse, "called": _SPECIAL[kind]})
    return int(found.scalar_one())


def special_bin_of(warehouse: ColumnElement[int], kind: BinKind) -> ScalarSelect[int]:
    """The same as a part of a statement, for the warehouse of each of its rows."""
    return (
        select(bins.c.id)
        .where(bins.c.warehouse_id == warehouse, bins.c.code == _SPECIAL[kind])
        .scalar_subquery()
    )


def tote(tx: Transaction, warehouse: int, code: str) -> int:
    """The id of a tote by its code, made on first use."""
    found = find_bin(tx, warehouse, code) or _make(tx, warehouse, code, BinKind.TOTE)
    if found.kind is not BinKind.TOTE:
        raise NotFound("tote_unknown", tote=code)
    return found.id


def put_back_place(tx: Transaction, warehouse: int) -> int:
    """The id of the place for goods that are on their way back, made on first use."""
    place = find_bin(tx, warehouse, PUT_BACK)
    if place is not None and place.kind is not BinKind.TOTE:  # a shelf of the shop is called so
        return tote(tx, warehouse, f"{PUT_BACK}.TOTE")
    return tote(tx, warehouse, PUT_BACK)


def _make(tx: Transaction, warehouse: int, code: str, kind: BinKind) -> Bin:
    """A new bin, or the one that somebody else made at the same moment."""
    insert_bin = insert_of(tx)(bins)
    row = {"warehouse_id": warehouse, "code": code, "kind": kind}
    tx.execute(insert_bin.on_conflict_do_nothing(index_elements=["warehouse_id", "code"]), row)
    made = find_bin(tx, warehouse, code)
    if made is None:
        raise NotFound("bin_unknown", bin=code)
    return made


def _bin(row: Any) -> Bin:
    return Bin(
        row.id,
        row.warehouse_id,
        row.code,
        BinKind(row.kind),
        row.walk,
        Purpose(row.purpose),
        row.zone_id,
        bool(row.active),
    )


_transit = select(bins.c.id).where(
    bins.c.warehouse_id == bindparam("warehouse"), bins.c.kind == BinKind.TRANSIT.value
)
_taken = select(bins.c.code).where(
    bins.c.warehouse_id == bindparam("warehouse"),
    bins.c.code.in_(bindparam("codes", expanding=True)),
)
_here = bins.c.warehouse_id == bindparam("warehouse")
_by_code = select(bins).where(_here, bins.c.code == bindparam("called"))
_by_codes = select(bins).where(_here, bins.c.code.in_(bindparam("codes", expanding=True)))
_special = select(bins.c.id).where(
    bins.c.warehouse_id == bindparam("warehouse"), bins.c.code == bindparam("called")
)
