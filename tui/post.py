"""The worker's post: threads of their own, so that no server outside holds up the rest."""

from __future__ import annotations

import logging

from core.database import Database
from core.draining import Handlers, drain
from tui.beside import Beside

logger = logging.getLogger(__name__)
_REST_S = 2.0  # at most between two looks: what was put off comes due without a write
_AWAY_S = 10.0  # after the database did not answer


class Post(Beside):
    """Drains the outbox of some kinds of rows, woken by writes and now and then by itself."""

    def __init__(self, database: Database, handlers: Handlers, *, name: str = "post") -> None:
        super().__init__()
        self._database = database
        self._handlers = handlers
        self.add(name, self._round, woken_s=_REST_S, away_s=_AWAY_S)

    def _round(self) -> float:
        """Send what is due; gives how long to rest."""
        drain(self._database, self._handlers, self.stopped)
        return 0.1
