"""What is done for addresses in the background: lists are kept fresh, orders are looked at."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import func, select

from core.audit import events
from core.couriers.registry import Couriers
from core.database import Database
from core.errors import Refusal
from core.shipping.addresses import asking, looking, refreshing
from core.shipping.addresses.deciding import drop_idle
from core.transaction import SYSTEM, reading, run

_REST_S = 60.0
"""Between two looks at how old the lists are."""
_SHARE = 10
"""Looking at orders may take one part in so many of the time."""


class Addresses:
    """One round after the other, in a thread of its own: a list takes minutes to be heard."""

    def __init__(self, database: Database, couriers: Couriers) -> None:
        self._database = database
        self._by_maps = {one.maps: one for one in refreshing.with_lists(couriers)}
        self._codes = {
            maps: tuple(code for code in couriers.codes if couriers.get(code).maps == maps)
            for maps in self._by_maps
        }
        self._seen = -1
        self._due_at = self._look_at = 0.0

    @property
    def is_idle(self) -> bool:
        """No courier of the shop goes by a list."""
        return not self._by_maps

    def round(self, stop: Callable[[], bool]) -> bool:
        """Do what is due; True where there is more to do at once."""
        if self.is_idle:
            return False
        now = time.monotonic()
        if now >= self._due_at:
            self._due_at = now + _REST_S
            self._refresh(stop)
        if now < self._look_at:
            return False
        more = self._look(stop)
        self._look_at = time.monotonic() + (time.monotonic() - now) * _SHARE
        return more

    def _refresh(self, stop: Callable[[], bool]) -> None:
        for courier in refreshing.due(self._database, self._by_maps.values()):
            try:
                refreshing.refresh(self._database, courier, stop=stop)
            except Refusal as refusal:  # a list that lost most of what it had
                refreshing.refused(self._database, courier, refusal)
            self._seen = -1
        run(self._database, SYSTEM, drop_idle)

    def _look(self, stop: Callable[[], bool]) -> bool:
        """Look at orders that came or changed since the last time, and ask what they need."""
        with reading(self._database) as tx:
            event = int(tx.execute(select(func.coalesce(func.max(events.c.id), 0))).scalar_one())
        more = False
        for maps, codes in self._codes.items():
            if event != self._seen:
                more = bool(looking.look(self._database, maps, codes)) or more
            more = bool(asking.ask_courier(self._database, self._by_maps[maps], stop)) or more
        if not more:
            self._seen = event
        return more
