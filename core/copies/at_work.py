"""Who has the database open: it is not moved or replaced below somebody's hands."""

from __future__ import annotations

from sqlalchemy import or_, select

from core.errors import Refusal
from core.people.attach import Process, is_running, this_process
from core.people.models import stations
from core.tables import db_now_ms
from core.transaction import Transaction
from core.workers import workers


def at_work(tx: Transaction) -> tuple[str, ...]:
    """Stations and workers that are open, each with its machine.

    Of this machine those whose process runs; of others those whose lease has not run out.
    """
    return (*_stations(tx), *_workers(tx))


def require_nobody(tx: Transaction) -> None:
    """Raise Refusal ``copy_at_work`` naming who still works."""
    found = at_work(tx)
    if found:
        raise Refusal("copy_at_work", who=", ".join(found))


def _stations(tx: Transaction) -> list[str]:
    s = stations.c
    rows = tx.execute(
        select(s.name, s.host, s.pid, s.pid_started, (s.lease_until_ms >= db_now_ms()).label("on"))
        .where(or_(s.pid != 0, s.lease_until_ms >= db_now_ms()))
        .order_by(s.name)
    ).all()
    return [f"{row.name}@{row.host}" for row in rows if _is_there(row)]


def _workers(tx: Transaction) -> list[str]:
    w = workers.c
    rows = tx.execute(
        select(w.host, w.pid, w.pid_started, (w.lease_until_ms >= db_now_ms()).label("on"))
        .where(w.pid != 0)
        .order_by(w.host)
    ).all()
    return [f"worker@{row.host}" for row in rows if _is_there(row)]


def _is_there(row: object) -> bool:
    process = Process(row.host, row.pid, row.pid_started)  # type: ignore[attr-defined]
    if process == this_process():
        return False
    if process.host == this_process().host:
        return is_running(process)
    return bool(row.on)  # type: ignore[attr-defined]
