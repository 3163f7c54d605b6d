"""Reading the places of a warehouse: its bins in walking order, and what lies there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from core.catalog.models import products
from core.errors import NotFound
from core.stock.models import BinKind, Purpose, bins, levels, zones
from core.text import clean, fold
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Place:
    """A bin of a warehouse and its place in the walk."""

    id: int
    warehouse_id: int
    code: str
    kind: BinKind
    walk: int
    purpose: Purpose
    zone: str
    """Its zone's code; empty: in none."""
    active: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """A bin, how many products lie in it, and how many units."""

    place: Place
    products: int
    sku: str
    """The product of which most lies there; empty for an empty bin."""
    on_hand: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Lying:
    """Units of a product, of one lot, in one bin."""

    product_id: int
    sku: str
    name: str
    lot: str
    on_hand: int
    reserved: int


def all_places(tx: Transaction, warehouse: int) -> list[Place]:
    """All shelves of a warehouse in walking order, the closed ones too."""
    return [_place(row) for row in tx.execute(_walk, {"w": warehouse})]


def find_place(tx: Transaction, warehouse: int, code: str) -> Place:
    """A bin of any kind by its code; raises NotFound ``bin_unknown``."""
    row = tx.execute(_by_code, {"w": warehouse, "code": code}).first()
    if row is None:
        raise NotFound("bin_unknown", bin=clean(code, 40))
    return _place(row)


def place_by_id(tx: Transaction, bin_id: int) -> Place:
    """A bin by its id; raises NotFound ``bin_unknown``."""
    row = tx.execute(_by_id, {"b": bin_id}).first()
    if row is None:
        raise NotFound("bin_unknown", bin=bin_id)
    return _place(row)


def listed(
    tx: Transaction,
    warehouse: int,
    *,
    text: str = "",
    zone: str = "",
    purpose: Purpose | None = None,
    closed: bool = False,
    offset: int = 0,
    limit: int = 100,
) -> list[Filled]:
    """Shelves in walking order with what lies there; `text` is part of a code, a zone or a SKU."""
    query = _narrowed(_walk, text, zone, purpose, closed=closed)
    rows = tx.execute(query.offset(offset).limit(limit), {"w": warehouse})
    places = [_place(row) for row in rows]
    inside = _inside(tx, [each.id for each in places])
    return [Filled(each, *inside.get(each.id, (0, "", 0, 0))) for each in places]


def count(
    tx: Transaction,
    warehouse: int,
    *,
    text: str = "",
    zone: str = "",
    purpose: Purpose | None = None,
    closed: bool = False,
) -> int:
    """How many there are of them."""
    query = _narrowed(_many, text, zone, purpose, closed=closed)
    return int(tx.execute(query, {"w": warehouse}).scalar_one())


def lying(tx: Transaction, bin_id: int) -> list[Lying]:
    """What lies in a bin, by SKU and lot."""
    return [Lying(*row) for row in tx.execute(_lying, {"b": bin_id})]


def _narrowed(
    query: Select[Any], text: str, zone: str, purpose: Purpose | None, *, closed: bool
) -> Select[Any]:
    if not closed:
        query = query.where(bins.c.active)
    if zone:
        query = query.where(zones.c.code == zone)
    if purpose is not None:
        query = query.where(bins.c.purpose == purpose.value)
    return query.where(_holding(text)) if text.strip() else query


def _holding(text: str) -> Any:
    """Bins whose code or zone begins with a text, or where a product of that SKU lies."""
    word = text.strip()
    begins = fold(word).replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"
    here = (
        select(levels.c.bin_id)
        .join(products, products.c.id == levels.c.product_id)
        .where(levels.c.on_hand > 0, func.lower(products.c.sku).like(begins, escape="/"))
    )
    return (
        func.lower(bins.c.code).like(begins, escape="/")
        | func.lower(zones.c.code).like(begins, escape="/")
        | bins.c.id.in_(here)
    )


def _inside(tx: Transaction, ids: Sequence[int]) -> dict[int, tuple[int, str, int, int]]:
    """Products, the fullest SKU, units on hand and promised, by bin."""
    found: dict[int, tuple[int, str, int, int]] = {}
    for start in range(0, len(ids), 500):
        rows = tx.execute(_of_bins, {"wanted": list(ids[start : start + 500])})
        for bin_id, sku, on_hand, reserved in rows:
            many, first, units, held = found.get(bin_id, (0, sku, 0, 0))
            found[bin_id] = (many + 1, first, units + int(on_hand), held + int(reserved))
    return found


def _place(row: Any) -> Place:
    return Place(
        row.id,
        row.warehouse_id,
        row.code,
        BinKind(row.kind),
        row.walk,
        Purpose(row.purpose),
        row.zone or "",
        bool(row.active),
    )


_any = select(
    bins.c.id,
    bins.c.warehouse_id,
    bins.c.code,
    bins.c.kind,
    bins.c.walk,
    bins.c.purpose,
    zones.c.code.label("zone"),
    bins.c.active,
).select_from(bins.outerjoin(zones, zones.c.id == bins.c.zone_id))
_here = _any.where(bins.c.warehouse_id == bindparam("w"))
_walk = _here.where(bins.c.kind == BinKind.SHELF.value).order_by(bins.c.walk, bins.c.code)
_by_code = _here.where(bins.c.code == bindparam("code"))
_by_id = _any.where(bins.c.id == bindparam("b"))
_many = (
    select(func.count())
    .select_from(bins.outerjoin(zones, zones.c.id == bins.c.zone_id))
    .where(bins.c.warehouse_id == bindparam("w"), bins.c.kind == BinKind.SHELF.value)
)
_lying = (
    select(
        levels.c.product_id,
        products.c.sku,
        products.c.name,
        levels.c.lot,
        levels.c.on_hand,
        levels.c.reserved,
    )
    .join(products, products.c.id == levels.c.product_id)
    .where(levels.c.bin_id == bindparam("b"), levels.c.on_hand > 0)
    .order_by(products.c.sku, levels.c.lot)
)
_of_bins = (
    select(
        levels.c.bin_id,
        products.c.sku,
        func.sum(levels.c.on_hand).label("units"),
        func.sum(levels.c.reserved),
    )
    .join(products, products.c.id == levels.c.product_id)
    .where(
        levels.c.bin_id.in_(bindparam("wanted", expanding=True)),
        levels.c.on_hand > 0,
    )
    .group_by(levels.c.bin_id, products.c.sku)
    .order_by(levels.c.bin_id, func.sum(levels.c.on_hand).desc(), products.c.sku)
)
