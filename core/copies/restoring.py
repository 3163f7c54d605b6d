"""Brings a backup back into use; nothing that was under way then is done a second time unasked."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select, update

from core import audit
from core.copies.at_work import require_nobody
from core.copies.carrying import Tell, carry, clear, tell_nobody
from core.copies.proving import prove
from core.copies.snapshot import held_still
from core.database import connect, open_database, schema_of, sqlite_path, upgrade
from core.errors import DatabaseRefusal, Refusal
from core.outbox import OutboxState, outbox
from core.paper.models import print_jobs
from core.paper.states import JobState
from core.people.models import stations
from core.transaction import SYSTEM, Transaction, reading, run
from core.workers import workers

BEFORE = ".before-"
"""In the name of the database that was in use before a restore: it is kept beside the new one."""
_ENDS = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what somebody should know about it."""

    last_event: datetime | None
    """When the last thing was done that the backup knows of; what came later is not in it."""
    asked_again: int
    """Calls to couriers and others that were under way: each is looked up before it is repeated."""
    papers: int
    """Print jobs that were waiting: somebody is asked whether they came out."""
    kept: Path | None
    """Where the database is that was in use before."""


def restore(path: Path, url: str, tell: Tell = tell_nobody) -> Restored:
    """Put a backup in the place of a database.

    An SQLite file that is there is kept beside it under another name; on PostgreSQL the database
    has to be empty. Raises what `prove` does, ``copy_at_work``, ``copy_target_filled``,
    ``copy_refused`` or ``copy_differs``.
    """
    prove(path)
    file = sqlite_path(url)
    kept = None
    if file is None:
        _carry_to_server(path, url, tell)
    else:
        _require_free(file, url)
        kept = _swap(path, file)
    database = open_database(url)
    try:
        last, again, papers = run(database, SYSTEM, lambda tx: _begin_anew(tx, path))
    finally:
        database.close()
    return Restored(last, again, papers, kept)


def _require_free(file: Path, url: str) -> None:
    """Nobody works on what is to be replaced; what cannot be read has nobody working on it."""
    if not file.exists():
        return
    database = connect(url)
    try:
        try:
            known = schema_of(database)
        except Exception:  # noqa: BLE001 - damaged: that is why somebody restores
            return
        if known is not None:
            with reading(database) as tx:
                require_nobody(tx)
    finally:
        database.close()


def _swap(path: Path, file: Path) -> Path | None:
    """Have the copy where the file was; a power cut leaves either the old one or the new one."""
    stamp = f"{BEFORE}{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    fresh = file.with_name(file.name + ".restored")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as target, path.open("rb") as source:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        upgrade(f"sqlite:///{fresh}").close()
        kept = file.with_name(file.name + stamp) if file.exists() else None
        if kept is not None:
            for end in _ENDS:
                old = file.with_name(file.name + end)
                if old.exists():
                    old.rename(kept.with_name(kept.name + end))
        os.replace(fresh, file)
    except OSError as error:
        raise DatabaseRefusal(
            "database_unreadable", where=str(file), why=error.strerror or ""
        ) from error
    return kept


def _carry_to_server(path: Path, url: str, tell: Tell) -> None:
    """Fill an empty database on a server from the file, whatever its schema was."""
    aside = path.with_name(path.name + ".restoring")
    try:
        shutil.copyfile(path, aside)
        os.chmod(aside, 0o600)
        source = upgrade(f"sqlite:///{aside}")
        try:
            target = upgrade(url)
            try:
                with held_still(source) as old, target.writer.connect() as new, new.begin():
                    clear(new)
                    carry(old, new, tell)
            finally:
                target.close()
        finally:
            source.close()
    except OSError as error:
        raise Refusal("backup_unwritable", path=str(aside), why=error.strerror or "") from error
    finally:
        for end in _ENDS:
            aside.with_name(aside.name + end).unlink(missing_ok=True)


def _begin_anew(tx: Transaction, path: Path) -> tuple[datetime | None, int, int]:
    """Nobody works here any more; what was under way may have happened meanwhile."""
    last = tx.execute(select(func.max(audit.events.c.at))).scalar()
    tx.execute(update(stations).values(pid=0, pid_started="", lease_until_ms=0))
    tx.execute(update(workers).values(pid=0, pid_started="", lease_until_ms=0))
    # As if whoever had them in hand had vanished: each kind knows how that is found out.
    asked = tx.execute(
        update(outbox)
        .where(outbox.c.state.in_((OutboxState.PENDING, OutboxState.IN_FLIGHT)))
        .values(state=OutboxState.IN_FLIGHT, lease_until_ms=0, fence=outbox.c.fence + 1)
    )
    papers = tx.execute(
        update(print_jobs)
        .where(print_jobs.c.state.in_((JobState.QUEUED, JobState.SENDING)))
        .values(
            state=JobState.UNKNOWN,
            error="restored",
            done_at=tx.now,
            holder="",
            lease_until_ms=0,
            fence=print_jobs.c.fence + 1,
        )
    )
    audit.record(tx, "restored", path=str(path), asked=asked.rowcount, papers=papers.rowcount)
    return last, asked.rowcount, papers.rowcount
