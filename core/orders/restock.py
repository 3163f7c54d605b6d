"""Promises short orders by itself when goods or free units came in."""

from __future__ import annotations

import time

from sqlalchemy import func, select

from core.audit import events
from core.database import Database
from core.orders.promise import promise_waiting
from core.stock import blocks, holds
from core.stock.models import moves, warehouses
from core.transaction import SYSTEM, Transaction, reading

_BREATH_S = 1.0
_SHARE = 20
"""Looking may take one part in so many of the time."""


def pulse(tx: Transaction) -> tuple[int, int]:
    """Two numbers that grow with everything that may free stock: the last event, the last move."""
    last_event = select(func.coalesce(func.max(events.c.id), 0)).scalar_subquery()
    last_move = select(func.coalesce(func.max(moves.c.id), 0)).scalar_subquery()
    event, move = tx.execute(select(last_event, last_move)).one()
    return int(event), int(move)


class Restock:
    """Looks for stock that somebody waits for, only after something happened."""

    def __init__(self, database: Database, *, partial: bool) -> None:
        self._database = database
        self._partial = partial
        self._seen: tuple[int, int] | None = None
        self._not_before = 0.0

    def look(self) -> int:
        """Promise what can be promised, if anything changed; gives how many became ready."""
        begin = time.monotonic()
        if begin < self._not_before:
            return 0
        # What nobody types in any more, and what was blocked until now, is free for who waits.
        holds.expire(self._database)
        blocks.expire(self._database)
        with reading(self._database) as tx:
            now = pulse(tx)
            if now == self._seen:
                return 0
            houses = list(tx.execute(select(warehouses.c.id)).scalars())
        ready = sum(
            promise_waiting(self._database, SYSTEM, house, partial=self._partial)
            for house in houses
        )
        self._seen = now
        end = time.monotonic()
        self._not_before = end + max(_BREATH_S, (end - begin) * _SHARE)
        return ready
