"""The worker's links to pay by: for each gateway one thread asks for them, another follows them."""

from __future__ import annotations

import logging
import threading

from core.billing.pay_links.intending import KIND
from core.config import Config
from core.database import Database
from core.errors import DatabaseRefusal
from core.paylinks.following import follow_due
from core.paylinks.registry import pay_links_of
from core.paylinks.sending import Sending
from core.paylinks.sweeping import Sweep
from tui.post import Post

logger = logging.getLogger(__name__)
_REST_S = 5.0  # between two looks whether something is due
_GAP_S = 0.5  # between two questions: a gateway counts them
_AWAY_S = 30.0  # after the database did not answer, or something broke


class PayLinkWork:
    """All that is done with links beside the stations; nothing where no gateway is set up."""

    def __init__(self, database: Database, config: Config) -> None:
        self._database = database
        self._links = pay_links_of(config)
        self._sweep = Sweep(database, self._links)
        self._stop = threading.Event()
        self._posts = [
            Post(database, {KIND + code: Sending(self._links, code)}, name=f"links {code}")
            for code in self._links.codes
        ]
        self._threads = [
            threading.Thread(target=self._work, args=(code,), name=f"paid {code}", daemon=True)
            for code in self._links.codes
        ]

    def start(self) -> None:
        """Begin."""
        for post in self._posts:
            post.start()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something was written: there may be something to ask."""
        for post in self._posts:
            post.wake()

    def look(self) -> int:
        """Have links closed and made anew that are not true any more; gives how many."""
        return self._sweep.look()

    def stop(self, patience: float) -> None:
        """Begin nothing more, and wait some seconds for what is in hand."""
        self._stop.set()
        for post in self._posts:
            post.stop(patience)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(patience)

    def _work(self, code: str) -> None:
        while not self._stop.is_set():
            self._stop.wait(self._once(code))

    def _once(self, code: str) -> float:
        """Ask about one link if it is time; gives how long to rest."""
        try:
            asked = follow_due(self._database, self._links, code)
        except DatabaseRefusal as refusal:
            logger.warning("the database is away: %s", refusal)
            return _AWAY_S
        except Exception:
            logger.exception("gateway %s is not asked", code)
            return _AWAY_S
        return _REST_S if asked is None else _GAP_S
