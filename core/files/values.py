"""Reading single cells: each reader gives a checked value or raises a Refusal that says why not."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from core import money
from core.errors import Refusal
from core.text import clean, fold

QUANTITY_LIMIT = 100_000
"""Pieces of one line."""
FIRST_YEAR, LAST_YEAR = 2000, 2100

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?"
)
# As people in Indonesia and Vietnam write it: the day first, always, with slashes.
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:,? (\d{1,2})[.:](\d{2})(?:[.:](\d{2}))?)?")
_WHOLE = re.compile(r"[+-]?\d+(?:[.,]0+)?")
# "1.000" is a thousand to one person and one piece to another; nobody guesses.
THOUSANDS = re.compile(r"[+-]?\d{1,3}[.,]000")
_PHONE = re.compile(r"\+?[\d* ]*\d[\d* ]*")
_SHORTEST_PHONE = 5  # digits, masked ones among them: nobody is called by fewer
_COUNTRIES = {
    "indonesia": "ID",
    "vietnam": "VN",
    "viet nam": "VN",
    "singapore": "SG",
    "singapura": "SG",
    "malaysia": "MY",
    "thailand": "TH",
    "philippines": "PH",
    "filipina": "PH",
}
_POSTCODES = {"ID": re.compile(r"\d{5}"), "VN": re.compile(r"\d{5,6}")}


def tidy(value: str) -> str:
    """`core.text.clean`, with a short way for text that is clean already."""
    if value.isprintable() and "  " not in value and unicodedata.is_normalized("NFC", value):
        return value.strip()
    return clean(value)


def text(value: str, limit: int) -> str:
    """A cleaned text of at most `limit` characters; Refusal ``text_too_long``."""
    value = tidy(value)
    if len(value) > limit:
        raise Refusal("text_too_long", length=len(value), limit=limit)
    return value


def code(value: str, limit: int) -> str:
    """An order number or SKU; what begins like a command barcode is refused (``code_reserved``)."""
    value = text(value, limit)
    if value[:6].casefold() == "kemas:":
        raise Refusal("code_reserved", value=value)
    return value


@lru_cache(maxsize=1024)
def quantity(value: str) -> int:
    """A whole number from 1 to 100,000.

    Refusals: ``quantity_unreadable``, ``number_ambiguous``, ``quantity_out_of_range``.
    """
    value = value.strip()
    if not value.isascii() or not _WHOLE.fullmatch(value):
        raise Refusal("quantity_unreadable", value=value)
    if THOUSANDS.fullmatch(value):
        raise Refusal("number_ambiguous", value=value)
    whole = re.split("[.,]", value)[0]
    # The length is checked first: reading a number of 10,000 digits would be refused by Python.
    if len(whole) > 12 or not 1 <= int(whole) <= QUANTITY_LIMIT:
        raise Refusal("quantity_out_of_range", value=value, limit=f"{QUANTITY_LIMIT:,}")
    return int(whole)


@lru_cache(maxsize=8192)
def amount(value: str, currency: str) -> int:
    """An amount of at least zero in minor units of `currency`; ``money_...`` refusals."""
    if len(value) > 40 or not value.isascii():
        raise Refusal("money_unreadable", amount=value)
    minor = money.parse(value, currency).minor
    if minor < 0:
        raise Refusal("money_negative", amount=value)
    return minor


def marked_amount(value: str, thousands: str, currency: str) -> int:
    """An amount as banks and couriers write it: with their mark between thousands, or with none.

    Without a mark ``150.000`` is refused (``number_ambiguous``): it may be meant as thousands.
    """
    if not thousands:
        if THOUSANDS.fullmatch(value):
            raise Refusal("number_ambiguous", value=value)
        return amount(value, currency)
    point = "," if thousands == "." else "."
    mark, other = re.escape(thousands), re.escape(point)
    if not re.fullmatch(rf"(?:\d{{1,3}}(?:{mark}\d{{3}})+|\d+)(?:{other}\d+)?", value):
        raise Refusal("money_unreadable", amount=value)
    return amount(value.replace(thousands, "").replace(point, "."), currency)


def moment(value: str, zone: str, *, end_of_day: bool = False) -> datetime:
    """A moment in UTC from ISO 8601 or day-first text; without a zone it is local in `zone`.

    A date alone is its first second, or its last with `end_of_day`.  Raises Refusal
    ``date_unreadable`` or ``date_out_of_range``.
    """
    value = value.strip()
    offset: str | None = None
    if not value.isascii():
        raise Refusal("date_unreadable", value=value)
    if found := _ISO.fullmatch(value):
        year, month, day, hour, minute, second, offset = found.groups()
    elif found := _DAY_FIRST.fullmatch(value):
        day, month, year, hour, minute, second = found.groups()
    else:
        raise Refusal("date_unreadable", value=value)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise Refusal("date_out_of_range", value=value, first=FIRST_YEAR, last=LAST_YEAR)
    try:
        on = date(int(year), int(month), int(day))
        if hour is None:
            at = time(23, 59, 59) if end_of_day else time()
        else:
            at = time(int(hour), int(minute), int(second or 0))
        if offset is None:
            there = datetime.combine(on, at, ZoneInfo(zone))
        else:
            there = datetime.fromisoformat(f"{on}T{at}{offset}")
    except ValueError as error:  # the 31st of February, 25 o'clock
        raise Refusal("date_unreadable", value=value) from error
    return there.astimezone(UTC)


def day(value: str) -> date | None:
    """A day as `moment` reads one, None for an empty text."""
    return moment(value, "UTC").date() if value.strip() else None


@lru_cache(maxsize=256)
def country(value: str) -> str:
    """Two letters (ISO 3166) from a code or a country's name; ``country_unknown``."""
    from babel.core import get_global

    value = tidy(value)
    # Territories that have money of their own are those of ISO 3166, and no others.
    if value.upper() in get_global("territory_currencies"):
        return value.upper()
    if found := _COUNTRIES.get(fold(value).replace("-", " ")):
        return found
    raise Refusal("country_unknown", value=value)


