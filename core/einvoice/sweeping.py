"""Has invoices go to their provider by themselves, where invoice or profile say so."""

from __future__ import annotations

import logging
import time

from core.billing.queries import Invoice
from core.database import Database
from core.einvoice.commands import issue, wanted
from core.einvoice.registry import EInvoicing
from core.errors import DatabaseRefusal, KemasError
from core.transaction import SYSTEM, reading, run

logger = logging.getLogger(__name__)
_AGAIN_S = 600.0
"""What could not be drawn up is tried again after so long: a person has to change something."""


class Sweep:
    """Looks for issued invoices without their e-invoice; one that fails holds up no other."""

    def __init__(self, database: Database, book: EInvoicing, *, pause_s: float = 5.0) -> None:
        """It looks at most once in so many seconds: many write, and few of them invoices."""
        self._pause_s = pause_s
        self._looked = -pause_s
        self._database = database
        self._book = book
        self._refused: dict[int, float] = {}

    def look(self) -> int:
        """Send what is wanted, each in a transaction of its own; gives how many."""
        now = time.monotonic()
        if not self._book.codes or now - self._looked < self._pause_s:
            return 0
        self._looked = now
        with reading(self._database) as tx:
            found = wanted(tx)
        done = 0
        for one in found:
            if now - self._refused.get(one.id, -_AGAIN_S) >= _AGAIN_S:
                done += self._send(one)
        return done

    def _send(self, invoice: Invoice) -> bool:
        try:
            run(self._database, SYSTEM, lambda tx: issue(tx, self._book, invoice.id))
        except DatabaseRefusal:
            raise
        except KemasError as refusal:
            logger.warning("invoice %s is not sent: %s", invoice.internal_no, refusal)
        except Exception:  # the others must not wait for this one
            logger.exception("invoice %s is not sent", invoice.internal_no)
        else:
            self._refused.pop(invoice.id, None)
            return True
        self._refused[invoice.id] = time.monotonic()
        return False
