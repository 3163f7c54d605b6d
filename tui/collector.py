"""The worker's look at the bills of platforms: a thread for each account."""

from __future__ import annotations

from functools import partial

from core.database import Database
from core.platform_bills.fetching import round_of
from core.platform_bills.registry import Configured, configured
from core.settings import Config
from tui.beside import Beside

_REST_S = 5.0


class Collector(Beside):
    """Asks the platforms of the shop for what they bill, when it is time or somebody waits."""

    def __init__(self, database: Database, config: Config) -> None:
        super().__init__()
        self._database = database
        for number, one in enumerate(configured(config)):
            self.add(f"platform-bills-{number}", partial(self._once, one))

    def _once(self, account: Configured) -> float:
        round_of(self._database, account)
        return _REST_S
