"""Whether it is time for the backup of the day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from core import clock

_AGAIN = timedelta(hours=1)
"""After one that failed."""


def is_due(
    now: datetime, at: time, zone: str, good: datetime | None, tried: datetime | None
) -> bool:
    """Whether none was made since the last time that the clock of the shop said `at`.

    `good` is the last one that could be read back, `tried` the last try of this machine. A machine
    that was off then makes up for it.
    """
    here = clock.local(now, zone)
    moment = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    if moment > here:
        moment -= timedelta(days=1)
    if good is not None and good >= moment:
        return False
    return tried is None or now - tried >= _AGAIN
