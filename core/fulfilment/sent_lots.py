"""With which orders a lot or a serial number left the house: whom to tell where it was bad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, bindparam, cast, func, select

from core.fulfilment.models import parcels
from core.orders.models import orders
from core.stock.models import moves
from core.transaction import Transaction

LEFT = "hand_over"
"""The reason of moves of goods that left with a parcel."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Units of a lot that left with a parcel of an order."""

    lot: str
    order_id: int
    order_no: str
    channel: str
    customer: str
    parcel: str
    units: int
    at: datetime


def sent_with(tx: Transaction, product_id: int, lot: str, limit: int = 500) -> list[Sent]:
    """The parcels that a lot of a product left with, the last first."""
    left = tx.execute(_left, {"p": product_id, "l": lot, "limit": limit}).all()
    numbers = [int(reference.removeprefix(PARCEL)) for reference, _units, _at in left]
    found: dict[int, tuple[int, str, str, str, str]] = {}
    for start in range(0, len(numbers), 500):
        rows = tx.execute(_parcels, {"wanted": numbers[start : start + 500]})
        found |= {row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in rows}
    return [
        Sent(lot, *found[number], int(units), at)
        for number, (_reference, units, at) in zip(numbers, left, strict=True)
        if number in found
    ]


def lots_sent(tx: Transaction, order_id: int, product_id: int) -> dict[str, int]:
    """Units by lot of a product that left with an order; those of no lot under an empty one."""
    numbers = tx.execute(_of_order, {"o": order_id}).scalars()
    references = [f"{PARCEL}{number}" for number in numbers]
    rows = tx.execute(_lots, {"p": product_id, "wanted": references})
    return {lot: int(units) for lot, units in rows}


PARCEL = "parcel:"
"""What the reference of a move begins with that a parcel caused."""
_left = (
    select(moves.c.reference, moves.c.quantity, moves.c.at)
    .where(
        moves.c.product_id == bindparam("p"),
        moves.c.lot == bindparam("l"),
        moves.c.reason == LEFT,
        moves.c.reference.like(f"{PARCEL}%"),
    )
    .order_by(moves.c.id.desc())
    .limit(bindparam("limit"))
)
_parcels = (
    select(
        parcels.c.id,
        orders.c.id.label("order_id"),
        orders.c.order_no,
        orders.c.channel,
        orders.c.customer,
        parcels.c.code,
    )
    .join(orders, orders.c.id == parcels.c.order_id)
    .where(parcels.c.id.in_(bindparam("wanted", expanding=True)))
)
_of_order = select(parcels.c.id).where(parcels.c.order_id == bindparam("o"))
_lots = (
    select(moves.c.lot, cast(func.sum(moves.c.quantity), BigInteger))
    .where(
        moves.c.product_id == bindparam("p"),
        moves.c.reason == LEFT,
        moves.c.reference.in_(bindparam("wanted", expanding=True)),
    )
    .group_by(moves.c.lot)
    .order_by(moves.c.lot)
)
