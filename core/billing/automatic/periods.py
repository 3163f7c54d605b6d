"""The periods whose orders and charges come onto one invoice."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from core.billing.profiles.states import Consolidate


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to another, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        if self.first == self.last:
            return f"{self.first:%d/%m/%Y}"
        return f"{self.first:%d/%m/%Y} - {self.last:%d/%m/%Y}"


def period_of(consolidate: Consolidate, day: date) -> Period:
    """The day, week (from Monday) or month that a day is in; charges of single orders: a month."""
    if consolidate is Consolidate.DAY:
        return Period(day, day)
    if consolidate is Consolidate.WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(first, first + timedelta(days=6))
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
