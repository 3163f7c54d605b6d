"""Gathers what is known of a shop's health: versions, settings, counts, findings, logs."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from core.config import Config
from core.copies.backing_up import listed
from core.copies.digest import all_tables
from core.database import SCHEMA, Database, shown_url
from core.doctor.checks import check
from core.doctor.findings import Finding
from core.doctor.looking import Means
from core.doctor.machine import log_path
from core.fulfilment.island.journal import journals
from core.outbox import outbox
from core.paper.models import print_jobs
from core.people.models import stations
from core.transaction import reading
from core.version import VERSION
from core.workers import workers

_LOG_BYTES = 1_000_000
_PLAIN = frozenset(
    {
        "table",
        "column",
        "index",
        "guard",
        "constraint",
        "bin",
        "sku",
        "state",
        "printer",
        "courier",
        "found",
        "known",
        "check",
        "kind",
        "number",
        "provider",
        "light",
        "mode",
    }
)
"""What a finding may say in words; the rest of its words could be about a buyer."""


def about(config: Config) -> dict[str, Any]:
    """The program and what it runs on."""
    packages = sorted(f"{one.name} {one.version}" for one in distributions())
    return {
        "kemas": VERSION,
        "schema": SCHEMA,
        "python": sys.version,
        "platform": platform.platform(),
        "encoding": sys.stdout.encoding,
        "database": shown_url(config.database.engine_url),
        "packages": packages,
    }


def counts(database: Database) -> dict[str, Any]:
    """How many rows each table has, what waits, and who works."""
    found: dict[str, Any] = {"tables": {}}
    for table in all_tables():
        with reading(database) as tx:  # a short read each: stations go on
            query = select(func.count()).select_from(table)
            found["tables"][table.name] = tx.execute(query).scalar_one()
    with reading(database) as tx:
        o, j, s, w = outbox.c, print_jobs.c, stations.c, workers.c
        waiting = select(o.kind, o.state, func.count()).group_by(o.kind, o.state)
        jobs = select(j.printer, j.state, func.count()).group_by(j.printer, j.state)
        found["outbox"] = [list(row) for row in tx.execute(waiting).all()]
        found["jobs"] = [list(row) for row in tx.execute(jobs).all()]
        at = select(s.name, s.host, s.pid, s.last_seq, s.lane).order_by(s.name)
        found["stations"] = [list(row) for row in tx.execute(at).all()]
        alive = select(w.host, w.pid, w.since)
        found["workers"] = [[str(one) for one in row] for row in tx.execute(alive).all()]
        found["backups"] = [
            {"at": str(one.at), "state": one.state.value, "bytes": one.bytes, "error": one.error}
            for one in listed(tx, 20)
        ]
    return found


def findings(database: Database, config: Config) -> list[dict[str, Any]]:
    """What the doctor finds, in codes and numbers."""
    return [
        {
            "check": one.check,
            "verdict": one.verdict.value,
            "rows": one.rows,
            "seconds": round(one.seconds, 3),
            "problem": one.problem.code if one.problem else "",
            "found": [_finding(each) for each in one.found[:50]],
        }
        for one in check(Means(database, config))
    ]


def _finding(one: Finding) -> dict[str, Any]:
    return {"code": one.code, "level": one.level.value, "params": _plain(one.params)}


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int | float) else str(value)
        for name, value in params.items()
        if isinstance(value, int | float) or name in _PLAIN
    }


def offline(config: Config) -> dict[str, int]:
    """How much waits on this machine that was done without the database; nothing of what it is."""
    found = [kept for _path, kept in journals(config.data_dir / "offline")]
    read = [kept for kept in found if kept is not None]
    return {
        "journals": len(read),
        "scans": sum(len(entries) for _head, entries in read),
        "unreadable": len(found) - len(read),
    }


def logs(config: Config) -> dict[str, str]:
    """The end of the worker's log, and of the one before."""
    here = log_path(config)
    found = {}
    for path in (here, Path(f"{here}.1")):
        try:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - _LOG_BYTES))
                found[path.name] = file.read().decode("utf-8", "replace")
        except OSError:
            continue
    return found
