"""Rows that somebody outside is asked about again and again, the one that is due first before all.

The next question is put off before this one is asked, so that two workers do not ask at once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Table, bindparam, select, update

from core.transaction import Transaction


class FirstDue:
    """The rows of a table with ``id`` and ``look_at``, those of each whom `asked` names apart."""

    def __init__(self, table: Table, asked: Column[Any]) -> None:
        self._first = (
            select(table.c.id, table.c.look_at)
            .where(asked == bindparam("b_asked"), table.c.look_at <= bindparam("b_now"))
            .order_by(table.c.look_at)
            .limit(1)
        )
        self._claim = (
            update(table)
            .where(table.c.id == bindparam("b_id"), table.c.look_at == bindparam("b_seen"))
            .values(look_at=bindparam("b_until"))
        )

    def take(self, tx: Transaction, asked: str, lease: timedelta) -> int | None:
        """The one to ask about now; None where none is due, or another worker has it."""
        row = tx.execute(self._first, {"b_asked": asked, "b_now": tx.now}).first()
        if row is None:
            return None
        mine = {"b_id": row.id, "b_seen": row.look_at, "b_until": tx.now + lease}
        return int(row.id) if tx.execute(self._claim, mine).rowcount else None
