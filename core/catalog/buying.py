"""What buying keeps on a product: what it cost, and when to order it again."""

from __future__ import annotations

from sqlalchemy import bindparam, update

from core.catalog.models import products
from core.errors import NotFound, Refusal
from core.transaction import Transaction

MOST = 10_000_000
"""Units of a reorder point."""


def set_costs(tx: Transaction, product_id: int, *, average: str, last: str) -> None:
    """Keep the average and the last cost: minor units as exact text."""
    tx.execute(_costs, {"product": product_id, "average": average, "last": last})


def set_reorder_point(tx: Transaction, product_id: int, units: int) -> None:
    """Order again when fewer units than this are free or on their way; 0: never by itself.

    Raises NotFound ``product_not_found``, Refusal ``number_out_of_range``.
    """
    if not 0 <= units <= MOST:
        raise Refusal("number_out_of_range", value=units, low=0, high=MOST)
    if tx.execute(_point, {"product": product_id, "units": units}).rowcount != 1:
        raise NotFound("product_not_found", sku=product_id)


_this = update(products).where(products.c.id == bindparam("product"))
_costs = _this.values(average_cost=bindparam("average"), last_cost=bindparam("last"))
_point = _this.values(reorder_point=bindparam("units"))
