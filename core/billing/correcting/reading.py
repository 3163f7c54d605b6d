"""Reads how lines of an invoice should have been, as people write it."""

from __future__ import annotations

from dataclasses import dataclass

from core.billing.correcting.commands import Change
from core.errors import Refusal
from core.files.values import amount
from core.text import clean


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one line."""

    line_no: int
    units: int | None
    price: str
    """As it was written; empty: as it is."""


def read_line(text: str) -> Said:
    """``1=2`` is two units of line 1, ``1=2@5000`` at that price, ``1=@5000`` only the price.

    Raises Refusal ``line_change_wrong``.
    """
    line_no, mark, rest = text.partition("=")
    units, _at, price = rest.partition("@")
    if not mark or not _is_number(line_no) or not (_is_number(units) or (price and not units)):
        raise Refusal("line_change_wrong", value=clean(text, 40))
    return Said(int(line_no), int(units) if units else None, price.strip())


def read_lines(text: str) -> list[Said]:
    """Several of them, with spaces or semicolons between."""
    return [read_line(one) for one in text.replace(";", " ").split()]


def units_of(said: list[Said]) -> dict[int, int]:
    """Units by line; raises Refusal ``line_change_wrong`` where a price was said."""
    for one in said:
        if one.price or one.units is None:
            raise Refusal("line_change_wrong", value=f"{one.line_no}=@{one.price}")
    return {one.line_no: one.units for one in said if one.units is not None}


def changes_of(said: list[Said], currency: str) -> dict[int, Change]:
    """Changes by line; raises Refusal for a price that is no amount."""
    return {
        one.line_no: Change(
            quantity=one.units, unit_price=amount(one.price, currency) if one.price else None
        )
        for one in said
    }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7
