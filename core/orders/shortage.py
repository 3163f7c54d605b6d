"""What orders wait for, product by product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, cast, func, select

from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment
from core.stock.models import reservations
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Demand:
    """Units of a product that short orders need beyond what is promised to them already."""

    product_id: int
    units: int
    orders: int


def demand(tx: Transaction, warehouse: int) -> dict[int, Demand]:
    """What the short orders of a warehouse need, whether it lies on a shelf by now or not."""
    return {row[0]: Demand(*row) for row in tx.execute(_demand, {"warehouse": warehouse})}


def waiting(
    tx: Transaction, warehouse: int, product_ids: Sequence[int]
) -> tuple[tuple[int, str], ...]:
    """Products with the number of each short order that needs more of them, the newest first."""
    rows = tx.execute(_waiting, {"warehouse": warehouse, "wanted": list(product_ids)})
    return tuple((row.product_id, row.order_no) for row in rows)


_held = (
    select(func.coalesce(func.sum(reservations.c.quantity), 0))
    .where(reservations.c.order_line_id == order_lines.c.id)
    .correlate(order_lines)
    .scalar_subquery()
)
_open = (
    select(
        order_lines.c.product_id,
        order_lines.c.order_id,
        (order_lines.c.quantity - order_lines.c.boxed - order_lines.c.excepted - _held).label(
            "units"
        ),
    )
    .join(orders, orders.c.id == order_lines.c.order_id)
    .where(
        orders.c.warehouse_id == bindparam("warehouse"),
        orders.c.fulfilment == Fulfilment.SHORT.value,
    )
    .subquery()
)
_demand = (
    # PostgreSQL sums whole numbers into decimals.
    select(
        _open.c.product_id,
        cast(func.sum(_open.c.units), BigInteger),
        func.count(_open.c.order_id.distinct()),
    )
    .where(_open.c.units > 0)
    .group_by(_open.c.product_id)
)
_waiting = (
    select(_open.c.product_id, orders.c.order_no)
    .join(orders, orders.c.id == _open.c.order_id)
    .where(_open.c.units > 0, _open.c.product_id.in_(bindparam("wanted", expanding=True)))
    .group_by(_open.c.product_id, orders.c.id, orders.c.order_no, orders.c.ordered_at)
    .order_by(orders.c.ordered_at.desc(), orders.c.id.desc())
)
