"""What the warehouse knows of the order of a box whose offline scans could not be booked."""

from __future__ import annotations

from dataclasses import dataclass

from core.fulfilment import claims
from core.fulfilment.claims import Holder
from core.fulfilment.packing.opened import Line, load_order
from core.fulfilment.parcel_queries import ParcelInfo, parcels_of
from core.orders.states import Fulfilment
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Known:
    """An order as the books have it now."""

    fulfilment: Fulfilment
    lines: tuple[Line, ...]
    holder: Holder | None
    """Who works on it at this moment."""
    parcels: tuple[ParcelInfo, ...]
    """Also those that were given up."""


def known_of(tx: Transaction, order_id: int) -> Known:
    """The order as it stands now, whatever a station without its database thought of it."""
    order = load_order(tx, order_id, lock=False)
    holder = claims.holder(tx, order_id)
    return Known(order.fulfilment, order.lines, holder, parcels_of(tx, order_id))
