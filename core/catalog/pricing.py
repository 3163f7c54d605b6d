"""What is earned with a product: the price without its tax, less what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Earnings:
    """Of one unit, in minor units; prices have the tax in them, costs have not.

    `profit` and `margin` (percent of `net`) are None where no cost is known or nothing is asked.
    """

    tax: int
    net: int
    """What is left of the price without the tax."""
    cost: Decimal | None
    profit: Decimal | None
    margin: Decimal | None


def earnings(price: int, tax_rate: str, cost: int, average_cost: str = "") -> Earnings:
    """What a unit sold at `price` earns; `cost` is what was typed in.

    `average_cost` is what receipts made of it and counts more. The tax within the price is rounded
    half up to the minor unit, as on receipts; everything else is exact.
    """
    tax = tax_within(price, tax_rate)
    net = price - tax
    known = Decimal(average_cost) if average_cost else Decimal(cost) if cost else None
    if known is None or not net:
        return Earnings(tax, net, known, None, None)
    profit = net - known
    margin = (profit * 100 / net).quantize(_CENT, ROUND_HALF_UP)
    return Earnings(tax, net, known, profit, margin)


def tax_within(price: int, tax_rate: str) -> int:
    """The tax that is within a price; `tax_rate` in percent."""
    above, below = Decimal(tax_rate).as_integer_ratio()
    divisor = 100 * below + above
    return (2 * price * above + divisor) // (2 * divisor)
