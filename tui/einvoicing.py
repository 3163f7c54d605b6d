"""The worker's e-invoices: a thread for each provider sends, another one follows what is out."""

from __future__ import annotations

import logging
from functools import partial

from core.config import Config
from core.database import Database
from core.einvoice.following import follow_due
from core.einvoice.letters import send
from core.einvoice.queries import EInvoice
from core.einvoice.registry import KIND, einvoicing_of
from core.einvoice.sending import Sending
from core.einvoice.sweeping import Sweep
from core.errors import KemasError
from core.shipping.letters import follow_ups_of
from core.transaction import Transaction
from tui.beside import Beside
from tui.post import Post

logger = logging.getLogger(__name__)
_REST_S = 2.0  # between two looks whether something is due


class EInvoiceWork(Beside):
    """All that is done with e-invoices beside the stations; nothing where no provider is set up."""

    def __init__(self, database: Database, config: Config) -> None:
        book = einvoicing_of(config)
        super().__init__(
            *(
                Post(database, {KIND + code: Sending(book, code)}, name=f"einvoice {code}")
                for code in book.codes
            )
        )
        self._database = database
        self._book = book
        self._letters = follow_ups_of(config)
        self._mails = config.einvoice.send
        self._sweep = Sweep(database, self._book)
        for code in self._book.codes:
            self.add(f"follow {code}", partial(self._once, code))

    def look(self) -> int:
        """Have what wants to go put into the outbox; gives how many were."""
        return self._sweep.look()

    def _once(self, code: str) -> float:
        """Ask about one e-invoice if it is time; gives how long to rest."""
        asked = follow_due(self._database, self._book, code, self._ready)
        return _REST_S if asked is None else 0.1

    def _ready(self, tx: Transaction, found: EInvoice) -> None:
        """Its files are here: the buyer gets them, where the shop wants that and it can be."""
        if not self._mails:
            return
        try:
            send(tx, self._letters, found.id)
        except KemasError as refusal:
            logger.info("%s is not sent by itself: %s", found.internal_no, refusal)
