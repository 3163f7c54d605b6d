"""The worker's look at addresses: a thread of its own, as to hear a list takes minutes."""

from __future__ import annotations

import logging
import threading

from core.couriers.registry import Couriers
from core.database import Database
from core.errors import DatabaseRefusal
from core.shipping.addresses.round import Addresses

logger = logging.getLogger(__name__)
_REST_S = 2.0  # at most between two looks
_AWAY_S = 10.0  # after the database did not answer


class Surveyor:
    """Keeps couriers' lists of places fresh, and finds the addresses that nobody can place."""

    def __init__(self, database: Database, couriers: Couriers) -> None:
        self._addresses = Addresses(database, couriers)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="addresses", daemon=True)

    def start(self) -> None:
        """Begin, where a courier of the shop goes by a list."""
        if not self._addresses.is_idle:
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
        """Do what is due; gives how long to rest."""
        try:
            more = self._addresses.round(self._stop.is_set)
        except DatabaseRefusal as refusal:
            logger.warning("the database is away: %s", refusal)
            return _AWAY_S
        except Exception:
            logger.exception("a look at addresses went wrong")
            return _AWAY_S
        return 0.05 if more else _REST_S
