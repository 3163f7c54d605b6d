"""Waybill numbers: those of orders, for lists of them, and which a person may give."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, bindparam, select

from core.bulk import as_rows, given_rows
from core.shipping.models import shipments
from core.shipping.states import VAIN
from core.transaction import Transaction


def waybills_of(tx: Transaction, order_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tracking numbers of each order's shipments that stand, in the order of its parcels."""
    found: dict[int, list[str]] = {}
    if order_ids:
        row = {"wanted": as_rows((one,) for one in order_ids)}
        for order_id, waybill in tx.execute(_waybills, row):
            found.setdefault(order_id, []).append(waybill)
    return {order_id: tuple(numbers) for order_id, numbers in found.items()}


def is_readable(waybill: str) -> bool:
    """Whether it can be a waybill number at all."""
    return waybill.isascii() and _SHORTEST <= len(waybill) <= _LONGEST


def is_taken(tx: Transaction, waybill: str) -> bool:
    """Whether another parcel has this number."""
    return tx.execute(_taken, {"w": waybill}).first() is not None


_SHORTEST, _LONGEST = 4, 40
_taken = select(shipments.c.id).where(
    shipments.c.waybill == bindparam("w"), shipments.c.state != "cancelled"
)
_GONE = sorted(state.value for state in VAIN)
_wanted = given_rows("wanted", id=BigInteger())
_waybills = (
    select(shipments.c.order_id, shipments.c.waybill)
    .join(_wanted, _wanted.c.id == shipments.c.order_id)
    .where(shipments.c.waybill != "", shipments.c.state.not_in(_GONE))
    .order_by(shipments.c.order_id, shipments.c.parcel_id, shipments.c.id)
)
