"""The statements of the simulated TikTok Shop: one of each day, its transactions page by page."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels.market import Wrong
from tui.demo.channels.settling import Rates, Settled, settled
from tui.demo.channels.tiktok_orders import page_of
from tui.demo.server import Asked

if TYPE_CHECKING:
    from tui.demo.channels.tiktok import Deal, SimulatedTikTokShop

Data = Mapping[str, Any]
RATES = Rates(commission=8, affiliate=2)
_REVENUE = {
    "sale": "subtotal_before_discount_amount",
    "voucher": "seller_discount_amount",
    "refund": "refund_subtotal_before_discount_amount",
}
_SHIPPING = {
    "shipping_paid": "customer_paid_shipping_fee_amount",
    "shipping_charged": "actual_shipping_fee_amount",
}
_FEES = {
    "commission": "platform_commission_amount",
    "payment": "transaction_fee_amount",
    "service": "order_processing_fee_amount",
    "affiliate": "affiliate_commission_amount",
}


def doors(market: SimulatedTikTokShop) -> dict[str, Deal]:
    """What can be asked; a star stands for a number."""
    return {
        "GET /finance/202309/statements": lambda asked, _no: _statements(market, asked),
        "GET /finance/202501/statements/*/statement_transactions": (
            lambda asked, no: _transactions(market, asked, no)
        ),
    }


def _days(market: SimulatedTikTokShop) -> dict[str, list[Settled]]:
    """What was settled on each day."""
    found: dict[str, list[Settled]] = {}
    for one in settled(market, RATES):
        found.setdefault(time.strftime("%Y%m%d", time.gmtime(one.at)), []).append(one)
    return found


def _statements(market: SimulatedTikTokShop, asked: Asked) -> Data:
    if asked.query.get("sort_field") != "statement_time":
        raise Wrong("36009004", "sort_field is invalid", 400)
    since = int(asked.query.get("statement_time_ge", 0))
    until = int(asked.query.get("statement_time_lt", 10**11))
    told = []
    for day, mine in sorted(_days(market).items()):
        at = int(max(one.at for one in mine))
        if since <= at < until:
            paid = all(one.paid for one in mine)
            told.append(
                {
                    "id": f"74{day}",
                    "statement_time": at,
                    "settlement_amount": market.as_paid(
                        str(sum(one.amount for one in mine)), *(one.order_no for one in mine)
                    ),
                    "currency": market.currency,
                    "revenue_amount": str(sum(_sums(one)["revenue_amount"] for one in mine)),
                    "fee_amount": str(sum(_sums(one)["fee_tax_amount"] for one in mine)),
                    "payment_status": "PAID" if paid else "PROCESSING",
                    "payment_time": at if paid else 0,
                }
            )
    return page_of(told, asked.query, 100, "statements")


def _transactions(market: SimulatedTikTokShop, asked: Asked, number: str) -> Data:
    if asked.query.get("sort_field") != "order_create_time":
        raise Wrong("36009004", "sort_field is invalid", 400)
    mine = _days(market).get(number.removeprefix("74"))
    if mine is None:
        raise Wrong("36009038", "The statement does not exist", 404)
    told = page_of([_transaction(one) for one in mine], asked.query, 100, "transactions")
    market.line_page_was_read()
    return told


def _sums(one: Settled) -> dict[str, int]:
    shipping = sum(one.parts.get(name, 0) for name in _SHIPPING)
    revenue = sum(one.parts.get(name, 0) for name in _REVENUE)
    return {
        "revenue_amount": revenue,
        "shipping_cost_amount": shipping,
        "fee_tax_amount": one.amount - revenue - shipping,
    }


def _transaction(one: Settled) -> Data:
    others = {
        _FEES.get(name, name): str(amount)
        for name, amount in one.parts.items()
        if name not in {*_REVENUE, *_SHIPPING, "tax"}
    }
    return {
        "id": one.no,
        "order_id": one.order_no,
        "type": "ORDER" if "sale" in one.parts else "REFUND",
        "settlement_amount": str(one.amount),
        **{name: str(amount) for name, amount in _sums(one).items()},
        "revenue_breakdown": _told(one, _REVENUE),
        "shipping_cost_breakdown": _told(one, _SHIPPING),
        "fee_tax_breakdown": {
            "fee": others,
            "tax": {"withholding_tax_amount": str(one.parts.get("tax", 0))},
        },
    }


def _told(one: Settled, words: Mapping[str, str]) -> dict[str, str]:
    return {word: str(one.parts.get(name, 0)) for name, word in words.items()}
