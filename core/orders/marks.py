"""What an order's parcel asks for beyond its goods: a gift without prices, fragile goods."""

from __future__ import annotations

from sqlalchemy import bindparam, update

from core.audit import record
from core.orders.commands import head
from core.orders.models import orders
from core.people.permissions import Permission, require
from core.transaction import Transaction


def set_marks(tx: Transaction, order_id: int, *, gift: bool = False, fragile: bool = False) -> None:
    """Say whether an order is a gift and whether it is fragile; shown before the first scan."""
    require(tx, Permission.ORDER_NOTE)
    head(tx, order_id, lock=True)
    tx.execute(_mark, {"o": order_id, "is_gift": gift, "is_fragile": fragile, "at": tx.now})
    record(tx, "marked", order_id=order_id, gift=gift, fragile=fragile)


_mark = (
    update(orders)
    .where(orders.c.id == bindparam("o"))
    .values(gift=bindparam("is_gift"), fragile=bindparam("is_fragile"), updated_at=bindparam("at"))
)
