"""Where lots lie and when they expire, those that expire first before the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, cast, func, or_, select

from core.catalog.models import products
from core.catalog.tracking import Tracking
from core.stock.choosing import with_lot
from core.stock.lot_models import lots
from core.stock.models import KEPT, BinKind, bins, levels, warehouses
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class LotPlace:
    """Units of a lot in one bin."""

    product_id: int
    sku: str
    name: str
    tracking: str
    lot: str
    expires_on: date | None
    promised_until: date | None
    warehouse: str
    bin_id: int
    bin: str
    kind: BinKind
    on_hand: int
    reserved: int
    note: str

    def days_left(self, today: date) -> int | None:
        """Days until it expires; below zero once it has."""
        return None if self.expires_on is None else (self.expires_on - today).days


def places_of_lots(
    tx: Transaction,
    *,
    warehouse: int | None = None,
    product_id: int | None = None,
    lot: str = "",
    until: date | None = None,
    kinds: tuple[BinKind, ...] = (),
    text: str = "",
    offset: int = 0,
    limit: int = 500,
) -> list[LotPlace]:
    """Where lots lie, soon-expiring first: of a product, a lot, or those that expire `until`.

    `text` is part of a SKU, a name, a lot or a bin.
    """
    query: Select[Any] = _any
    if product_id is not None:
        query = query.where(levels.c.product_id == product_id)
    if lot:
        query = query.where(levels.c.lot == lot)
    query = _narrowed(query, warehouse, until, kinds, text)
    return [_place(row) for row in tx.execute(query.limit(limit).offset(offset))]


def how_many_places(
    tx: Transaction, warehouse: int, until: date | None, kinds: tuple[BinKind, ...], text: str
) -> int:
    """How many rows `places_of_lots` has of a warehouse."""
    query = _narrowed(_any, warehouse, until, kinds, text)
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return int(tx.execute(counted).scalar_one())


def place_of_lot(tx: Transaction, product_id: int, bin_id: int, lot: str) -> LotPlace | None:
    """Units of a lot in one bin; None where none lie there any more."""
    query = _any.where(
        levels.c.product_id == product_id, levels.c.bin_id == bin_id, levels.c.lot == lot
    )
    row = tx.execute(query).first()
    return None if row is None else _place(row)


def units_in_bins(tx: Transaction, product_id: int, bin_ids: list[int]) -> dict[str, int]:
    """Units by lot of a product that lie in some bins."""
    rows = tx.execute(_in_bins, {"p": product_id, "wanted": bin_ids})
    return {lot: int(units) for lot, units in rows}


def days_of(tx: Transaction, product_id: int, named: set[str]) -> dict[str, date | None]:
    """When some lots of a product expire; without those that nobody has seen."""
    rows = tx.execute(_days, {"p": product_id, "wanted": sorted(named)})
    return {row[0]: row[1] for row in rows}


def tracked_with(
    tx: Transaction, product_ids: list[int], named: list[str]
) -> list[tuple[int, str, str]]:
    """(product, how it is tracked, lot) of tracked products that have a lot of such a name."""
    rows = tx.execute(_named, {"products": product_ids, "lots": named})
    return [(product, tracking, lot) for product, tracking, lot in rows]


def free_units(tx: Transaction, warehouse: int, product_id: int, lot: str) -> list[tuple[int, int]]:
    """(bin, units) of a lot on shelves that nobody was promised, in walking order."""
    row = {"w": warehouse, "p": product_id, "l": lot}
    return [(bin_id, int(units)) for bin_id, units in tx.execute(_free_of_lot, row)]


def _narrowed(
    query: Select[Any],
    warehouse: int | None,
    until: date | None,
    kinds: tuple[BinKind, ...],
    text: str,
) -> Select[Any]:
    if warehouse is not None:
        query = query.where(bins.c.warehouse_id == warehouse)
    if until is not None:
        query = query.where(lots.c.expires_on <= until)
    if kinds:
        query = query.where(bins.c.kind.in_([kind.value for kind in kinds]))
    if text:
        looked_at = (products.c.sku, products.c.name, levels.c.lot, bins.c.code)
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in looked_at)))
    return query


def _place(row: Any) -> LotPlace:
    values = list(row)
    values[10] = BinKind(values[10])
    values[13] = values[13] or ""
    return LotPlace(*values)


_any = (
    with_lot(
        select(
            products.c.id,
            products.c.sku,
            products.c.name,
            products.c.tracking,
            levels.c.lot,
            lots.c.expires_on,
            lots.c.promised_until,
            warehouses.c.code.label("warehouse"),
            bins.c.id.label("bin_id"),
            bins.c.code.label("bin"),
            bins.c.kind,
            levels.c.on_hand,
            levels.c.reserved,
            lots.c.note,
        )
        .select_from(levels)
        .join(products, products.c.id == levels.c.product_id)
        .join(bins, bins.c.id == levels.c.bin_id)
        .join(warehouses, warehouses.c.id == bins.c.warehouse_id)
    )
    .where(
        levels.c.on_hand > 0,
        levels.c.lot != "",
        bins.c.kind.in_(sorted(kind.value for kind in KEPT)),
    )
    .order_by(
        lots.c.expires_on.is_(None),
        lots.c.expires_on,
        products.c.sku,
        levels.c.lot,
        bins.c.walk,
        bins.c.code,
    )
)
_in_bins = (
    select(levels.c.lot, cast(func.sum(levels.c.on_hand), BigInteger))
    .where(
        levels.c.product_id == bindparam("p"),
        levels.c.bin_id.in_(bindparam("wanted", expanding=True)),
        levels.c.on_hand > 0,
    )
    .group_by(levels.c.lot)
)
_days = select(lots.c.lot, lots.c.expires_on).where(
    lots.c.product_id == bindparam("p"), lots.c.lot.in_(bindparam("wanted", expanding=True))
)
_named = (
    select(products.c.id, products.c.tracking, lots.c.lot)
    .join(lots, lots.c.product_id == products.c.id)
    .where(
        products.c.id.in_(bindparam("products", expanding=True)),
        products.c.tracking != Tracking.NONE.value,
        lots.c.lot.in_(bindparam("lots", expanding=True)),
    )
)
_free_of_lot = (
    select(levels.c.bin_id, levels.c.on_hand - levels.c.reserved)
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        bins.c.warehouse_id == bindparam("w"),
        bins.c.kind == BinKind.SHELF.value,
        levels.c.product_id == bindparam("p"),
        levels.c.lot == bindparam("l"),
        levels.c.on_hand > levels.c.reserved,
    )
    .order_by(bins.c.walk, bins.c.code)
)
