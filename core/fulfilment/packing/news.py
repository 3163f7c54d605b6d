"""What happened elsewhere to the order that is open at a station, told before the next scan."""

from __future__ import annotations

from core.fulfilment.packing.at_hand import what_happened
from core.fulfilment.packing.opened import load_order
from core.fulfilment.packing.verdict import Verdict
from core.fulfilment.packing.work import load
from core.transaction import Transaction


def news_of(tx: Transaction, station_id: int) -> Verdict | None:
    """A cancel, hold, change or take-over of the open order; None while all is as it was.

    It changes nothing: the next scan is blocked by the same finding, and clears the table.
    """
    station = load(tx, station_id, lock=False)
    if station.work.order_id is None:
        return None
    order = load_order(tx, station.work.order_id, lock=False)
    answer = what_happened(tx, station.id, station.work, order)
    if answer is None:
        return None
    number = order.order_no
    return Verdict(answer.kind, station.last_seq, "", answer.detail, answer.params, number)
