"""What goods are worth: at their average cost, else at the cost that somebody wrote down."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import bindparam, select

from core.catalog.models import products
from core.transaction import Transaction

_CHUNK = 500


def unit_costs(tx: Transaction, currency: str, product_ids: Iterable[int]) -> dict[int, Fraction]:
    """Minor units of the shop's `currency` a unit; products whose cost is not known are left out.

    An average cost is always in that currency.
    """
    wanted = sorted(set(product_ids))
    found: dict[int, Fraction] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = tx.execute(_costs, {"wanted": wanted[start : start + _CHUNK]})
        for product, average, cost, its_currency in rows:
            if average:
                found[product] = Fraction(Decimal(average))
            elif cost and its_currency == currency:
                found[product] = Fraction(cost)
    return found


def value(unit_cost: Fraction | None, units: int) -> int | None:
    """What units are worth in minor units, rounded half to even; None where nobody knows."""
    return None if unit_cost is None else round(unit_cost * units)


_costs = select(products.c.id, products.c.average_cost, products.c.cost, products.c.currency).where(
    products.c.id.in_(bindparam("wanted", expanding=True))
)
