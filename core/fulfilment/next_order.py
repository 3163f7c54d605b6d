"""Which order is next: the most urgent ones that nobody works on, read along an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, exists, select, text

from core.fulfilment.models import claims
from core.fulfilment.walks.choosing import planned
from core.orders.models import WORK_SQL, orders
from core.orders.states import Fulfilment
from core.stock.models import reservations
from core.tables import db_now_ms
from core.transaction import Transaction


def next_orders(
    tx: Transaction, warehouse: int, limit: int = 5, states: Sequence[Fulfilment] = ()
) -> list[int]:
    """The most urgent orders of the queue that no station holds, in its order.

    With `states` only those of which the fulfilment is one of them.
    """
    row: dict[str, object] = {"warehouse": warehouse, "n": limit}
    if not states:
        return list(tx.execute(_next, row).scalars())
    return list(tx.execute(_next_of, row | {"states": [one.value for one in states]}).scalars())


def next_singles(tx: Transaction, warehouse: int, product_id: int, limit: int = 5) -> list[int]:
    """The same among orders of exactly one unit, which is of this product and promised."""
    row = {"warehouse": warehouse, "product": product_id, "n": limit}
    return list(tx.execute(_next_single, row).scalars())


def _most_urgent(query: Select[Any]) -> Select[Any]:
    held = exists().where(claims.c.order_id == orders.c.id, claims.c.lease_until_ms >= db_now_ms())
    return (
        query.where(
            orders.c.warehouse_id == bindparam("warehouse"),
            # Literal, so that both engines see that the partial index holds these rows.
            text(WORK_SQL),
            ~held,
            ~planned(),  # a walk fetches what these need
        )
        .order_by(orders.c.due_at, orders.c.ship_rank, orders.c.ordered_at, orders.c.id)
        .limit(bindparam("n"))
    )


_next = _most_urgent(select(orders.c.id))
_next_of = _next.where(orders.c.fulfilment.in_(bindparam("states", expanding=True)))
# Reservations exist for open orders only: however often a product was sold, few rows are read.
_next_single = _most_urgent(
    select(orders.c.id)
    .join(reservations, reservations.c.order_id == orders.c.id)
    .where(
        reservations.c.product_id == bindparam("product"),
        reservations.c.quantity == 1,
        orders.c.units == 1,
    )
)
