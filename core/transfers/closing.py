"""Closing a warehouse: nothing lies there, no order waits there, and nothing comes or goes."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from core.errors import Refusal
from core.orders.models import LIVE, orders
from core.people.permissions import Permission, require
from core.purchasing import queries as purchases
from core.purchasing.states import OPEN as COMING
from core.stock import warehouses
from core.stock.warehouses import Warehouse
from core.transaction import Transaction
from core.transfers.queries import page
from core.transfers.states import OPEN


def close_warehouse(tx: Transaction, warehouse_id: int) -> Warehouse:
    """No more goods and orders go to a warehouse.

    Raises Refusal ``warehouse_has_orders``, ``warehouse_has_transfers``,
    ``warehouse_has_purchases`` and those of `core.stock.warehouses.close`.
    """
    require(tx, Permission.PLACE_CHANGE)
    found = warehouses.one(tx, warehouse_id)
    waiting = int(tx.execute(_live, {"w": warehouse_id}).scalar_one())
    if waiting:
        raise Refusal("warehouse_has_orders", warehouse=found.code, count=waiting)
    for each in page(tx, states=OPEN, warehouse=warehouse_id, limit=1):
        raise Refusal("warehouse_has_transfers", warehouse=found.code, transfer=each.number)
    for bought in purchases.page(tx, states=COMING, warehouse=warehouse_id, limit=1):
        about = {"warehouse": found.code, "purchase": bought.number}
        raise Refusal("warehouse_has_purchases", **about)
    return warehouses.close(tx, warehouse_id)


_live = (
    select(func.count())
    .select_from(orders)
    .where(
        orders.c.warehouse_id == bindparam("w"),
        orders.c.fulfilment.in_(sorted(state.value for state in LIVE)),
    )
)
