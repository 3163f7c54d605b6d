"""The worker's look at parcels: a thread for each courier that can be asked where they are."""

from __future__ import annotations

from functools import partial

from core.couriers.base import Courier
from core.database import Database
from core.returns.coming_back import taker
from core.shipping.tracking.following import Following
from core.shipping.tracking.polling import GAP, ask_due, tracked_couriers
from core.shipping.tracking.states import Source
from tui.beside import Beside

_REST_S = 5.0  # between two looks whether a parcel is due


class Tracker(Beside):
    """Asks each courier at its own pace, so that a slow one never holds up another."""

    def __init__(self, database: Database, following: Following) -> None:
        super().__init__()
        self._database = database
        self._following = following
        self._taken = taker(following, Source.ASKED)
        for courier in tracked_couriers(following):
            self.add(f"track {courier.code}", partial(self._once, courier))

    def _once(self, courier: Courier) -> float:
        """Ask about one parcel if it is time."""
        asked = ask_due(self._database, self._following, courier, self._taken)
        return _REST_S if asked is None else GAP.total_seconds()
