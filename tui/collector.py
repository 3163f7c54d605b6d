"""The worker's look at the bills of platforms: a thread of its own, as pages of them take time."""

from __future__ import annotations

import logging
import threading

from core.database import Database
from core.errors import DatabaseRefusal
from core.platform_bills.fetching import round_of
from core.platform_bills.registry import configured
from core.settings import Config

logger = logging.getLogger(__name__)
_REST_S = 5.0
_AWAY_S = 30.0


class Collector:
    """Asks the platforms of the shop for what they bill, when it is time or somebody waits."""

    def __init__(self, database: Database, config: Config) -> None:
        self._database = database
        self._accounts = configured(config)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="platform-bills", daemon=True)

    def start(self) -> None:
        """Begin, where a platform is set up."""
        if self._accounts:
            self._thread.start()

    def stop(self, patience: float) -> None:
        """Ask nothing more, and wait some seconds for the answer that is on its way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _work(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(self._once())

    def _once(self) -> float:
        for one in self._accounts:
            if self._stop.is_set():
                break
            try:
                round_of(self._database, one)
            except DatabaseRefusal as refusal:
                logger.warning("the database is away: %s", refusal)
                return _AWAY_S
            except Exception:
                logger.exception("a look at the bills of %s went wrong", one.name)
                return _AWAY_S
        return _REST_S
