"""Reminders that go by themselves: at their time of the day, each customer on its own."""

from __future__ import annotations

import logging
from collections.abc import Callable

from core.clock import local
from core.database import Database
from core.errors import DatabaseRefusal, KemasError
from core.orders.follow_up import FollowUps
from core.receivables.reminders import due_reminders, remind
from core.receivables.settings import Terms
from core.transaction import SYSTEM, Transaction, reading, run

logger = logging.getLogger(__name__)


def remind_by_itself(
    database: Database,
    terms: Terms,
    settings: FollowUps,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Write the reminders that are due, where the shop has them go by themselves; gives how many.

    Whom something stops is left out; one that fails holds up no other. Before its time of the day
    nothing is written, and each level only once however often this runs.
    """
    with reading(database) as tx:
        now = local(tx.now, terms.zone).time()
        if terms.remind_at is None or now < terms.remind_at or not settings.mail.configured:
            return 0
        due = [
            (one.customer_id, one.currency)
            for one in due_reminders(tx, terms)
            if one.stop is None and one.customer_id is not None
        ]
    written = 0
    for customer_id, currency in due:
        if stopped():
            break

        def write(tx: Transaction, who: int = customer_id, money: str = currency) -> None:
            remind(tx, terms, settings, who, money)

        try:
            run(database, SYSTEM, write)
            written += 1
        except DatabaseRefusal:
            raise
        except KemasError as refusal:  # somebody paid, or was reminded, this very moment
            logger.info("customer %s is not reminded: %s", customer_id, refusal.code)
    return written
