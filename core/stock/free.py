"""How many units of products lie on shelves, promised to nobody."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import BigInteger, bindparam, cast, func, select

from core.stock.choosing import sendable, with_lot
from core.stock.models import BinKind, bins, levels
from core.transaction import Transaction

_CHUNK = 500


def free_units(tx: Transaction, warehouse: int, product_ids: Iterable[int]) -> dict[int, int]:
    """What can still be promised of these products in a warehouse; those without are left out."""
    found: dict[int, int] = {}
    left = iter(product_ids)
    while some := list(islice(left, _CHUNK)):
        rows = tx.execute(_free, {"wanted": some, "warehouse": warehouse, "today": tx.today})
        found |= {product: int(units) for product, units in rows}
    return found


_free = (
    with_lot(
        select(
            levels.c.product_id, cast(func.sum(levels.c.on_hand - levels.c.reserved), BigInteger)
        )
        .select_from(levels)
        .join(bins, bins.c.id == levels.c.bin_id)
    )
    .where(
        bins.c.warehouse_id == bindparam("warehouse"),
        bins.c.kind == BinKind.SHELF.value,
        sendable(),
        levels.c.product_id.in_(bindparam("wanted", expanding=True)),
    )
    .group_by(levels.c.product_id)
)
