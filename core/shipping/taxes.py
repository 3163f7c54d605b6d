"""How much tax is within the prices of an order, in whole minor units."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from core.paper.documents import TaxLine


def tax_lines(lines: Iterable[tuple[str, int]], discount: int = 0) -> tuple[TaxLine, ...]:
    """The tax of each rate, highest first; `lines` are (rate in percent, amount with tax).

    A discount on the whole order lowers every amount in proportion, to the last minor unit. Each
    rate is rounded once, half up, and base plus tax is what was paid. Rates of zero make no line.
    """
    amounts: dict[Decimal, int] = {}
    for rate, amount in lines:
        percent = _percent(rate)
        amounts[percent] = amounts.get(percent, 0) + amount
    if not any(amounts):
        return ()
    paid = _share(amounts, abs(discount))
    return tuple(
        _line(rate, paid[rate]) for rate in sorted(paid, reverse=True) if rate and paid[rate] > 0
    )


@lru_cache(maxsize=64)
def _percent(rate: str) -> Decimal:
    try:
        percent = Decimal(rate)
    except InvalidOperation:
        return Decimal()
    return percent.normalize() if percent.is_finite() and percent > 0 else Decimal()


def _share(amounts: dict[Decimal, int], discount: int) -> dict[Decimal, int]:
    """The amounts less their parts of a discount; the parts add up to it."""
    whole = sum(amounts.values())
    if whole <= 0:
        return dict(amounts)
    discount = min(discount, whole)
    parts = {rate: divmod(amount * discount, whole) for rate, amount in amounts.items()}
    left = discount - sum(part for part, _rest in parts.values())
    ahead = sorted(parts, key=lambda rate: (-parts[rate][1], rate))[:left]
    return {rate: amount - parts[rate][0] - (rate in ahead) for rate, amount in amounts.items()}


def _line(rate: Decimal, amount: int) -> TaxLine:
    above, below = rate.as_integer_ratio()
    divisor = 100 * below + above
    tax = (2 * amount * above + divisor) // (2 * divisor)
    return TaxLine(f"{rate:f}", amount - tax, tax)
