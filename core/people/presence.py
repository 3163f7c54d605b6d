"""Whether anybody works on a machine: stations whose process is alive."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from core.people.attach import Process
from core.people.models import stations
from core.transaction import Transaction


def is_anybody_at_work(tx: Transaction, host: str, is_alive: Callable[[Process], bool]) -> bool:
    """Whether a station of this machine is open in a living process."""
    rows = tx.execute(
        select(stations.c.host, stations.c.pid, stations.c.pid_started).where(
            stations.c.host == host, stations.c.pid != 0
        )
    )
    return any(is_alive(Process(*row)) for row in rows)
