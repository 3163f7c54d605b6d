"""Products with what there is of them: pages of a list, and the bins of all warehouses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from core.catalog.models import products
from core.catalog.queries import Product, find_products, list_products
from core.stock.bundling import free_of_bundles
from core.stock.models import KEPT, BinKind, bins, levels, warehouses
from core.transaction import Transaction

MOST_FOUND = 500
"""Products that a search gives at most."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A product with its units on hand and free to be promised, in all warehouses.

    Of a bundle nothing is on hand; free are those that each warehouse has the parts for.
    """

    product: Product
    on_hand: int
    free: int


@dataclass(frozen=True, slots=True)
class Place:
    """Units of a product in one bin of one warehouse."""

    warehouse: str
    bin: str
    kind: BinKind
    lot: str
    on_hand: int
    reserved: int


def goods_page(
    tx: Transaction, text: str, *, archived: bool | None, offset: int, limit: int
) -> tuple[tuple[Goods, ...], int]:
    """A page of the products, and how many there are in all; see `find_products` for `archived`."""
    if text:
        found = find_products(tx, text, MOST_FOUND, archived=archived)
        return _with_stock(tx, found[offset : offset + limit]), len(found)
    query = select(func.count()).select_from(products)
    if archived is not None:
        gone = products.c.archived_at
        query = query.where(gone.is_not(None) if archived else gone.is_(None))
    total = int(tx.execute(query).scalar_one())
    page = list_products(tx, limit=limit, offset=offset, archived=archived)
    return _with_stock(tx, page), total


def places_of(tx: Transaction, product_id: int) -> tuple[Place, ...]:
    """Where units of a product are, in every warehouse."""
    rows = tx.execute(_places, {"p": product_id})
    return tuple(
        Place(warehouse, code, BinKind(kind), lot, units, held)
        for warehouse, code, kind, lot, units, held in rows
    )


def _with_stock(tx: Transaction, some: Sequence[Product]) -> tuple[Goods, ...]:
    if not some:
        return ()
    units: dict[int, tuple[int, int]] = {}
    for product, kind, there, held in tx.execute(_units, {"wanted": [one.id for one in some]}):
        on_hand, free = units.get(product, (0, 0))
        shelf = kind == BinKind.SHELF.value
        units[product] = (on_hand + int(there), free + (int(there) - int(held) if shelf else 0))
    bundles = free_of_bundles(tx, [one.id for one in some])
    units |= {product: (0, free) for product, free in bundles.items()}
    return tuple(Goods(one, *units.get(one.id, (0, 0))) for one in some)


_units = (
    select(
        levels.c.product_id,
        bins.c.kind,
        func.sum(levels.c.on_hand),
        func.sum(levels.c.reserved),
    )
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        levels.c.product_id.in_(bindparam("wanted", expanding=True)),
        bins.c.kind.in_(sorted(kind.value for kind in KEPT)),
    )
    .group_by(levels.c.product_id, bins.c.kind)
)
_places = (
    select(
        warehouses.c.code,
        bins.c.code,
        bins.c.kind,
        levels.c.lot,
        levels.c.on_hand,
        levels.c.reserved,
    )
    .select_from(levels)
    .join(bins, bins.c.id == levels.c.bin_id)
    .join(warehouses, warehouses.c.id == bins.c.warehouse_id)
    .where(levels.c.product_id == bindparam("p"), levels.c.on_hand > 0)
    .order_by(warehouses.c.code, bins.c.code, levels.c.lot)
)
