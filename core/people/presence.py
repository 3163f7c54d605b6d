"""Whether anybody is at work: stations whose process or lease is alive."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import exists, select

from core.people.attach import Process
from core.people.models import stations
from core.tables import db_now_ms
from core.transaction import Transaction


def is_anybody_at_work(tx: Transaction, host: str, is_alive: Callable[[Process], bool]) -> bool:
    """Whether a station of this machine is open in a living process."""
    rows = tx.execute(
        select(stations.c.host, stations.c.pid, stations.c.pid_started).where(
            stations.c.host == host, stations.c.pid != 0
        )
    )
    return any(is_alive(Process(*row)) for row in rows)


def is_a_station_open(tx: Transaction) -> bool:
    """Whether any station of any machine holds its lease: somebody may scan at any moment."""
    return bool(tx.execute(_open).scalar_one())


_open = select(exists().where(stations.c.lease_until_ms >= db_now_ms()))
