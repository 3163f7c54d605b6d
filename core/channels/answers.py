"""What a platform's server answered, read with patience: an object, or what kind of trouble."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any

from core.channels.adapter import Fault, Trouble
from core.text import clean
from core.wire import Answer, Cut, Heard, NotSent

_LONGEST = 200
_TAGS = re.compile(r"<[^>]{0,200}>?")
_MOST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Envelope:
    """An answer whose body is a JSON object; its numbers are whole or decimals, never floats."""

    status: int
    told: Mapping[str, Any]
    wait: float
    skew: float

    def trouble(self, fault: Fault, code: str, words: str, request_id: str = "") -> Trouble:
        """What it means that this answer brings nothing."""
        said = clean(f"{code} {words}", _LONGEST)
        skew = self.skew if fault is Fault.CLOCK else 0.0
        return Trouble(fault, said, self.wait, request_id, skew)


def opened(heard: Heard, *, acts: bool) -> Envelope | Trouble:
    """The object that an answer holds; `acts` where the question may have changed something."""
    if isinstance(heard, NotSent):
        return Trouble(Fault.AWAY, clean(heard.reason, _LONGEST))
    if isinstance(heard, Cut):
        return Trouble(Fault.UNSURE if acts else Fault.AWAY, clean(heard.reason, _LONGEST))
    told = exact(heard)
    if isinstance(told, Mapping):
        return Envelope(heard.status, told, heard.wait, skew(heard))
    if heard.status == 429:
        return Trouble(Fault.BUSY, "HTTP 429", heard.wait)
    fault = failed(acts=acts) if acts or heard.status >= 500 else Fault.GARBLED
    start = " ".join(_TAGS.sub(" ", heard.start).split())
    return Trouble(fault, clean(f"HTTP {heard.status} {start}", _LONGEST), heard.wait)


def mark_of(told: object) -> str:
    """Tells whether a platform says the same of something as the last time."""
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:40]


def failed(*, acts: bool) -> Fault:
    """What it is that a platform says of itself that it failed, or did not finish in time."""
    return Fault.UNSURE if acts else Fault.AWAY


def exact(heard: Answer) -> Any:
    """What a body says, its amounts exact; None where it is no JSON, or not whole."""
    try:
        return json.loads(heard.body, parse_float=Decimal, parse_constant=lambda _name: None)
    except (ValueError, RecursionError, InvalidOperation):
        return None


def skew(heard: Answer) -> float:
    """By how many seconds our clock is ahead of the server's; 0 where it does not tell."""
    try:
        theirs = parsedate_to_datetime(heard.headers.get("date", ""))
    except ValueError:
        return 0.0
    return (datetime.now(UTC) - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds()


def word(value: object, limit: int = 200) -> str:
    """A text, or a number as a text; empty for whatever else."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    return clean(str(value), limit)


def number(value: object) -> int | None:
    """A whole number, also one in quotes or with a zero behind the point; else None."""
    found = amount(value)
    return int(found) if found is not None and found == found.to_integral_value() else None


def amount(value: object) -> Decimal | None:
    """An amount as it is told, also in quotes; None for whatever is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        found = Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    return found if found.is_finite() and abs(found) < 10_000 * _MOST else None


def money(value: object) -> Decimal:
    """An amount that may be missing, which is none."""
    return amount(value) or Decimal(0)


def plain(price: Decimal) -> str:
    """An amount as platforms take it: without a point where it is whole, as in rupiah and đồng."""
    return str(int(price)) if price == price.to_integral_value() else str(price)


def moment(value: object) -> datetime | None:
    """A moment that is told in seconds since 1970; None for 0 and whatever else."""
    seconds = number(value)
    if not seconds or not 0 < seconds < 10**11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def is_true(value: object) -> bool:
    """Whether something is told to be so: true, 1, and both in quotes."""
    return value is True or str(value).casefold() in {"true", "1"}


def balanced(goods: Decimal, fee: Decimal, total: Decimal | None) -> tuple[Decimal, Decimal]:
    """Shipping fee and what is off the order, so that with the goods they make what is paid.

    What vouchers take off, and what is added for handling, is not told everywhere.
    """
    if not total:
        return fee, Decimal(0)
    return max(fee, total - goods), max(Decimal(0), goods + fee - total)


def day_of(value: datetime) -> int:
    """A moment in whole seconds since 1970."""
    return int(value.timestamp())


class Unreadable(ValueError):
    """What identity or money depends on is missing, or is no such thing."""


def needed(value: str, name: str) -> str:
    """A text that must be there."""
    if not value:
        raise Unreadable(name)
    return value


def counted(value: object, name: str) -> int:
    """A number of pieces that must be there, one at least."""
    found = number(value)
    if found is None or found < 1:
        raise Unreadable(name)
    return found


def priced(value: object, name: str) -> Decimal:
    """An amount that must be there, and cannot be below zero."""
    found = amount(value)
    if found is None or found < 0:
        raise Unreadable(name)
    return found


def when(value: datetime | None, name: str) -> datetime:
    """A moment that must be there."""
    if value is None:
        raise Unreadable(name)
    return value
