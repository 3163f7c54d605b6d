"""The worker's look at sales channels: a thread for each shop, as none may hold up another."""

from __future__ import annotations

from functools import partial

from core.channels.carried import follow_carried
from core.channels.folders import look_into
from core.channels.registry import Shop, shops_of
from core.channels.rounds import round_of
from core.config import Config
from core.database import Database
from core.fulfilment import claims
from core.i18n import speaking
from core.orders.intake.rules import Rules, rules_of
from core.receivables.settings import terms_of
from core.shipping.tracking.following import following_of
from core.stock.places import warehouse_id
from core.transaction import reading
from tui.beside import Beside
from tui.words.refusals import sentence

_REST_S = 2.0
_FOLDERS_S = 3.0


class Merchant(Beside):
    """Brings the orders of every shop in, when it is time or somebody waits."""

    def __init__(self, database: Database, config: Config) -> None:
        super().__init__()
        self._database = database
        self._config = config
        self._following = following_of(config)
        self._terms = terms_of(config)
        for at, shop in enumerate(shops_of(config)):
            self.add(f"channel-{at}", partial(self._once, shop))
        if any(one.folder for one in config.intake):
            self.add("order-folders", self._look)

    def _once(self, shop: Shop) -> float:
        house = self._config.station.warehouse
        rules, goes_on = self._rules(), self._goes_on
        done = round_of(self._database, shop, rules, house, goes_on, self._terms)
        if done is not None:
            follow_carried(self._database, shop, self._following)
        return _REST_S

    def _goes_on(self) -> bool:
        return not self.stopped()

    def _look(self) -> float:
        """Files that somebody put into a folder."""
        for one in self._config.intake:
            with speaking(self._config.shop.language):
                look_into(self._database, one, self._rules(), sentence)
        return _FOLDERS_S

    def _rules(self) -> Rules:
        with reading(self._database) as tx:
            warehouse = warehouse_id(tx, self._config.station.warehouse)
        return rules_of(
            self._config, warehouse, lambda tx, order_id: claims.holder(tx, order_id) is not None
        )
