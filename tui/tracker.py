"""The worker's look at parcels: a thread for each courier that can be asked where they are."""

from __future__ import annotations

import logging
import threading

from core.couriers.base import Courier
from core.database import Database
from core.errors import DatabaseRefusal
from core.returns.coming_back import taker
from core.shipping.tracking.following import Following
from core.shipping.tracking.polling import GAP, ask_due, tracked_couriers
from core.shipping.tracking.states import Source

logger = logging.getLogger(__name__)
_REST_S = 5.0  # between two looks whether a parcel is due
_AWAY_S = 30.0  # after the database did not answer, or something broke


class Tracker:
    """Asks each courier at its own pace, so that a slow one never holds up another."""

    def __init__(self, database: Database, following: Following) -> None:
        self._database = database
        self._following = following
        self._taken = taker(following, Source.ASKED)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(one,), name=f"track {one.code}", daemon=True)
            for one in tracked_couriers(following)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float) -> None:
        """Ask nothing more, and wait some seconds for the answers that are on their way."""
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(patience)

    def _work(self, courier: Courier) -> None:
        while not self._stop.is_set():
            self._stop.wait(self._once(courier))

    def _once(self, courier: Courier) -> float:
        """Ask about one parcel if it is time; gives how long to rest."""
        try:
            asked = ask_due(self._database, self._following, courier, self._taken)
        except DatabaseRefusal as refusal:
            logger.warning("the database is away: %s", refusal)
            return _AWAY_S
        except Exception:
            logger.exception("courier %s is not asked", courier.code)
            return _AWAY_S
        return _REST_S if asked is None else GAP.total_seconds()
