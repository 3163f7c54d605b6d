"""Bundles and stock: a bundle has none of its own, and as many can be had as its parts allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

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
    return _free_by_place(tx, [product_id]).get((product_id, warehouse), 0)


def free_of_bundles(tx: Transaction, product_ids: Sequence[int]) -> dict[int, int]:
    """How many of each bundle could be promised, each from one warehouse; others are left out."""
    found = dict.fromkeys(parts_of(tx, product_ids), 0)
    for (product, _warehouse), units in _free_by_place(tx, product_ids).items():
        found[product] += units
    return found


def _free_by_place(tx: Transaction, product_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Bundles that could be promised, by product and warehouse."""
    parts = parts_of(tx, product_ids)
    wanted = sorted({one.product_id for some in parts.values() for one in some})
    free: dict[int, dict[int, int]] = defaultdict(dict)
    for warehouse, product, units in tx.execute(_free, {"wanted": wanted}) if wanted else ():
        free[warehouse][product] = int(units)
    return {
        (bundle, warehouse): min(there.get(one.product_id, 0) // one.quantity for one in some)
        for bundle, some in parts.items()
        for warehouse, there in free.items()
    }


_on_hand = (
    select(cast(func.coalesce(func.sum(levels.c.on_hand), 0), BigInteger))
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        levels.c.product_id == bindparam("p"), bins.c.kind.in_(bindparam("kinds", expanding=True))
    )
)
_free = (
    select(
        bins.c.warehouse_id,
        levels.c.product_id,
        cast(func.sum(levels.c.on_hand - levels.c.reserved), BigInteger),
    )
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        levels.c.product_id.in_(bindparam("wanted", expanding=True)),
        bins.c.kind == BinKind.SHELF.value,
    )
    .group_by(bins.c.warehouse_id, levels.c.product_id)
)
