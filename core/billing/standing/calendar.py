"""The days of a standing order: by the calendar rules of RFC 5545, always counted from its anchor.

A day that a month lacks is its last one: from 31 January on it is 28 February, then 31 March.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, cast

from core.billing.standing.states import Shift
from core.errors import Refusal
from core.text import clean

if TYPE_CHECKING:
    from dateutil.rrule import rrule

ALLOWED = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "UNTIL", "COUNT")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_DAYS = re.compile(r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)")
_SHORTHANDS = {
    "daily": "FREQ=DAILY",
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "yearly": "FREQ=YEARLY",
    "month-end": "FREQ=MONTHLY;BYMONTHDAY=-1",
}
_LONGEST_SHIFT = 30
"""Days that a holiday may push one; more are no holidays."""
_FAR = 60
"""Years after which nobody plans: what has no day until then has none."""


def checked(rule: str) -> str:
    """A rule as it is kept, from RRULE text or a word such as ``monthly``.

    Raises Refusal ``standing_rule`` with what is wrong and what is allowed.
    """
    given = clean(rule, 200)
    text = _SHORTHANDS.get(given.lower(), given).upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, mark, value = part.partition("=")
        if name not in ALLOWED or not mark or not value or name in parts:
            raise _wrong(given)
        parts[name] = value
    if parts.get("FREQ") not in _FREQUENCIES or {"UNTIL", "COUNT"} <= set(parts):
        raise _wrong(given)
    for name in ("INTERVAL", "COUNT"):
        if not _is_between(parts.get(name, "1"), 1, 999):
            raise _wrong(given)
    days = parts.get("BYMONTHDAY", "1").split(",")
    if not all(_is_between(one.removeprefix("-"), 1, 31) for one in days):
        raise _wrong(given)
    if len(days) > 1 and any(not -29 < int(one) < 29 for one in days):
        raise _wrong(given)  # which of them would the last day of a short month be?
    months = parts.get("BYMONTH", "1").split(",")
    if not all(_is_between(one, 1, 12) for one in months):
        raise _wrong(given)
    if len(months) > 1 and parts["FREQ"] == "YEARLY":
        raise _wrong(given)
    week = parts.get("BYDAY", "MO").split(",")
    if not all(_DAYS.fullmatch(one) for one in week):
        raise _wrong(given)
    if any(len(one) > 2 for one in week) and parts["FREQ"] != "MONTHLY":
        raise _wrong(given)
    if not re.fullmatch(r"\d{8}", parts.get("UNTIL", "20260101")):
        raise _wrong(given)
    kept = ";".join(f"{name}={parts[name]}" for name in ALLOWED if name in parts)
    try:
        _rule(kept, date(2024, 2, 29))
    except ValueError as error:
        raise _wrong(given) from error
    return kept


def days_from(
    rule: str,
    anchor: date,
    period: int,
    count: int,
    *,
    shift: Shift = Shift.NONE,
    holidays: Collection[date] = (),
) -> list[date]:
    """The days of so many periods from one on (counted from 0); fewer where the rule ends.

    The day of a period does not depend on any other: nothing drifts.
    """
    last = anchor.replace(year=anchor.year + _FAR, day=min(anchor.day, 28))
    found = []
    for moment in islice(_rule(rule, anchor), period, period + count):
        if moment.date() > last:
            break
        found.append(_shifted(moment.date(), shift, holidays))
    return found


def _shifted(day: date, shift: Shift, holidays: Collection[date]) -> date:
    if shift is Shift.NONE:
        return day
    step = timedelta(days=-1 if shift is Shift.BEFORE else 1)
    for _each in range(_LONGEST_SHIFT):
        if day not in holidays:
            break
        day += step
    return day


@lru_cache(maxsize=512)
def _rule(rule: str, anchor: date) -> rrule:
    """The rule from an anchor, days that a month lacks moved to its last one."""
    from dateutil.rrule import rrulestr

    parts = dict(part.split("=") for part in rule.split(";"))
    if "BYDAY" not in parts and parts["FREQ"] in {"MONTHLY", "YEARLY"}:
        if parts["FREQ"] == "YEARLY":
            parts.setdefault("BYMONTH", str(anchor.month))
        wanted = parts.get("BYMONTHDAY", str(anchor.day))
        if wanted.isdecimal() and int(wanted) > 28:
            # The last of those days that the month has.
            parts["BYMONTHDAY"] = ",".join(str(day) for day in range(28, int(wanted) + 1))
            parts["BYSETPOS"] = "-1"
        else:
            parts["BYMONTHDAY"] = wanted
    if "UNTIL" in parts:
        date.fromisoformat(f"{parts['UNTIL'][:4]}-{parts['UNTIL'][4:6]}-{parts['UNTIL'][6:]}")
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    start = datetime(anchor.year, anchor.month, anchor.day)
    return cast("rrule", rrulestr(text, dtstart=start))


def _is_between(text: str, low: int, high: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 4 and low <= int(text) <= high


def _wrong(given: str) -> Refusal:
    return Refusal("standing_rule", rule=given, words=", ".join(_SHORTHANDS))
