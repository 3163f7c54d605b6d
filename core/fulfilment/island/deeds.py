"""What a key does with offline scans that could not be booked."""

from __future__ import annotations

from core.fulfilment.island.conflicts import Outcome, settle
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench


def put_right(conflict_id: int, how: Outcome, note: str = "") -> Deed:
    """Say that a box was put right, and how; it leaves the list, and nothing else changes."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = settle(bench.tx, conflict_id, note, how)
        about = {"order": done.order, "parcel": done.parcel, "scans": done.scans}
        return Answer(Kind.INFO, "offline_settled", about)

    return do
