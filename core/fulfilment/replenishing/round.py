"""Plans by itself what is to be brought to pick bins, when goods or promises moved."""

from __future__ import annotations

import time

from sqlalchemy import select

from core.database import Database
from core.fulfilment.replenishing.planning import plan
from core.orders.restock import pulse
from core.stock.models import warehouses
from core.stock.task_models import pick_homes, replenish_tasks
from core.transaction import SYSTEM, reading

_BREATH_S = 5.0
_SHARE = 50
"""Looking may take one part in so many of the time."""


class Refill:
    """Looks for pick bins that run low, only after something happened."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: tuple[int, int] | None = None
        self._not_before = 0.0

    def look(self) -> int:
        """Make the tasks that are needed, if anything changed; gives their units."""
        begin = time.monotonic()
        if begin < self._not_before:
            return 0
        with reading(self._database) as tx:
            now = pulse(tx)
            if now == self._seen:
                return 0
            some = tx.execute(_any_home).first() or tx.execute(_any_task).first()
            houses = list(tx.execute(select(warehouses.c.id)).scalars()) if some else []
        units = sum(plan(self._database, SYSTEM, house).units for house in houses)
        self._seen = now
        end = time.monotonic()
        self._not_before = end + max(_BREATH_S, (end - begin) * _SHARE)
        return units


_any_home = select(pick_homes.c.id).limit(1)
_any_task = select(replenish_tasks.c.id).where(replenish_tasks.c.done_at.is_(None)).limit(1)
