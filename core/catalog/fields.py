"""What can be told of a product, field by field: how it is read, and how it is written again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import RowMapping

from core import barcodes
from core.catalog import links
from core.errors import Refusal
from core.files import values
from core.money import Money, plain

WEIGHT_LIMIT = 1_000_000
"""Grams."""
LENGTH_LIMIT = 10_000
"""Millimetres."""
STOCK_LIMIT = 10_000_000
"""Units in one bin, and of a reorder point."""
CASE_LIMIT = 99_999
"""Units in one case."""
NOTHING = "-"
"""Typed into a field that may be empty, it empties it."""

_CASE = re.compile(r"(.+?)\*(\d{1,60})", re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")
# As people and spreadsheets write it, in the languages of the shop.
_YES = frozenset({"1", "x", "y", "yes", "true", "ya", "có", "benar", "đúng"})
_NO = frozenset({"0", "n", "no", "false", "tidak", "không", "salah", "sai", "-"})


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a product: the column that keeps it, its reader (text, currency), its writer."""

    column: str
    read: Callable[[str, str], Any]
    write: Callable[[Any, str], str]
    clears: bool = False
    """Whether it may be emptied."""


def number(raw: str) -> Decimal:
    """A plain number; Refusal ``number_unreadable``."""
    raw = raw.strip()
    if not raw.isascii() or not _NUMBER.fullmatch(raw):
        raise Refusal("number_unreadable", value=raw)
    return Decimal(raw.replace(",", "."))


@lru_cache(maxsize=4096)
def whole(raw: str, high: int) -> int:
    """A whole number from 0 to `high`; Refusal ``number_...``."""
    read = number(raw)
    if values.THOUSANDS.fullmatch(raw.strip()):
        raise Refusal("number_ambiguous", value=raw)
    if read != read.to_integral_value():
        raise Refusal("number_too_fine", value=raw)
    return int(_within(read, raw, high))


def codes(raw: str) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...]]:
    """``A|B*12``: each barcode with its units, and those whose check digit is wrong.

    Raises Refusal ``barcode_...`` or ``number_out_of_range``.
    """
    found: dict[str, int] = {}
    doubtful: list[str] = []
    for part in filter(None, (values.tidy(one) for one in raw.split("|"))):
        case = _CASE.fullmatch(part)
        text, units = (case[1].strip(), int(case[2])) if case else (part, 1)
        if not 1 <= units <= CASE_LIMIT:
            raise Refusal("number_out_of_range", value=part, low=1, high=f"{CASE_LIMIT:,}")
        code = barcodes.read(values.text(text, 80))
        if code.kind not in {barcodes.Kind.GTIN, barcodes.Kind.TEXT} or code.quantity:
            raise Refusal("barcode_reserved", barcode=text)
        if found.setdefault(barcodes.key(text), units) != units:
            raise Refusal("barcode_twice", barcode=text)
        if code.check is False:
            doubtful.append(text)
    return tuple(found.items()), tuple(doubtful)


def codes_written(given: Mapping[str, int]) -> str:
    """Barcodes as `codes` reads them."""
    return "|".join(
        code if units == 1 and not _CASE.fullmatch(code) else f"{code}*{units}"
        for code, units in given.items()
    )


def yes(raw: str) -> bool:
    """Yes or no in the languages of the shop; Refusal ``yes_or_no``."""
    word = raw.strip().casefold()
    if word not in _YES | _NO:
        raise Refusal("yes_or_no", value=raw)
    return word in _YES


@lru_cache(maxsize=1024)
def _millimetres(raw: str) -> int:
    """Centimetres with at most one decimal, as millimetres."""
    read = number(raw) * 10
    if read != read.to_integral_value():
        raise Refusal("number_too_fine", value=raw)
    if not 0 <= read <= LENGTH_LIMIT:
        raise Refusal("number_out_of_range", value=raw, low=0, high=f"{LENGTH_LIMIT // 10:,}")
    return int(read)


@lru_cache(maxsize=256)
def _percent(raw: str) -> str:
    """An exact percentage from 0 to 100 with at most four decimals, as its shortest text."""
    read = _within(number(raw), raw, 100)
    if read != round(read, 4):
        raise Refusal("number_too_fine", value=raw)
    return format(read.normalize(), "f")


def _within(read: Decimal, raw: str, high: int) -> Decimal:
    if not 0 <= read <= high:
        raise Refusal("number_out_of_range", value=raw, low=0, high=f"{high:,}")
    return read


def _text(column: str, room: int, *, clears: bool = True) -> Field:
    return Field(column, lambda raw, _c: values.text(raw, room), lambda kept, _c: kept, clears)


def _money(column: str) -> Field:
    return Field(column, values.amount, lambda kept, c: plain(Money(kept, c)))


def _count(column: str, high: int) -> Field:
    return Field(column, lambda raw, _c: whole(raw, high), lambda kept, _c: str(kept))


def _length(column: str) -> Field:
    return Field(
        column,
        lambda raw, _c: _millimetres(raw),
        lambda kept, _c: f"{(Decimal(kept) / 10).normalize():f}",
    )


def _links(column: str, most: int) -> Field:
    return Field(
        column,
        lambda raw, _c: links.read(raw, most),
        lambda kept, _c: " ".join(links.split(kept)),
        clears=True,
    )


FIELDS: dict[str, Field] = {
    "name": _text("name", 200, clears=False),
    "unit_price": _money("unit_price"),
    "cost": _money("cost"),
    "weight_g": _count("weight_g", WEIGHT_LIMIT),
    "length_cm": _length("length_mm"),
    "width_cm": _length("width_mm"),
    "height_cm": _length("height_mm"),
    "brand": _text("brand", 120),
    "category": _text("category", 120),
    "tax_rate": Field("tax_rate", lambda raw, _c: _percent(raw), lambda kept, _c: str(kept)),
    "list_price": _money("list_price"),
    "unit": _text("unit", 20),
    "description": _text("description", 2000),
    "specification": _text("specification", 2000),
    "pictures": _links("pictures", 10),
    "videos": _links("videos", 5),
    "reorder_point": _count("reorder_point", STOCK_LIMIT),
}
"""By the name that files and the command line use."""


def read(name: str, raw: str, currency: str) -> Any:
    """The value of a field as its column keeps it; raises the Refusal of its reader."""
    field = FIELDS[name]
    if field.clears and raw.strip() == NOTHING:
        return ""
    return field.read(raw, currency)


def write(name: str, row: Mapping[str, Any] | RowMapping) -> str:
    """A field of a kept product as files and people read it."""
    field = FIELDS[name]
    return field.write(row[field.column], row["currency"])
