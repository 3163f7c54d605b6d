"""Where lots lie and when they expire, those that expire first before the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, select

from core.catalog.models import products
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
    limit: int = 500,
) -> list[LotPlace]:
    """Where lots lie, soon-expiring first: of a product, a lot, or those that expire `until`."""
    query: Select[Any] = _any
    if warehouse is not None:
        query = query.where(bins.c.warehouse_id == warehouse)
    if product_id is not None:
        query = query.where(levels.c.product_id == product_id)
    if lot:
        query = query.where(levels.c.lot == lot)
    if until is not None:
        query = query.where(lots.c.expires_on <= until)
    if kinds:
        query = query.where(bins.c.kind.in_([kind.value for kind in kinds]))
    return [_place(row) for row in tx.execute(query.limit(limit))]


def other_lots(tx: Transaction, product_id: int, bin_ids: list[int]) -> set[str]:
    """The lots of a product of which units lie in some bins."""
    return set(tx.execute(_in_bins, {"p": product_id, "wanted": bin_ids}).scalars())


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
    select(levels.c.lot)
    .where(
        levels.c.product_id == bindparam("p"),
        levels.c.bin_id.in_(bindparam("wanted", expanding=True)),
        levels.c.on_hand > 0,
    )
    .distinct()
)
