"""The worker's post: threads of their own, so that no server outside holds up the rest."""

from __future__ import annotations

import logging
import threading

from core.database import Database
from core.draining import Handlers, drain
from core.errors import DatabaseRefusal

logger = logging.getLogger(__name__)
_REST_S = 2.0  # at most between two looks: what was put off comes due without a write
_AWAY_S = 10.0  # after the database did not answer


class Post:
    """Drains the outbox of some kinds of rows, woken by writes and now and then by itself."""

    def __init__(self, database: Database, handlers: Handlers, *, name: str = "post") -> None:
        self._database = database
        self._handlers = handlers
        self._stop = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Begin; what is waiting goes out."""
        self._woken.set()
        self._thread.start()

    def wake(self) -> None:
        """Something was written: there may be something to do."""
        self._woken.set()

    def stop(self, patience: float) -> None:
        """Begin nothing more, and wait some seconds for what is in hand.

        What is cut off then is unknown, and a person is asked.
        """
        self._stop.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _work(self) -> None:
        while not self._stop.is_set():
            self._woken.wait(_REST_S)
            self._woken.clear()
            self._stop.wait(self._round())

    def _round(self) -> float:
        """Send what is due; gives how long to rest."""
        try:
            drain(self._database, self._handlers, self._stop.is_set)
        except DatabaseRefusal as refusal:
            logger.warning("the database is away: %s", refusal)
            return _AWAY_S
        except Exception:
            logger.exception("a round of the post went wrong")
            return _AWAY_S
        return 0.1
