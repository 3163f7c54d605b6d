"""When an order must be ready: the last courier cut-off that still makes its ship-by time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_PATIENCE = timedelta(days=1)  # a buyer who was promised nothing still waits


def due_at(
    ordered_at: datetime, ship_by: datetime | None, cutoff: time | None, zone: str
) -> datetime:
    """The moment (UTC) by which the parcel must be packed; it orders the queue.

    `cutoff` is when the courier leaves, on the wall clock of `zone`; without one the ship-by time
    itself counts.  Without a ship-by time an order is due a day after it came.  Where no cut-off
    lies between the order and its ship-by time, the ship-by time counts.
    """
    latest = ship_by or ordered_at + _PATIENCE
    if cutoff is None:
        return latest
    there = latest.astimezone(ZoneInfo(zone))
    leaves = datetime.combine(there.date(), cutoff, there.tzinfo)
    if leaves > there:
        leaves = datetime.combine(there.date() - timedelta(days=1), cutoff, there.tzinfo)
    leaves = leaves.astimezone(UTC)
    return leaves if leaves >= ordered_at else latest
