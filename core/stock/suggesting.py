"""Where goods that come in are put, unless somebody knows better."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from core.stock.models import BinKind, bins, levels
from core.transaction import Transaction


def suggested(tx: Transaction, warehouse: int, product_ids: Sequence[int]) -> dict[int, str]:
    """The shelf where most of each product lies, or lay before it ran out; none for new ones."""
    if not product_ids:
        return {}
    rows = tx.execute(_places, {"warehouse": warehouse, "wanted": list(product_ids)})
    found: dict[int, str] = {}
    for product, code in rows:
        found.setdefault(product, code)
    return found


_places = (
    select(levels.c.product_id, bins.c.code)
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        bins.c.warehouse_id == bindparam("warehouse"),
        bins.c.kind == BinKind.SHELF.value,
        bins.c.active,
        levels.c.product_id.in_(bindparam("wanted", expanding=True)),
    )
    .order_by(levels.c.product_id, levels.c.on_hand.desc(), bins.c.walk, bins.c.code)
)
