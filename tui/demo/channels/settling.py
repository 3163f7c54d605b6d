"""What simulated marketplaces pay their shop: what each order brought, what they keep, refunds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tui.demo.channels.book import Order, Stand
from tui.demo.channels.market import Market

_FIXED = 1_250
"""What each order costs, whatever is in it."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What a platform keeps, in percent of the goods; the tax in thousandths."""

    commission: int
    payment: int = 2
    service: int = 1
    affiliate: int = 0
    tax: int = 5


@dataclass(frozen=True, slots=True)
class Settled:
    """One settlement: of an order, of a refund, or of something that is of no order."""

    no: str
    order_no: str
    at: float
    parts: Mapping[str, int] = field(default_factory=dict)
    """By what they are here; each platform has words of its own, and charges their own word."""
    paid: bool = True

    @property
    def amount(self) -> int:
        """What is left."""
        return sum(self.parts.values())


def settlement(order: Order, rates: Rates) -> dict[str, int]:
    """What an order brings and costs."""
    parts = {
        "sale": order.goods,
        "shipping_paid": order.shipping_fee,
        "voucher": -order.voucher,
        "commission": -(order.goods * rates.commission // 100),
        "payment": -(order.goods * rates.payment // 100),
        "service": -(order.goods * rates.service // 100 + _FIXED),
        "affiliate": -(order.goods * rates.affiliate // 100),
        "shipping_charged": -order.shipping_fee,
        "tax": -(order.goods * rates.tax // 1000),
    }
    return {name: amount for name, amount in parts.items() if amount}


def settled(market: Market, rates: Rates) -> Iterator[Settled]:
    """All settlements up to now, those of orders first."""
    for order in market.shop.orders.values():
        if order.stand is Stand.DONE:
            at = order.settled_at or order.updated
            paid = order.no not in market.unpaid
            yield Settled(f"{order.no}1", order.no, at, settlement(order, rates), paid)
    for nth, one in enumerate(market.shop.charges, 1):
        number = f"{one.order_no or '9'}{nth + 1}"
        yield Settled(number, one.order_no, one.at, {one.word: one.amount})
