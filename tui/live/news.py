"""What happened elsewhere to the open order, looked up only after somebody wrote something."""

from __future__ import annotations

from core.database import Database
from core.fulfilment.packing.news import news_of
from core.fulfilment.packing.verdict import Verdict
from core.pulse import Pulse
from core.transaction import reading


class News:
    """Tells each finding once; `look` belongs to one thread."""

    def __init__(self, database: Database, station_id: int) -> None:
        self._database = database
        self._station_id = station_id
        self._pulse = Pulse(database)
        self._told: tuple[object, ...] = ()
        self._moved = False

    def moved(self) -> bool:
        """Whether anybody wrote something since this was asked last."""
        moved, self._moved = self._moved, False
        return moved

    def look(self) -> Verdict | None:
        """A cancel, hold, change or take-over that was not told yet."""
        if not self._pulse.beat():
            return None
        self._moved = True
        with reading(self._database) as tx:
            found = news_of(tx, self._station_id)
        if found is None:
            self._told = ()
            return None
        key = _key(found)
        if key == self._told:
            return None
        self._told = key
        return found

    def was_told(self, verdict: Verdict) -> bool:
        """Whether a verdict says once more what was told; who acknowledges it has seen it."""
        return bool(self._told) and _key(verdict) == self._told

    def close(self) -> None:
        """Give the connection back."""
        self._pulse.close()


def _key(verdict: Verdict) -> tuple[object, ...]:
    return verdict.kind, verdict.detail, verdict.order
