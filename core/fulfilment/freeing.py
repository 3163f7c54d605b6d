"""Promises are taken back where the goods cannot be had: the orders wait again, the last first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, exists, select

from core.audit import record
from core.fulfilment import claims
from core.orders.commands import head, step
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment
from core.stock import reservations
from core.stock.models import reservations as held_rows
from core.stock.queries import free_in
from core.transaction import Transaction


def free_up(
    tx: Transaction, product_id: int, bin_id: int, lot: str, units: int, event: str, **why: Any
) -> list[int]:
    """Make units of a bin free as far as idle orders hold them; gives the orders that wait now.

    Such an order gives up all that is promised to it: it is promised whole or not at all. Each
    has `event` with `why` in its history.
    """
    place = {"product": product_id, "bin": bin_id, "lot": lot}
    waiting: list[int] = []
    for order_id in tx.execute(_holding, place).scalars():
        if free_in(tx, product_id, bin_id, lot) >= units:
            break
        order = head(tx, order_id, lock=True)
        idle = order.fulfilment in {Fulfilment.READY, Fulfilment.SHORT}
        if not idle or claims.holder(tx, order_id) is not None:
            continue
        reservations.release(tx, reservations.of_order(tx, order_id))
        if order.fulfilment is Fulfilment.READY:
            step(tx, order, Fulfilment.SHORT)
        waiting.append(order_id)
        record(tx, event, order_id=order_id, **why)
    return waiting


_begun = exists().where(order_lines.c.order_id == orders.c.id, order_lines.c.packed > 0)
_holding = (
    select(orders.c.id)
    .join(held_rows, held_rows.c.order_id == orders.c.id)
    .where(
        held_rows.c.product_id == bindparam("product"),
        held_rows.c.bin_id == bindparam("bin"),
        held_rows.c.lot == bindparam("lot"),
        orders.c.fulfilment.in_([Fulfilment.READY.value, Fulfilment.SHORT.value]),
        ~_begun,
    )
    # The other way round than they are promised.
    .order_by(
        orders.c.ship_by.is_(None).desc(),
        orders.c.ship_by.desc(),
        orders.c.ordered_at.desc(),
        orders.c.id.desc(),
    )
)
