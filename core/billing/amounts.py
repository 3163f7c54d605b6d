"""What the lines of an invoice come to, from prices that have their tax within them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.shares import percent_of, shared, tax_within


@dataclass(frozen=True, slots=True)
class Priced:
    """One line before tax is taken out; minor units."""

    gross: int
    """What it costs with tax, its own discount off."""
    rate: str
    """The tax rate in percent; empty: none."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """One line in minor units: `total` is `net` and `tax`."""

    net: int
    tax: int
    total: int
    off: int
    """Its part of a discount on the whole."""


def amounts_of(lines: Sequence[Priced], discount: int = 0) -> tuple[Amounts, ...]:
    """Amounts line by line; totals of an invoice are the sums of them.

    A discount on the whole lowers the lines in proportion, to the last minor unit. The tax of each
    line is rounded half up, as the providers of e-invoices check it.
    """
    parts = shared([line.gross for line in lines], discount)
    return tuple(_amounts(line, off) for line, off in zip(lines, parts, strict=True))


def _amounts(line: Priced, off: int) -> Amounts:
    total = line.gross - off
    tax = tax_within(total, percent_of(line.rate))
    return Amounts(total - tax, tax, total, off)
