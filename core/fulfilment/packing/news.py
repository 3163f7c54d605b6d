"""What happened elsewhere to the order that is open at a station, told before the next scan."""

from __future__ import annotations

from core.fulfilment.packing.at_hand import freed_here, what_happened
from core.fulfilment.packing.awaiting import box_lost
from core.fulfilment.packing.coming import gone_from
from core.fulfilment.packing.opened import load_order
from core.fulfilment.packing.verdict import Answer, Verdict
from core.fulfilment.packing.work import StationRow, load
from core.transaction import Transaction


def news_of(tx: Transaction, station_id: int) -> Verdict | None:
    """A cancel, hold, change or take-over of the open order or of the box that waits; else None.

    It changes nothing: the next scan is blocked by the same finding, and clears the table.
    """
    station = load(tx, station_id, lock=False)
    work, number = station.work, station.work.last_order_no
    answer = freed_here(work) or gone_from(work)
    if answer is not None:
        number = str(answer.params["order"])
    elif work.order_id is None:
        answer = box_lost(tx, work) or _of_walk(tx, station)
    else:
        order = load_order(tx, work.order_id, lock=False)
        answer, number = what_happened(tx, station.id, work, order), order.order_no
    if answer is None:
        return None
    return Verdict(answer.kind, station.last_seq, "", answer.detail, answer.params, number)


def _of_walk(tx: Transaction, station: StationRow) -> Answer | None:
    """What happened to the walk in hand, or to one of its orders."""
    kept = station.work.aside.get("walk")
    if kept is None:
        return None
    # Imported late: walks are packing's guests, and know it.
    from core.fulfilment.walks.following import news
    from core.fulfilment.walks.walk import load as load_walk

    return news(tx, station.id, load_walk(tx, kept["id"]), kept["fence"], kept["bin"])
