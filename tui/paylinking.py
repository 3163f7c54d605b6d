"""The worker's links to pay by: for each gateway one thread asks for them, another follows them."""

from __future__ import annotations

import logging
from functools import partial

from core.billing.pay_links.intending import KIND
from core.config import Config
from core.database import Database
from core.paylinks.following import follow_due
from core.paylinks.registry import pay_links_of
from core.paylinks.sending import Sending
from core.paylinks.sweeping import Sweep
from tui.beside import Beside
from tui.post import Post

logger = logging.getLogger(__name__)
_REST_S = 5.0  # between two looks whether something is due
_GAP_S = 0.5  # between two questions: a gateway counts them


class PayLinkWork(Beside):
    """All that is done with links beside the stations; nothing where no gateway is set up."""

    def __init__(self, database: Database, config: Config) -> None:
        links = pay_links_of(config)
        super().__init__(
            *(
                Post(database, {KIND + code: Sending(links, code)}, name=f"links {code}")
                for code in links.codes
            )
        )
        self._database = database
        self._links = links
        self._sweep = Sweep(database, self._links)
        for code in self._links.codes:
            self.add(f"paid {code}", partial(self._once, code))

    def look(self) -> int:
        """Have links closed and made anew that are not true any more; gives how many."""
        return self._sweep.look()

    def _once(self, code: str) -> float:
        """Ask about one link if it is time; gives how long to rest."""
        asked = follow_due(self._database, self._links, code)
        return _REST_S if asked is None else _GAP_S
