"""Bundles and stock: a bundle has none of its own, and as many can be had as its parts allow."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BigInteger, bindparam, cast, func, select

from core.catalog.bundles import parts_of, set_parts
from core.catalog.queries import product_by_id
from core.errors import Refusal
from core.people.permissions import Permission, require
from core.stock.models import KEPT, BinKind, bins, levels
from core.transaction import Transaction


def make_bundle(tx: Transaction, product_id: int, parts: Mapping[int, int]) -> None:
    """Say what a product is made of: units by product; nothing makes it a plain product again.

    Raises Refusal ``bundle_stock`` while units of it lie somewhere, and what `set_parts` raises.
    """
    require(tx, Permission.PRODUCT_EDIT)
    if parts:
        held = int(tx.execute(_on_hand, {"p": product_id, "kinds": [*KEPT]}).scalar_one())
        if held:
            raise Refusal("bundle_stock", sku=product_by_id(tx, product_id).sku, units=held)
    set_parts(tx, product_id, parts)


def free_bundles(tx: Transaction, warehouse: int, product_id: int) -> int:
    """How many bundles could be promised from a warehouse now; 0 for what is no bundle."""
    parts = parts_of(tx, [product_id]).get(product_id, ())
    wanted = {"wanted": [one.product_id for one in parts], "warehouse": warehouse}
    free = {row[0]: int(row[1]) for row in tx.execute(_free, wanted)}
    return min((free.get(one.product_id, 0) // one.quantity for one in parts), default=0)


_on_hand = (
    select(cast(func.coalesce(func.sum(levels.c.on_hand), 0), BigInteger))
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        levels.c.product_id == bindparam("p"), bins.c.kind.in_(bindparam("kinds", expanding=True))
    )
)
_free = (
    select(levels.c.product_id, cast(func.sum(levels.c.on_hand - levels.c.reserved), BigInteger))
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        levels.c.product_id.in_(bindparam("wanted", expanding=True)),
        bins.c.warehouse_id == bindparam("warehouse"),
        bins.c.kind == BinKind.SHELF.value,
    )
    .group_by(levels.c.product_id)
)
