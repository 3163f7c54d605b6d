"""A statement held against the parcels before it is taken in: what each line would come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from core.orders.models import orders
from core.shipping.cod.models import LineState
from core.shipping.cod.queries import paid_of_shipment
from core.shipping.cod.reading import Line, restated
from core.shipping.models import shipments
from core.shipping.states import VAIN
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Held:
    """A line and what it would come to; minor units."""

    line: Line
    order_no: str
    """Empty for a waybill that is not ours."""
    owed: int
    """What the courier owes for the parcel as yet."""
    state: LineState
    currency: str


def held_against(
    tx: Transaction, courier: str, lines: Iterable[Line], currency: str
) -> tuple[Held, ...]:
    """What lines of a courier's statement would come to; only reads, and in the file's order.

    Two lines of one file for the same parcel are each held against what is known before it.
    """
    return tuple(_held(tx, courier, line, currency) for line in lines)


def _held(tx: Transaction, courier: str, read: Line, currency: str) -> Held:
    row: Any = tx.execute(_parcel, {"c": courier, "w": read.waybill}).first()
    if row is None:
        return Held(read, "", 0, LineState.UNKNOWN, currency)
    line = restated(read, currency, row.currency)
    owed = row.cod - row.cod_forgone - int(row.paid)
    state = LineState.MATCHED
    if not line.amount:
        state = LineState.FEE
    elif row.paid and owed <= 0:
        state = LineState.TWICE
    elif line.amount != owed:
        state = LineState.DIFFERS
    return Held(line, row.order_no, owed, state, row.currency)


_parcel = (
    select(
        orders.c.order_no,
        shipments.c.cod,
        shipments.c.currency,
        shipments.c.cod_forgone,
        paid_of_shipment.label("paid"),
    )
    .select_from(shipments)
    .join(orders, orders.c.id == shipments.c.order_id)
    .where(shipments.c.courier == bindparam("c"), shipments.c.waybill == bindparam("w"))
    .order_by(shipments.c.state.in_(sorted(state.value for state in VAIN)), shipments.c.id.desc())
    .limit(1)
)
