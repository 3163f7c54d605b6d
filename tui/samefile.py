"""Notices that an SQLite file was moved or deleted under a process that has it open."""

from __future__ import annotations

from pathlib import Path

from core.database import sqlite_path
from core.errors import Refusal


class SameFile:
    """Remembers which file the database was when it was opened.

    A deleted file can be written to for as long as somebody has it open; all of that is gone when
    the last one closes it. On other engines there is nothing to notice.
    """

    def __init__(self, url: str) -> None:
        self._path = sqlite_path(url)
        self._known = _identity(self._path)

    @property
    def is_lost(self) -> bool:
        """Whether the file is not there any more, or is another."""
        return _identity(self._path) != self._known

    def check(self) -> None:
        """Raise Refusal ``database_lost`` where the file is not there any more, or is another."""
        if self.is_lost:
            raise Refusal("database_lost", path=str(self._path))


def _identity(path: Path | None) -> tuple[int, int] | None:
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found is not None else None
