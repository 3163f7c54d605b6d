"""Products by SKU, many at once: what an order file needs to know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.catalog.models import products
from core.transaction import Transaction

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Priced:
    """A product's id and price (minor units of `currency`)."""

    id: int
    sku: str
    currency: str
    unit_price: int


_by_sku = select(products.c.id, products.c.sku, products.c.currency, products.c.unit_price).where(
    products.c.sku.in_(bindparam("wanted", expanding=True))
)


def by_sku(tx: Transaction, skus: Iterable[str]) -> dict[str, Priced]:
    """The products of these SKUs; unknown ones are left out."""
    wanted = sorted(set(skus))
    found: dict[str, Priced] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = tx.execute(_by_sku, {"wanted": wanted[start : start + _CHUNK]})
        found.update((row[1], Priced(*row)) for row in rows)
    return found


def weight_of(tx: Transaction, units: Mapping[int, int]) -> int:
    """What so many units of products (by id) weigh, in grams; 0 where one has no weight."""
    rows = tx.execute(_grams, {"wanted": sorted(units)})
    known = {product: grams for product, grams in rows if grams}
    return sum(known[one] * many for one, many in units.items()) if len(known) == len(units) else 0


_grams = select(products.c.id, products.c.weight_g).where(
    products.c.id.in_(bindparam("wanted", expanding=True))
)
