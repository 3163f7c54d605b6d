"""Proof that the money of orders adds up: the paid sum against a rebuild from the payments."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.status import paid_sum
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PaidDifference:
    """An order whose paid sum is not what its payments say; minor units."""

    order_id: int
    order_no: str
    kept: int
    rebuilt: int


def paid_differences(tx: Transaction, limit: int = 1000) -> list[PaidDifference]:
    """Orders whose paid sum differs from confirmed payments without refunds; none is right."""
    sums = (
        select(order_payments.c.order_id, paid_sum.label("paid"))
        .group_by(order_payments.c.order_id)
        .subquery()
    )
    rebuilt = func.coalesce(sums.c.paid, 0)
    rows = tx.execute(
        select(orders.c.id, orders.c.order_no, orders.c.paid, rebuilt)
        .outerjoin(sums, sums.c.order_id == orders.c.id)
        .where(orders.c.paid != rebuilt)
        .order_by(orders.c.id)
        .limit(limit)
    )
    return [PaidDifference(*row) for row in rows]
