"""The worker's e-invoices: a thread for each provider sends, another one follows what is out."""

from __future__ import annotations

import logging
import threading

from core.config import Config
from core.database import Database
from core.einvoice.following import follow_due
from core.einvoice.letters import send
from core.einvoice.queries import EInvoice
from core.einvoice.registry import KIND, EInvoicing, einvoicing_of
from core.einvoice.sending import Sending
from core.einvoice.sweeping import Sweep
from core.errors import DatabaseRefusal, KemasError
from core.shipping.letters import follow_ups_of
from core.transaction import Transaction
from tui.post import Post

logger = logging.getLogger(__name__)
_REST_S = 2.0  # between two looks whether something is due
_AWAY_S = 30.0  # after the database did not answer, or something broke


class EInvoiceWork:
    """All that is done with e-invoices beside the stations; nothing where no provider is set up."""

    def __init__(self, database: Database, config: Config) -> None:
        self._database = database
        self._book: EInvoicing = einvoicing_of(config)
        self._letters = follow_ups_of(config)
        self._mails = config.einvoice.send
        self._sweep = Sweep(database, self._book)
        self._stop = threading.Event()
        self._posts = [
            Post(database, {KIND + code: Sending(self._book, code)}, name=f"einvoice {code}")
            for code in self._book.codes
        ]
        self._threads = [
            threading.Thread(target=self._work, args=(code,), name=f"follow {code}", daemon=True)
            for code in self._book.codes
        ]

    def start(self) -> None:
        """Begin."""
        for post in self._posts:
            post.start()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something was written: there may be something to send."""
        for post in self._posts:
            post.wake()

    def look(self) -> int:
        """Have what wants to go put into the outbox; gives how many were."""
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
        """Ask about one e-invoice if it is time; gives how long to rest."""
        try:
            asked = follow_due(self._database, self._book, code, self._ready)
        except DatabaseRefusal as refusal:
            logger.warning("the database is away: %s", refusal)
            return _AWAY_S
        except Exception:
            logger.exception("provider %s is not asked", code)
            return _AWAY_S
        return _REST_S if asked is None else 0.1

    def _ready(self, tx: Transaction, found: EInvoice) -> None:
        """Its files are here: the buyer gets them, where the shop wants that and it can be."""
        if not self._mails:
            return
        try:
            send(tx, self._letters, found.id)
        except KemasError as refusal:
            logger.info("%s is not sent by itself: %s", found.internal_no, refusal)