def phone(value: str, limit: int) -> str:
    """A telephone number in digits, spaces and a leading ``+``; masked digits (``*``) are kept.

    Raises Refusal ``phone_unreadable`` for anything else.
    """
    value = text(value, limit)
    if not value:
        return ""
    bare = tidy(re.sub(r"[-().\u2010-\u2015]", " ", value))
    shown = sum(char not in " +" for char in bare)
    if not bare.isascii() or not _PHONE.fullmatch(bare) or shown < _SHORTEST_PHONE:
        raise Refusal("phone_unreadable", value=value)
    return bare


def same_phone(one: str, other: str) -> bool:
    """Whether two numbers reach the same telephone, however they are written."""
    return _national(one) == _national(other)


def _national(value: str) -> str:
    digits = "".join(char for char in value if char.isdigit() or char == "*")
    if value.startswith("+") and digits[:2] in {"62", "84"}:
        return "0" + digits[2:].lstrip("0")
    return digits


def postcode(value: str, limit: int, of_country: str) -> str:
    """A postcode; five digits in Indonesia, five or six in Vietnam (``postcode_wrong``)."""
    value = text(value, limit)
    shape = _POSTCODES.get(of_country)
    if value and shape and not (value.isascii() and shape.fullmatch(value)):
        raise Refusal("postcode_wrong", value=value, country=of_country)
    return value


@lru_cache(maxsize=64)
def currency(value: str) -> str:
    """A three-letter currency code (ISO 4217) that Babel knows; ``currency_unknown``."""
    from babel.core import get_global

    value = tidy(value).upper()
    if value not in get_global("all_currencies"):
        raise Refusal("currency_unknown", value=value)
    return value
