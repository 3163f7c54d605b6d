"""How much tax is within the prices of an order, in whole minor units."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from core.paper.documents import TaxLine
from core.shares import percent_of, shared, tax_within


def tax_lines(lines: Iterable[tuple[str, int]], discount: int = 0) -> tuple[TaxLine, ...]:
    """The tax of each rate, highest first; `lines` are (rate in percent, amount with tax).

    A discount on the whole order lowers every amount in proportion, to the last minor unit. Each
    rate is rounded once, half up, and base plus tax is what was paid. Rates of zero make no line.
    """
    amounts: dict[Decimal, int] = {}
    for rate, amount in lines:
        percent = percent_of(rate)
        amounts[percent] = amounts.get(percent, 0) + amount
    if not any(amounts):
        return ()
    paid = _share(amounts, abs(discount))
    return tuple(
        _line(rate, paid[rate]) for rate in sorted(paid, reverse=True) if rate and paid[rate] > 0
    )


def _share(amounts: dict[Decimal, int], discount: int) -> dict[Decimal, int]:
    """The amounts less their parts of a discount; the parts add up to it."""
    rates = sorted(amounts)
    parts = shared([amounts[rate] for rate in rates], discount)
    return {rate: amounts[rate] - part for rate, part in zip(rates, parts, strict=True)}


def _line(rate: Decimal, amount: int) -> TaxLine:
    tax = tax_within(amount, rate)
    return TaxLine(f"{rate:f}", amount - tax, tax)
