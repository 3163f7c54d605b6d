"""Whether anybody is at work: stations whose process or lease is alive, and what they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Executable, bindparam, exists, select

from core.people.attach import Process
from core.people.models import stations
from core.people.watch_models import station_states
from core.tables import db_now_ms
from core.transaction import Transaction
from core.upsert import Upsert

LINE_MODE = "scan"
"""The place that a station without a screen tells."""


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


def tell(tx: Transaction, station_id: int, place: str, printers: Sequence[str]) -> None:
    """Tell which pane is in front at a station and what it prints on; only when that changed.

    That it is alive its lease says, and what is open there its work: neither is told again here.
    """
    row = {
        "station": station_id,
        "place": place[:30],
        "printers": list(printers),
        "now": tx.now,
    }
    tx.execute(_tell(tx), row)


def _told(insert: Any) -> Executable:
    made = insert(station_states).values(
        station_id=bindparam("station"),
        place=bindparam("place"),
        printers=bindparam("printers"),
        told_at=bindparam("now"),
    )
    new = made.excluded
    names = ("place", "printers", "told_at")
    upserted: Executable = made.on_conflict_do_update(
        index_elements=["station_id"], set_={name: new[name] for name in names}
    )
    return upserted


_open = select(exists().where(stations.c.lease_until_ms >= db_now_ms()))
_tell = Upsert(_told)
