"""The worker's look at addresses: a thread of its own, as to hear a list takes minutes."""

from __future__ import annotations

from core.couriers.registry import Couriers
from core.database import Database
from core.shipping.addresses.round import Addresses
from tui.beside import Beside

_REST_S = 2.0  # at most between two looks
_AWAY_S = 10.0


class Surveyor(Beside):
    """Keeps couriers' lists of places fresh, and finds the addresses that nobody can place."""

    def __init__(self, database: Database, couriers: Couriers) -> None:
        super().__init__()
        self._addresses = Addresses(database, couriers)
        if not self._addresses.is_idle:  # a courier of the shop goes by a list
            self.add("addresses", self._once, away_s=_AWAY_S)

    def _once(self) -> float:
        return 0.05 if self._addresses.round(self.stopped) else _REST_S
