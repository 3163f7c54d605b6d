"""Backups: one file that holds a whole shop, made while others work, and read back at once.

Whatever the engine, the file is an SQLite database of its own: it can be restored to either engine,
opened to look at, or copied elsewhere.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select, update

from core import audit
from core.copies.carrying import Tell, carry, clear, tell_nobody
from core.copies.digest import whole
from core.copies.models import BackupState, backups
from core.copies.proving import prove, sha256_of
from core.copies.snapshot import snapshot
from core.database import Database, refusal_of, sqlite_path, upgrade
from core.errors import KemasError, Refusal
from core.rows import AnyRow
from core.transaction import SYSTEM, Transaction, reading, run

SUFFIX = ".kemas-backup"
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup, and whether it could be read back."""

    at: datetime
    host: str
    path: Path
    state: BackupState
    rows: int
    bytes: int
    milliseconds: int
    sha256: str
    error: str


def back_up(database: Database, path: Path, host: str, tell: Tell = tell_nobody) -> Backup:
    """Write a shop into a new file that only its owner may read, read it back, and note it down.

    Nobody waits for it: it sees one state, and others write on. What goes wrong is noted too and
    raised: Refusal ``backup_exists``, ``backup_unwritable``, ``backup_wrong`` or ``copy_differs``,
    DatabaseRefusal where the database or the copy cannot be read.
    """
    if path.exists():
        raise Refusal("backup_exists", path=str(path))
    part = path.with_name(path.name + _PART)
    began = time.monotonic()
    try:
        _make_private(part)
        try:
            word = _write(database, part, tell)
            proof = prove(part)
            if word and proof.word != word:
                raise Refusal("copy_differs", table="*")
            _keep(part)
            os.replace(part, path)
        finally:
            for left in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
                with suppress(OSError):
                    left.unlink()
        size, sha = path.stat().st_size, sha256_of(path)
    except OSError as error:
        refusal = Refusal("backup_unwritable", path=str(path), why=error.strerror or "")
        _failed(database, path, host, refusal, began)
        raise refusal from error
    except KemasError as error:
        _failed(database, path, host, error, began)
        raise
    made = _row(path, host, began, BackupState.PROVED, rows=proof.rows, bytes=size, sha256=sha)
    return run(database, SYSTEM, lambda tx: _note(tx, made))


def _write(database: Database, part: Path, tell: Tell) -> str:
    """Fill an empty file; gives the word for what was read, where it was read row by row."""
    file = sqlite_path(database.url)
    if file is not None:
        try:
            # Not over a line of the shop's own: it may not be within a transaction.
            with closing(sqlite3.connect(file, isolation_level=None)) as raw:
                raw.execute("VACUUM INTO ?", (str(part),))
        except sqlite3.Error as error:
            raise refusal_of(error, database.url) from error
        return ""
    with snapshot(database) as source:
        copy = upgrade(f"sqlite:///{part}")
        try:
            with copy.writer.connect() as target, target.begin():
                clear(target)
                carried = carry(source, target, tell)
        finally:
            copy.close()
        with closing(sqlite3.connect(part, isolation_level=None)) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")  # one file alone
    return whole(carried.digests)


def _make_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileNotFoundError):
        path.unlink()
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _keep(path: Path) -> None:
    """Have the disk hold what was written."""
    for one in (path, path.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _failed(database: Database, path: Path, host: str, error: KemasError, began: float) -> None:
    row = _row(path, host, began, BackupState.FAILED, error=error.code)
    with suppress(KemasError):  # what went wrong first is what is said
        run(database, SYSTEM, lambda tx: _note(tx, row))


def _row(
    path: Path, host: str, began: float, state: BackupState, **more: object
) -> dict[str, object]:
    empty = {"rows": 0, "bytes": 0, "sha256": "", "error": ""}
    took = int((time.monotonic() - began) * 1000)
    where = {"path": str(path), "host": host, "state": state.value, "milliseconds": took}
    return {**empty, **where, **more}


def _note(tx: Transaction, row: dict[str, object]) -> Backup:
    made = tx.execute(insert(backups).values(at=tx.now, **row).returning(*backups.columns)).one()
    audit.record(tx, f"backup_{row['state']}", path=row["path"], error=row["error"])
    return _of(made)


def newest(tx: Transaction) -> datetime | None:
    """When the last backup was made that could be read back."""
    found: datetime | None = tx.execute(
        select(func.max(backups.c.at)).where(backups.c.state == BackupState.PROVED)
    ).scalar()
    return found


def last_try(tx: Transaction, host: str) -> datetime | None:
    """When a machine last tried."""
    found: datetime | None = tx.execute(
        select(func.max(backups.c.at)).where(backups.c.host == host)
    ).scalar()
    return found


def listed(tx: Transaction, limit: int = 50) -> list[Backup]:
    """Backups, the newest first."""
    rows = tx.execute(select(backups).order_by(backups.c.id.desc()).limit(limit))
    return [_of(row) for row in rows]


def thin_out(database: Database, host: str, keep: int) -> list[Path]:
    """Delete old files of this machine: the newest `keep` that could be read back stay."""
    mine = backups.c.host == host, backups.c.state == BackupState.PROVED
    with reading(database) as tx:
        rows = tx.execute(select(backups).where(*mine).order_by(backups.c.id.desc())).all()
    gone = []
    for row in rows[keep:]:
        with suppress(FileNotFoundError):
            Path(row.path).unlink()
        gone.append(row.id)
    if gone:
        left = update(backups).where(backups.c.id.in_(gone)).values(state=BackupState.GONE)
        run(database, SYSTEM, lambda tx: tx.execute(left))
    return [Path(row.path) for row in rows[keep:]]


def name_for(at: datetime) -> str:
    """The file name of a backup that is made now; sorts by time."""
    return f"kemas-{at:%Y%m%dT%H%M%SZ}{SUFFIX}"


def is_old(at: datetime | None, now: datetime) -> bool:
    """Whether the last good backup is so old that somebody should look."""
    return at is None or now - at > timedelta(hours=36)


def _of(row: AnyRow) -> Backup:
    return Backup(
        row.at,
        row.host,
        Path(row.path),
        BackupState(row.state),
        row.rows,
        row.bytes,
        row.milliseconds,
        row.sha256,
        row.error,
    )
