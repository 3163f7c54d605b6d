"""The worker's billing: a thread of its own, as a month's invoices take a while."""

from __future__ import annotations

import logging
import threading

from core.billing.automatic.making import Outcome
from core.billing.rounds import bill_all
from core.billing.rules import billing_rules
from core.config import Config
from core.database import Database
from core.errors import DatabaseRefusal
from core.receivables.balances import owed_by
from core.receivables.crediting import use_credit
from core.receivables.reminding import remind_by_itself
from core.receivables.settings import terms_of
from core.shipping.letters import follow_ups_of
from core.transaction import SYSTEM

logger = logging.getLogger(__name__)
_REST_S = 60.0  # between two looks at what is due
_AWAY_S = 30.0  # after the database did not answer


class Biller:
    """Invoices what is due, now and then; what somebody has to look at waits for them."""

    def __init__(self, database: Database, config: Config) -> None:
        self._database = database
        self._rules = billing_rules(config)
        self._terms, self._letters = terms_of(config), follow_ups_of(config)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="billing", daemon=True)

    def start(self) -> None:
        """Begin; what is due is invoiced."""
        self._thread.start()

    def stop(self, patience: float) -> None:
        """Begin no more of it, and wait some seconds for what is in hand."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _work(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(self._once())

    def _once(self) -> float:
        """Invoice what is due; gives how long to rest."""
        try:
            done = bill_all(self._database, self._rules, owing=owed_by, stopped=self._stop.is_set)
            use_credit(self._database, SYSTEM)
            stopped = self._stop.is_set
            reminded = remind_by_itself(self._database, self._terms, self._letters, stopped)
        except DatabaseRefusal as refusal:
            logger.warning("the database is away: %s", refusal)
            return _AWAY_S
        except Exception:
            logger.exception("a round of billing went wrong")
            return _AWAY_S
        if done.counts:
            issued, waiting = done.count(Outcome.ISSUED), done.count(Outcome.REVIEW)
            logger.info("%s invoices issued, %s wait for a person", issued, waiting)
        if reminded:
            logger.info("%s customers reminded", reminded)
        return _REST_S
