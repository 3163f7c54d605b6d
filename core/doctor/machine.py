"""Checks of the machine: clock, disk, printers as last seen, log, and folders of order files."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import bindparam, select

from core import clock
from core.channels.folders import left_unread
from core.config import Config
from core.doctor.findings import Finding, Level
from core.doctor.looking import Means, WholeLook
from core.paper.models import print_jobs
from core.paper.queries import PrinterLight, lights
from core.paper.states import JobState
from core.tables import db_now_ms
from core.transaction import reading

WRONG_S = 30
"""So far apart clocks of a machine and of its database may be: claims are given for minutes."""
FULL_BYTES, LOW_BYTES = 64 * 2**20, 512 * 2**20
"""Below the first nothing can be written for long; below the second somebody should look."""
GRACE = timedelta(minutes=2)
"""So long a job may wait for a worker that is being started."""
_WELL = frozenset({"", "ready", "near_end", "silent"})
_END_BYTES = 2**20
_RECENT = timedelta(days=1)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}),\d{3} (ERROR|CRITICAL) ")


def _clock(means: Means) -> tuple[int, list[Finding]]:
    """What the machine stamps and what the database counts leases by is the same time."""
    with reading(means.database) as tx:
        before = clock.now()
        theirs = int(tx.execute(select(db_now_ms())).scalar_one()) / 1000
        after = clock.now()
    mine = (before.timestamp() + after.timestamp()) / 2
    off = round(mine - theirs)
    if abs(off) <= WRONG_S + (after - before).total_seconds():
        return 1, []
    return 1, [Finding("clock_database", (), {"seconds": abs(off)})]


def _disk(means: Means) -> tuple[int, list[Finding]]:
    """Where the shop's files are there is room for more of them."""
    found: dict[int, Finding] = {}
    places = _places(means)
    for path, needed in places:
        room = shutil.disk_usage(path).free
        told = {"path": str(path), "free": room // 2**20}
        at = os.stat(path).st_dev  # one disk is told once
        if room < FULL_BYTES:
            found[at] = Finding("disk_full", (at,), told)
        elif room < max(LOW_BYTES, needed):
            found.setdefault(at, Finding("disk_low", (at,), told, Level.HINT))
    return len(places), list(found.values())


def _places(means: Means) -> list[tuple[Path, int]]:
    """Folders that are written to, and how much more than usual each has to take."""
    config = means.config
    file = config.database.file
    size = file.stat().st_size if file is not None and file.exists() else 0
    backups = config.backup.folder or config.data_dir / "backups"
    wanted = [(config.data_dir, 0), (backups, 2 * size)]
    if file is not None:
        wanted.append((file.parent, size))
    return [(_there(path), needed) for path, needed in wanted]


def _there(path: Path) -> Path:
    """The nearest folder that is there: the others are made when they are first needed."""
    return next(one for one in (path, *path.absolute().parents) if one.is_dir())


def _printers(means: Means) -> tuple[int, list[Finding]]:
    """Each printer is ready, and somebody looks after those that have something to print."""
    with reading(means.database) as tx:
        seen = lights(tx)
        late = set(tx.execute(_late, {"since": tx.now - GRACE}).scalars())
    configured = [one.name for one in means.config.printers]
    found = [_of(name, seen[name], late=name in late) for name in configured if name in seen]
    return len(configured), [one for one in found if one is not None]


def _of(name: str, light: PrinterLight, *, late: bool) -> Finding | None:
    told = {"printer": name, "light": light.light, "count": light.waiting}
    if light.paused:
        code = "printer_paused" if light.waiting else ""
    elif light.stale:
        code = "printer_unseen" if late else ""
    else:
        code = "" if light.light in _WELL else "printer_ill"
    return Finding(code, (name,), told, Level.HINT) if code else None


def _log(means: Means) -> tuple[int, list[Finding]]:
    """The worker can write its log, nobody else reads it, and it tells of no new trouble."""
    path = log_path(means.config)
    folder = _there(path.parent)
    if not path.exists():
        if os.access(folder, os.W_OK):
            return 0, []
        return 0, [Finding("log_unwritable", (), {"path": str(path)})]
    found = []
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        found.append(Finding("log_open", (), {"path": str(path), "mode": f"{mode:04o}"}))
    if not os.access(path, os.R_OK | os.W_OK):
        return 1, [*found, Finding("log_unwritable", (), {"path": str(path)})]
    lines = _end_of(path)
    since = datetime.now() - _RECENT  # the log is in the machine's own time
    errors = [at for at in _errors(lines) if at >= since]
    if errors:
        told = {"count": len(errors), "at": f"{errors[-1]:%Y-%m-%d %H:%M}", "path": str(path)}
        found.append(Finding("log_errors", (), told, Level.HINT))
    return len(lines), found


def log_path(config: Config) -> Path:
    """Where the worker of this configuration writes what it did."""
    return config.data_dir / "logs" / "worker.log"


def _end_of(path: Path) -> list[str]:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END_BYTES))
        return file.read().decode("utf-8", "replace").splitlines()


def _errors(lines: list[str]) -> Iterator[datetime]:
    for line in lines:
        found = _MOMENT.match(line)
        if found is not None:
            yield datetime.fromisoformat(found[1])


def _folders(means: Means) -> tuple[int, list[Finding]]:
    """No order file lies where those are put that could not be read."""
    intake = [one for one in means.config.intake if one.folder is not None]
    left = left_unread(intake)
    if not left:
        return len(intake), []
    told = {"count": len(left), "file": left[-1].name, "path": str(left[-1].parent)}
    return len(intake), [Finding("order_files_unread", (), told, Level.HINT)]


_late = select(print_jobs.c.printer).where(
    print_jobs.c.state == JobState.QUEUED.value, print_jobs.c.created_at < bindparam("since")
)

LOOKS = (
    WholeLook("clock", _clock),
    WholeLook("disk", _disk),
    WholeLook("printers", _printers),
    WholeLook("log", _log),
    WholeLook("folders", _folders),
)
"""What the machine says about itself."""
