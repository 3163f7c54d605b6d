"""Which process prints and talks to the outside for a machine: one at a time, by a lease."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, String, Table, select, update

from core.tables import Moment, db_now_ms, metadata
from core.transaction import Transaction
from core.upsert import insert_of

LEASE_MS = 60_000
"""How long a silent worker counts as alive where nobody can look whether it still runs."""

workers = Table(
    "workers",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("pid", Integer, nullable=False),
    Column("pid_started", String(40), nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("lease_until_ms", BigInteger, nullable=False),  # the database's clock
    Column("since", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process; `started` tells it from a later process with the same number."""

    host: str
    pid: int
    started: str


IsAlive = Callable[[Worker], bool]


def take(tx: Transaction, me: Worker, is_alive: IsAlive) -> int | None:
    """Become the worker of this machine; gives the fencing number, None while another one lives.

    `is_alive` is asked about the process that holds the lease: one that is gone is replaced at
    once. A lease that ran out is replaced too: its holder hangs, and its fence is checked.
    """
    row = _row(tx, me.host, lock=True)
    if row is not None and _of(row) != me and row.leased and is_alive(_of(row)):
        return None
    fence = 1 if row is None else int(row.fence) + 1
    values = {
        "pid": me.pid,
        "pid_started": me.started,
        "fence": fence,
        "lease_until_ms": db_now_ms() + LEASE_MS,
        "since": tx.now,
    }
    insert = insert_of(tx)
    # Two that start on an empty table at the same moment: the second one changes nothing.
    seen = -1 if row is None else int(row.fence)
    taken = tx.execute(
        insert(workers)
        .values(host=me.host, **values)
        .on_conflict_do_update(index_elements=["host"], set_=values, where=workers.c.fence == seen)
        .returning(workers.c.fence)
    ).scalar()
    return None if taken is None else int(taken)


def keep(tx: Transaction, host: str, fence: int) -> bool:
    """The heartbeat: renew the lease; False when another process is the worker now."""
    done = tx.execute(
        update(workers)
        .where(workers.c.host == host, workers.c.fence == fence)
        .values(lease_until_ms=db_now_ms() + LEASE_MS)
    )
    return done.rowcount == 1


def leave(tx: Transaction, host: str, fence: int) -> None:
    """End being the worker; the row stays, so that no fencing number is ever used twice."""
    tx.execute(
        update(workers)
        .where(workers.c.host == host, workers.c.fence == fence)
        .values(pid=0, pid_started="", lease_until_ms=0)
    )


def living(tx: Transaction, host: str, is_alive: IsAlive) -> Worker | None:
    """The worker of a machine, if one is alive; only reads."""
    row = _row(tx, host, lock=False)
    if row is None or not row.leased:
        return None
    return _of(row) if is_alive(_of(row)) else None


def _of(row: Any) -> Worker:
    return Worker(row.host, row.pid, row.pid_started)


def _row(tx: Transaction, host: str, *, lock: bool) -> Any:
    query = select(workers, (workers.c.lease_until_ms >= db_now_ms()).label("leased")).where(
        workers.c.host == host
    )
    return tx.execute(query.with_for_update() if lock else query).first()
