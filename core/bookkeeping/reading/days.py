"""On which day of the shop's calendar something counts."""

from __future__ import annotations

from datetime import date, datetime

from core.clock import local
from core.transaction import Transaction


def taken_back_on(tx: Transaction, day: date, moment: datetime | None) -> date | None:
    """When what happened on a day was taken back: never before that day; None where it was not."""
    return None if moment is None else max(day, local(moment, tx.zone).date())
