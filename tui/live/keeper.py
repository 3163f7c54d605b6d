"""Keeps a worker running for as long as a station is open, and says when that does not succeed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tui.workers import Tell, ensure

if TYPE_CHECKING:
    from core.database import Database

    Ensure = Callable[[Path, Database, Tell], threading.Thread]

EVERY = 15.0
"""Seconds between two looks."""
RECENT = 120.0
"""A second failure within so many seconds is trouble; one alone is put right and not talked of."""


class WorkerKeeper:
    """Looks now and then, never waits; `trouble` is one sentence while workers keep failing."""

    def __init__(
        self,
        path: Path,
        database: Database,
        ensure: Ensure = ensure,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._database, self._ensure, self._clock = path, database, ensure, clock
        self._looking: threading.Thread | None = None
        self._looked = float("-inf")
        self._failed: list[tuple[float, str]] = []

    @property
    def trouble(self) -> str:
        """Why nothing is printed; empty while all is well."""
        now = self._clock()
        recent = [said for at, said in list(self._failed) if now - at < RECENT]
        return recent[-1] if len(recent) > 1 else ""

    def look(self) -> None:
        """Have a worker started if none is alive; the thread that waits for one is not doubled."""
        now = self._clock()
        busy = self._looking is not None and self._looking.is_alive()
        if not busy and now - self._looked >= EVERY:
            self._looked = now
            self._looking = self._ensure(self._path, self._database, self._note)

    def _note(self, sentence: str) -> None:
        self._failed = [*self._failed[-1:], (self._clock(), sentence)]
