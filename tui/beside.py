"""Work that goes on beside the stations: each piece in a thread of its own, until told to stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable

from core.errors import KemasError

logger = logging.getLogger(__name__)
AWAY_S = 30.0
"""Rest after the database did not answer, or something broke."""
Once = Callable[[], float]
"""Does what is due, and gives how many seconds to rest before the next look."""


class Beside:
    """Pieces that nobody waits for; one that breaks off begins anew after a rest."""

    def __init__(self, *parts: Beside) -> None:
        """`parts` begin, wake and end with this one."""
        self._parts: Iterable[Beside] = parts
        self._stop = threading.Event()
        self._woken = threading.Event()
        self._threads: list[threading.Thread] = []

    def add(
        self, name: str, once: Once, *, woken_s: float | None = None, away_s: float = AWAY_S
    ) -> None:
        """Have this done again and again; with `woken_s` when it is woken, or after so long."""
        work = (name, once, woken_s, away_s)
        self._threads.append(threading.Thread(target=self._work, args=work, name=name, daemon=True))

    def start(self) -> None:
        """Begin."""
        self._woken.set()
        for part in self._parts:
            part.start()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something was written: there may be something to do."""
        self._woken.set()
        for part in self._parts:
            part.wake()

    def stop(self, patience: float) -> None:
        """Begin nothing more, and wait some seconds for what is in hand."""
        self._tell()
        self._wait(time.monotonic() + patience)

    def _tell(self) -> None:
        self._stop.set()
        self._woken.set()
        for part in self._parts:
            part._tell()

    def _wait(self, until: float) -> None:
        for part in self._parts:
            part._wait(until)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, until - time.monotonic()))

    @property
    def stopped(self) -> Callable[[], bool]:
        """Whether it was told to stop; for work of many steps."""
        return self._stop.is_set

    def _work(self, name: str, once: Once, woken_s: float | None, away_s: float) -> None:
        while not self._stop.is_set():
            if woken_s is not None:
                self._woken.wait(woken_s)
                self._woken.clear()
            try:
                rest = once()
            except KemasError as refusal:  # such as a database that is away
                logger.warning("%s: %s", name, refusal)
                rest = away_s
            except Exception:
                logger.exception("%s: it went wrong", name)
                rest = away_s
            self._stop.wait(rest)
