"""What an order is worth, from what its file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.catalog.lookup import Priced
from core.orders.intake.drafts import Draft


@dataclass(frozen=True, slots=True)
class Worth:
    """Amounts of one order in minor units of its currency; `prices` are those of its lines."""

    prices: tuple[int, ...]
    discounts: tuple[int, ...]
    """What each line gives off, never more than it costs."""
    goods: int
    discount: int
    """Of all the lines; what is more than a line costs is off the whole order."""
    total: int


def worth(draft: Draft, products: Mapping[str, Priced]) -> Worth:
    """Add up a draft; a price that the file leaves out is the catalogue's, in its currency."""
    prices = tuple(
        catalogue_price(products[line.sku], draft.currency)
        if line.unit_price is None
        else line.unit_price
        for line in draft.lines
    )
    costs = [line.quantity * price for line, price in zip(draft.lines, prices, strict=True)]
    goods = sum(costs)
    discounts = tuple(
        min(line.discount, cost) for line, cost in zip(draft.lines, costs, strict=True)
    )
    discount = min(sum(line.discount for line in draft.lines), goods)
    total = goods - discount + draft.shipping_fee
    return Worth(prices, discounts, goods, discount, total)


def catalogue_price(product: Priced, currency: str) -> int:
    """What a product costs in minor units of a currency; 0 where it is priced in another."""
    return product.unit_price if product.currency == currency else 0
