"""The worker's billing: a thread of its own, as a month's invoices take a while."""

from __future__ import annotations

import logging

from core.billing.automatic.making import Outcome
from core.billing.rounds import bill_all
from core.billing.rules import billing_rules
from core.config import Config
from core.database import Database
from core.receivables.balances import owed_by
from core.receivables.crediting import use_credit
from core.receivables.reminding import remind_by_itself
from core.receivables.settings import terms_of
from core.shipping.letters import follow_ups_of
from core.transaction import SYSTEM
from tui.beside import Beside

logger = logging.getLogger(__name__)
_REST_S = 60.0  # between two looks at what is due


class Biller(Beside):
    """Invoices what is due, now and then; what somebody has to look at waits for them."""

    def __init__(self, database: Database, config: Config) -> None:
        super().__init__()
        self._database = database
        self._rules = billing_rules(config)
        self._terms, self._letters = terms_of(config), follow_ups_of(config)
        self.add("billing", self._once)

    def _once(self) -> float:
        """Invoice what is due; gives how long to rest."""
        done = bill_all(self._database, self._rules, owing=owed_by, stopped=self.stopped)
        use_credit(self._database, SYSTEM)
        stopped = self.stopped
        reminded = remind_by_itself(self._database, self._terms, self._letters, stopped)
        if done.counts:
            issued, waiting = done.count(Outcome.ISSUED), done.count(Outcome.REVIEW)
            logger.info("%s invoices issued, %s wait for a person", issued, waiting)
        if reminded:
            logger.info("%s customers reminded", reminded)
        return _REST_S
