"""Checks for configured values; each raises a code that the words at the edge explain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Strict,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from core.configfile import nearest
from core.text import clean
from core.wire import is_address

SERIES = (
    r"[A-Za-z0-9./_-]{0,20}(\{(year|month)\}[A-Za-z0-9./_-]{0,20}){0,3}"
    r"\{n(:0[1-9])?\}[A-Za-z0-9./_-]{0,20}"
)
"""What the pattern of a series of numbers looks like, of orders typed in or of invoices."""
_PATH_LIMIT = 500
_COMMON_CURRENCIES = frozenset({"IDR", "VND", "SGD", "MYR", "THB", "PHP", "USD", "EUR"})


def wrong(code: str, **params: object) -> PydanticCustomError:
    """The error of a check; `code` becomes the code of the ConfigRefusal."""
    return PydanticCustomError(code, "wrong", dict(params))


def whole(low: int, high: int) -> BeforeValidator:
    """A whole number from `low` to `high`."""

    def check(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise wrong("config_range", low=low, high=high)
        return value

    return BeforeValidator(check)


def text(high: int, low: int = 0) -> AfterValidator:
    """One line of `low` to `high` characters without control characters."""

    def check(value: str) -> str:
        if clean(value) != value or not low <= len(value) <= high:
            raise wrong("config_text", low=low, high=high)
        return value

    return AfterValidator(check)


def pattern(expression: str, allowed: str) -> AfterValidator:
    """A text of a form that `allowed` shows by example."""

    def check(value: str) -> str:
        if not re.fullmatch(expression, value):
            raise wrong("config_pattern", allowed=allowed)
        return value

    return AfterValidator(check)


def one_of(words: Iterable[object]) -> BeforeValidator:
    """One of a closed list of words or numbers."""
    allowed = tuple(words)

    def check(value: Any) -> Any:
        if isinstance(value, bool) or value not in allowed:
            names = [str(one) for one in allowed]
            raise wrong("config_choice", allowed=", ".join(names), nearest=nearest(value, names))
        return value

    return BeforeValidator(check)


def _time(value: Any) -> Any:
    if isinstance(value, time) and value.tzinfo is None:
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise wrong("config_time")


def _day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise wrong("config_day")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):  # a folder of zones, a malformed or an unknown name
        near = nearest(value, available_timezones())
        raise wrong("config_timezone", nearest=near) from None
    return value


def _currency(value: str) -> str:
    if value not in _COMMON_CURRENCIES:
        from babel.core import get_global

        known = get_global("all_currencies")
        if value not in known:
            raise wrong("config_currency", nearest=nearest(value, _COMMON_CURRENCIES))
    return value


def _here(value: Path, info: ValidationInfo) -> Path:
    text = str(value)
    if clean(text) != text or len(text) > _PATH_LIMIT:
        raise wrong("config_text", low=1, high=_PATH_LIMIT)
    base: Path | None = (info.context or {}).get("base")
    value = value.expanduser()
    return value if base is None else base / value


def _server(value: str) -> str:
    if not is_address(value):
        raise wrong("config_server_url")
    return value.rstrip("/")


_THIS_MACHINE = r"|(127(\.\d{1,3}){3}|\[::1\]):([1-9]\d{0,4})"

LOOPBACK = pattern(_THIS_MACHINE, '"127.0.0.1:8790", "[::1]:8790"')
"""A port of this very machine, which nobody else reaches; or empty."""
WALL_TIME = BeforeValidator(_time)
"""``HH:MM`` on the shop's wall clock."""
DAY = BeforeValidator(_day)
"""A day such as ``2026-12-01``, as a date of TOML or in quotes."""
ZONE = AfterValidator(_zone)
"""An IANA time zone."""
CURRENCY = AfterValidator(_currency)
"""An ISO 4217 code."""
HERE = AfterValidator(_here)
"""A path; a relative one starts at the folder of the configuration file."""
Flag = Annotated[bool, Strict()]
Name = Annotated[str, text(40, 1)]
Line = Annotated[str, text(200)]
Address = Annotated[str, text(300), AfterValidator(_server)]
"""Where a server is: encrypted, unless it is this very machine."""


class Table(BaseModel):
    """A table of the file: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
