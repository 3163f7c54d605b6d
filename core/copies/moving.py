"""Moves a shop to another database, of either engine, and proves that both hold the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.clock import now
from core.copies.at_work import require_nobody
from core.copies.carrying import Carried, Tell, carry, clear, tell_nobody
from core.copies.snapshot import held_still
from core.database import Database, open_database, sqlite_path, upgrade
from core.errors import Refusal
from core.transaction import SYSTEM, Transaction, reading

MOVED = ".moved-"
"""In the name of a file that a shop has moved out of: no station opens it by mistake."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried over, and where the old database is now, where it is a file."""

    carried: Carried
    kept: Path | None


def move(source_url: str, target_url: str, tell: Tell = tell_nobody) -> Moved:
    """Carry everything over: the target is filled whole or not at all, the source stays as it was.

    An SQLite file gets another name, so that nobody goes on working in it.

    Raises Refusal ``copy_same`` (both are one), ``copy_at_work``, ``copy_target_filled``,
    ``copy_refused`` or ``copy_differs``, and what opening either database raises.
    """
    if source_url == target_url or _is_one_file(source_url, target_url):
        raise Refusal("copy_same")
    source = open_database(source_url)
    try:
        with reading(source) as tx:
            require_nobody(tx)
        target = upgrade(target_url)
        try:
            carried = _move(source, target, tell)
        finally:
            target.close()
    finally:
        source.close()
    return Moved(carried, _set_aside(sqlite_path(source_url)))


def _set_aside(file: Path | None) -> Path | None:
    if file is None:
        return None
    kept = file.with_name(f"{file.name}{MOVED}{now():%Y%m%dT%H%M%SZ}")
    for end in ("-wal", "-shm", ""):
        old = file.with_name(file.name + end)
        if old.exists():
            old.rename(kept.with_name(kept.name + end))
    return kept


def _move(source: Database, target: Database, tell: Tell) -> Carried:
    with held_still(source) as old, target.writer.connect() as new, new.begin():
        require_nobody(Transaction(old, SYSTEM, now()))  # it may have been opened meanwhile
        clear(new)
        return carry(old, new, tell)


def _is_one_file(one: str, other: str) -> bool:
    paths = [path and path.expanduser().resolve() for path in map(sqlite_path, (one, other))]
    return paths[0] is not None and paths[0] == paths[1]
