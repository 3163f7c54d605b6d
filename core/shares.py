"""Amounts in parts: shared by weight, and the tax that is within a price; whole minor units."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache


def shared(weights: Sequence[int], amount: int) -> list[int]:
    """An amount in parts by weight that add up to it; the largest remainders get what is left.

    Of equal remainders the first counts. No more is shared than all weights come to.
    """
    whole = sum(weights)
    if whole <= 0:
        return [0] * len(weights)
    amount = min(amount, whole)
    parts = [divmod(amount * weight, whole) for weight in weights]
    left = amount - sum(part for part, _rest in parts)
    ahead = sorted(range(len(parts)), key=lambda at: (-parts[at][1], at))[:left]
    return [part + (at in ahead) for at, (part, _rest) in enumerate(parts)]


@lru_cache(maxsize=64)
def percent_of(rate: str) -> Decimal:
    """A tax rate in percent; 0 for none and for what cannot be read."""
    try:
        percent = Decimal(rate)
    except InvalidOperation:
        return Decimal()
    return percent.normalize() if percent.is_finite() and percent > 0 else Decimal()


def tax_within(amount: int, percent: Decimal) -> int:
    """The tax within an amount, rounded half up."""
    above, below = percent.as_integer_ratio()
    divisor = 100 * below + above
    return (2 * amount * above + divisor) // (2 * divisor)
