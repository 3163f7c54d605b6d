"""Counts the calls to a shop and spaces them, so that a platform is never asked too fast."""

from __future__ import annotations

import threading
import time


class Meter:
    """A bucket of calls that fills up evenly; threads share one for each shop."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._lock = threading.Lock()
        self._free_at = 0.0
        self._count = 0

    def __call__(self) -> None:
        """Wait for the next turn, and count it."""
        with self._lock:
            now = time.monotonic()
            wait = self._free_at - now
            self._free_at = max(now, self._free_at) + self._gap
            self._count += 1
        if wait > 0:
            time.sleep(wait)

    def taken(self) -> int:
        """How many there were since this was asked last."""
        with self._lock:
            count, self._count = self._count, 0
        return count
