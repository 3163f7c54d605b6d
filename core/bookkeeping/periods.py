"""Periods of the books: days from one to another, most often a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import Refusal


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days on the shop's calendar, both of them within."""

    since: date
    until: date

    @property
    def name(self) -> str:
        """``2026-11`` for a whole month, else both days."""
        if self == month_of(self.since):
            return f"{self.since:%Y-%m}"
        return f"{self.since.isoformat()}_{self.until.isoformat()}"

    def has(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.since <= day <= self.until

    def moments(self, zone: str) -> tuple[datetime, datetime]:
        """Its first moment and the first one after it, in UTC."""
        place = ZoneInfo(zone)
        first = datetime.combine(self.since, time(), place)
        after = datetime.combine(self.until + timedelta(days=1), time(), place)
        return first.astimezone(UTC), after.astimezone(UTC)

    def given(self, zone: str) -> dict[str, date | datetime]:
        """What a statement about days and moments of it is given."""
        first, after = self.moments(zone)
        return {"since": self.since, "until": self.until, "first": first, "after": after}


def month_of(day: date) -> Period:
    """The month that a day is in."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def month_before(day: date) -> Period:
    """The month before that of a day."""
    return month_of(day.replace(day=1) - timedelta(days=1))


def month_named(text: str) -> Period:
    """A month as ``2026-11``; Refusal ``books_month``."""
    year, dash, month = text.strip().partition("-")
    try:
        if not dash or len(year) != 4 or len(month) != 2:
            raise ValueError
        return month_of(date(int(year), int(month), 1))
    except ValueError:
        raise Refusal("books_month", value=text[:20]) from None


def period(since: date, until: date) -> Period:
    """Days from one to another; Refusal ``books_days`` where they are the wrong way round."""
    if until < since:
        raise Refusal("books_days", since=since.isoformat(), until=until.isoformat())
    return Period(since, until)
