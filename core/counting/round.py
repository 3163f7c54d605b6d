"""Counts that make themselves: what is due by plan and what was asked for, looked at again."""

from __future__ import annotations

import time

from sqlalchemy import select

from core.counting.asked import gather
from core.counting.plans import make_due
from core.counting.rules import CountingRules
from core.database import Database
from core.stock.models import warehouses
from core.transaction import SYSTEM, reading

_EVERY_S = 10.0


class DueCounts:
    """Looks now and then; writes only where something is due."""

    def __init__(self, database: Database, rules: CountingRules) -> None:
        self._database, self._rules = database, rules
        self._not_before = 0.0

    def look(self) -> int:
        """Make the counts of all warehouses that are due; gives how many counts and tasks."""
        now = time.monotonic()
        if now < self._not_before:
            return 0
        self._not_before = now + _EVERY_S
        with reading(self._database, SYSTEM) as tx:
            houses = list(tx.execute(select(warehouses.c.id)).scalars())
        made = 0
        for house in houses:
            made += len(make_due(self._database, self._rules, house))
            made += gather(self._database, self._rules, house)
        return made
