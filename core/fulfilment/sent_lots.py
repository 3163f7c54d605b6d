"""With which orders a lot or a serial number left the house: whom to tell where it was bad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, bindparam, case, cast, func, select

from core.fulfilment.models import parcels
from core.orders.models import orders
from core.stock.models import moves
from core.transaction import Transaction

LEFT = "hand_over"
"""The reason of moves of goods that left with a parcel."""
STAYED = "taken_back"
"""That of moves the other way: the parcel had been scanned out by mistake."""


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
units_out = cast(
    func.sum(case((moves.c.reason == LEFT, moves.c.quantity), else_=-moves.c.quantity)),
    BigInteger,
)
"""Over moves with either reason: how many units left and did not stay after all."""
_left = (
    select(moves.c.reference, units_out, func.max(moves.c.at, type_=moves.c.at.type))
    .where(
        moves.c.product_id == bindparam("p"),
        moves.c.lot == bindparam("l"),
        moves.c.reason.in_([LEFT, STAYED]),
        moves.c.reference.like(f"{PARCEL}%"),
    )
    .group_by(moves.c.reference)
    .having(units_out > 0)
    .order_by(func.max(moves.c.id).desc())
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
    select(moves.c.lot, units_out)
    .where(
        moves.c.product_id == bindparam("p"),
        moves.c.reason.in_([LEFT, STAYED]),
        moves.c.reference.in_(bindparam("wanted", expanding=True)),
    )
    .group_by(moves.c.lot)
    .having(units_out > 0)
    .order_by(moves.c.lot)
)
