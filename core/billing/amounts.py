"""What the lines of an invoice come to, from prices that have their tax within them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


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


def shared(weights: Sequence[int], amount: int) -> list[int]:
    """An amount in parts by weight that add up to it; the largest remainders get what is left.

    No part is larger than its weight, so that the parts come to less where the amount is more than
    all weights.
    """
    whole = sum(weights)
    if whole <= 0:
        return [0] * len(weights)
    amount = min(amount, whole)
    parts = [divmod(amount * weight, whole) for weight in weights]
    left = amount - sum(part for part, _rest in parts)
    ahead = sorted(range(len(parts)), key=lambda at: (-parts[at][1], at))[:left]
    return [part + (at in ahead) for at, (part, _rest) in enumerate(parts)]


def _amounts(line: Priced, off: int) -> Amounts:
    total = line.gross - off
    above, below = _ratio(line.rate)
    divisor = 100 * below + above
    tax = (2 * total * above + divisor) // (2 * divisor)
    return Amounts(total - tax, tax, total, off)


def _ratio(rate: str) -> tuple[int, int]:
    try:
        percent = Decimal(rate or "0")
    except InvalidOperation:
        return 0, 1
    return percent.as_integer_ratio() if percent.is_finite() and percent > 0 else (0, 1)
