"""What happened elsewhere to the order that is open at a station, told before the next scan."""

from __future__ import annotations

from typing import Any

from core.fulfilment import claims
from core.fulfilment.packing.opened import OpenOrder, load_order
from core.fulfilment.packing.opening import still_needed
from core.fulfilment.packing.verdict import Kind, Verdict
from core.fulfilment.packing.work import StationRow, load
from core.orders.states import Fulfilment
from core.transaction import Transaction


def news_of(tx: Transaction, station_id: int) -> Verdict | None:
    """A cancel, hold, change or take-over of the open order; None while all is as it was.

    It changes nothing: the next scan is blocked by the same finding, and clears the table.
    """
    station = load(tx, station_id, lock=False)
    if station.work.order_id is None:
        return None
    order = load_order(tx, station.work.order_id, lock=False)
    found = _found(tx, station, order)
    if found is None:
        return None
    kind, detail, params = found
    about = {"order": order.order_no, "packed": order.packed} | params
    return Verdict(kind, station.last_seq, "", detail, about, order.order_no)


def _found(
    tx: Transaction, station: StationRow, order: OpenOrder
) -> tuple[Kind, str, dict[str, Any]] | None:
    if order.fulfilment is Fulfilment.CANCELLED:
        return Kind.CANCELLED, "", {}
    if order.fulfilment is Fulfilment.HELD:
        return Kind.ON_HOLD, "now", {"reason": order.hold_reason}
    if order.claimed_by not in {None, station.id}:
        holder = claims.holder(tx, order.id)
        if holder is not None:
            return Kind.TAKEN_OVER, "", {"who": holder.operator, "station": holder.station}
    if order.version != station.work.version:
        return Kind.CHANGED, "", still_needed(station.work, order)
    return None
