"""What products cost: the last and the moving average cost, kept exactly as receipts come in.

Costs are amounts in minor units of the shop's currency with six decimals. One rounding is made,
half to even at the sixth decimal, each time a cost is written; between two writings all is exact.
The average weighs what all warehouses hold, at the average so far, with what comes in, at the
price of its purchase order times its rate. Where nothing is known of what they hold, neither by a
receipt nor as the product's own cost, the price of what comes in stands for all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, insert, select

from core.catalog import buying
from core.catalog.models import products
from core.errors import Refusal
from core.money import digits
from core.purchasing.models import product_costs, receipt_lines, receipts
from core.purchasing.queries import Purchase
from core.stock.models import levels
from core.transaction import Transaction

_MOST = 10**15
"""Minor units of one amount, as everywhere."""
_FINEST = 10**6
"""Parts of a minor unit that a cost is kept in."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One entry of a product's cost history, in minor units of `currency`; the newest counts."""

    at: datetime
    receipt: str
    currency: str
    units_before: int
    average_before: Decimal | None
    units: int
    """Units that came in; below zero: taken back."""
    unit_cost: Decimal
    average: Decimal


def unit_cost(purchase: Purchase, unit_price: int, currency: str) -> Decimal:
    """What one unit costs in minor units of the shop's `currency`; Refusal ``money_too_big``."""
    price = Fraction(unit_price) * Fraction(purchase.rate or "1")
    scale = digits(currency) - digits(purchase.currency)
    cost = price * Fraction(10) ** scale
    if cost > _MOST:
        raise Refusal("money_too_big", amount=f"{int(cost):.3g}", currency=currency)
    return _rounded(cost)


def lock_product(tx: Transaction, product_id: int) -> None:
    """Have all others who would change what a product costs wait."""
    tx.execute(_lock, {"product": product_id})


def came_in(
    tx: Transaction, product_id: int, line_id: int, units: int, cost: Decimal, currency: str
) -> None:
    """Weigh units into the average of a locked product, before they are in its levels.

    Units below zero leave it at what they had cost; where none are left the average stays.
    """
    row = tx.execute(_now, {"product": product_id}).one()
    on_hand = int(tx.execute(_on_hand, {"product": product_id}).scalar_one())
    before: Decimal | None = Decimal(row.average_cost) if row.average_cost else None
    if before is None and row.cost and row.currency == currency:
        before = Decimal(row.cost)
    after = weighed(on_hand, before, units, cost)
    entry: dict[str, Any] = {
        "product_id": product_id,
        "receipt_line_id": line_id,
        "currency": currency,
        "units_before": on_hand,
        "average_before": "" if before is None else _text(before),
        "units": units,
        "unit_cost": _text(cost),
        "average": _text(after),
        "at": tx.now,
    }
    tx.execute(_insert, entry)
    last = _text(cost) if units > 0 else row.last_cost
    buying.set_costs(tx, product_id, average=_text(after), last=last)


def weighed(on_hand: int, average: Decimal | None, units: int, cost: Decimal) -> Decimal:
    """The average of units on hand and of those that come in (below zero: that leave)."""
    if average is None:
        return cost
    total = on_hand + units
    worth = Fraction(average) * on_hand + Fraction(cost) * units
    if total <= 0 or worth < 0:
        return average
    return _rounded(worth / total)


def history(tx: Transaction, product_id: int, limit: int = 50) -> list[Cost]:
    """What a product cost, the newest first."""
    rows = tx.execute(_history, {"product": product_id, "limit": limit})
    return [
        Cost(
            row.at,
            row.number,
            row.currency,
            row.units_before,
            Decimal(row.average_before) if row.average_before else None,
            row.units,
            Decimal(row.unit_cost),
            Decimal(row.average),
        )
        for row in rows
    ]


def _rounded(value: Fraction) -> Decimal:
    return Decimal(round(value * _FINEST)).scaleb(-6)


def _text(value: Decimal) -> str:
    """The shortest text of an amount: no exponent, no empty decimals."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_this = products.c.id == bindparam("product")
_lock = select(products.c.id).where(_this).with_for_update()
_now = select(
    products.c.average_cost, products.c.last_cost, products.c.cost, products.c.currency
).where(_this)
_on_hand = select(cast(func.coalesce(func.sum(levels.c.on_hand), 0), BigInteger)).where(
    levels.c.product_id == bindparam("product")
)
_insert = insert(product_costs)
_history = (
    select(
        product_costs.c.at,
        receipts.c.number,
        product_costs.c.currency,
        product_costs.c.units_before,
        product_costs.c.average_before,
        product_costs.c.units,
        product_costs.c.unit_cost,
        product_costs.c.average,
    )
    .join(receipt_lines, receipt_lines.c.id == product_costs.c.receipt_line_id)
    .join(receipts, receipts.c.id == receipt_lines.c.receipt_id)
    .where(product_costs.c.product_id == bindparam("product"))
    .order_by(product_costs.c.id.desc())
    .limit(bindparam("limit"))
)
