"""Which process works at a station: one at a time, by a lease; one that is gone is replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select, update

from core.errors import Refusal
from core.people.models import stations
from core.tables import db_now_ms
from core.transaction import Transaction
from core.version import VERSION

LEASE_MS = 120_000
"""How long a silent process on another machine keeps its station."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process on a machine; `started` tells it from a later one with the same number."""

    host: str
    pid: int
    started: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A station in the hands of this process."""

    fence: int
    crashed: bool
    """Whether the process before it ended without giving the station back."""


def attach(
    tx: Transaction, station_id: int, me: Process, is_alive: Callable[[Process], bool]
) -> Attached:
    """Take a station for this process.

    Raises Refusal ``station_in_use`` while another living process has it: one on this machine that
    still runs, or one elsewhere whose lease has not run out.
    """
    row = tx.execute(
        select(
            stations.c.name,
            stations.c.host,
            stations.c.pid,
            stations.c.pid_started,
            stations.c.fence,
            (stations.c.lease_until_ms >= db_now_ms()).label("leased"),
        )
        .where(stations.c.id == station_id)
        .with_for_update()
    ).one()
    before = Process(row.host, row.pid, row.pid_started)
    mine = before == me
    if before.pid and not mine:
        here = before.host == me.host
        if is_alive(before) if here else bool(row.leased):
            raise Refusal("station_in_use", station=row.name, host=row.host, pid=row.pid)
    fence = int(row.fence) + 1
    tx.execute(
        update(stations)
        .where(stations.c.id == station_id)
        .values(
            host=me.host,
            pid=me.pid,
            pid_started=me.started,
            fence=fence,
            lease_until_ms=db_now_ms() + LEASE_MS,
            version=VERSION,
        )
    )
    return Attached(fence, crashed=bool(before.pid) and not mine)


def keep(tx: Transaction, station_id: int, fence: int) -> bool:
    """The heartbeat: renew the lease; False when another process has the station now."""
    done = tx.execute(
        update(stations)
        .where(stations.c.id == station_id, stations.c.fence == fence)
        .values(lease_until_ms=db_now_ms() + LEASE_MS)
    )
    return bool(done.rowcount == 1)


def detach(tx: Transaction, station_id: int, fence: int) -> None:
    """Give the station back in good order."""
    tx.execute(
        update(stations)
        .where(stations.c.id == station_id, stations.c.fence == fence)
        .values(pid=0, pid_started="", lease_until_ms=0, version="")
    )


def this_process() -> Process:
    """The process that runs now."""
    import os
    import socket

    return Process(socket.gethostname(), os.getpid(), _started(os.getpid()))


def is_running(process: Process) -> bool:
    """Whether a process of this machine still runs, and is not another with its number."""
    return bool(process.pid) and _started(process.pid) == process.started != ""


def _started(pid: int) -> str:
    import psutil

    try:
        found = psutil.Process(pid)
        if found.status() == psutil.STATUS_ZOMBIE:
            return ""
        return f"{found.create_time():.2f}"
    except psutil.Error:
        return ""
