"""The worker's look at sales channels: a thread for each shop, as none may hold up another."""

from __future__ import annotations

import logging
import threading

from core.channels.registry import Shop, shops_of
from core.channels.rounds import round_of
from core.config import Config
from core.database import Database
from core.errors import DatabaseRefusal, Refusal
from core.fulfilment import claims
from core.orders.intake.rules import Rules, rules_of
from core.stock.places import warehouse_id
from core.transaction import reading

logger = logging.getLogger(__name__)
_REST_S = 2.0
_AWAY_S = 30.0


class Merchant:
    """Brings the orders of every shop in, when it is time or somebody waits."""

    def __init__(self, database: Database, config: Config) -> None:
        self._database = database
        self._config = config
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(shop,), name=f"channel-{at}", daemon=True)
            for at, shop in enumerate(shops_of(config))
        ]

    def start(self) -> None:
        """Begin, where a shop is set up."""
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float) -> None:
        """Ask nothing more, and wait some seconds for the answer that is on its way."""
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(patience)

    def _work(self, shop: Shop) -> None:
        while not self._stop.is_set():
            self._stop.wait(self._once(shop))

    def _once(self, shop: Shop) -> float:
        try:
            round_of(
                self._database, shop, self._rules(), self._config.station.warehouse, self._goes_on
            )
        except DatabaseRefusal as refusal:
            logger.warning("the database is away: %s", refusal)
            return _AWAY_S
        except Refusal as refusal:
            logger.warning("%s cannot be asked: %s", shop.name, refusal)
            return _AWAY_S
        except Exception:
            logger.exception("a look at %s went wrong", shop.name)
            return _AWAY_S
        return _REST_S

    def _goes_on(self) -> bool:
        return not self._stop.is_set()

    def _rules(self) -> Rules:
        with reading(self._database) as tx:
            warehouse = warehouse_id(tx, self._config.station.warehouse)
        return rules_of(
            self._config, warehouse, lambda tx, order_id: claims.holder(tx, order_id) is not None
        )
