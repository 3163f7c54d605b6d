"""What the simulated Shopee releases, order by order, and what each order brought and cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels.market import Wrong
from tui.demo.channels.settling import Rates, settled
from tui.demo.channels.shopee_orders import span, whole

if TYPE_CHECKING:
    from tui.demo.channels.shopee import SimulatedShopee

Data = Mapping[str, Any]
RATES = Rates(commission=6, affiliate=1)
_WORDS = {
    "sale": "order_selling_price",
    "shipping_paid": "buyer_paid_shipping_fee",
    "refund": "seller_return_refund",
}
_TAKEN = {
    "voucher": "voucher_from_seller",
    "commission": "commission_fee",
    "payment": "seller_transaction_fee",
    "service": "service_fee",
    "affiliate": "order_ams_commission_fee",
    "shipping_charged": "actual_shipping_fee",
    "tax": "withholding_tax",
}


def gets(market: SimulatedShopee) -> dict[str, Callable[[Data], object]]:
    """What can be asked with a query."""
    return {
        "/payment/get_escrow_list": lambda query: _escrows(market, query),
        "/payment/get_escrow_detail": lambda query: _detail(market, query),
    }


def posts(market: SimulatedShopee) -> dict[str, Callable[[Data], object]]:
    """What can be asked with a body."""
    return {"/payment/get_escrow_detail_batch": lambda body: _details(market, body)}


def _incomes(market: SimulatedShopee) -> dict[str, tuple[float, dict[str, Any]]]:
    """By order: when it was released last, and all that came of it so far."""
    found: dict[str, tuple[float, dict[str, Any]]] = {}
    for one in settled(market, RATES):
        if not one.order_no or not one.paid:
            continue
        at, income = found.get(one.order_no, (0.0, {"escrow_amount": 0, "order_ams_list": None}))
        for name, amount in one.parts.items():
            taken = name not in _WORDS
            word = _WORDS.get(name) or _TAKEN.get(name, name)
            income[word] = income.get(word, 0) + (-amount if taken else amount)
        income["escrow_amount"] += one.amount
        income["final_shipping_fee"] = 0
        found[one.order_no] = (max(at, one.at), income)
    return found


def _escrows(market: SimulatedShopee, query: Data) -> Data:
    since, until = span(query, "release_time_from", "release_time_to", "error_param")
    at, size = whole(query, "page_no", 1, 10**6), whole(query, "page_size", 1, 100)
    every = sorted(_incomes(market).items(), key=lambda one: -one[1][0])  # the newest first
    found = [(no, told) for no, told in every if since <= int(told[0]) <= until]
    shown = found[(at - 1) * size : at * size]
    market.line_page_was_read()
    return {
        "more": at * size < len(found),
        "escrow_list": [
            {
                "order_sn": no,
                "payout_amount": market.as_paid(income["escrow_amount"], no),
                "escrow_release_time": int(released),
            }
            for no, (released, income) in shown
        ],
    }


def _details(market: SimulatedShopee, body: Data) -> object:
    numbers = body.get("order_sn_list")
    if not isinstance(numbers, list) or not 1 <= len(numbers) <= 50:
        raise Wrong("error_param", "order_sn_list: 1 to 50")
    known = _incomes(market)
    left_out = market.half_told | market.never_told
    told = [one for one in numbers if one in known and one not in left_out]
    return [{"escrow_detail": {"order_sn": no, "order_income": known[no][1]}} for no in told]


def _detail(market: SimulatedShopee, query: Data) -> object:
    no = str(query.get("order_sn", ""))
    known = _incomes(market)
    if no not in known:
        raise Wrong("error_not_found", "order not found")
    if no in market.never_told:
        return {"order_sn": no}
    return {"order_sn": no, "order_income": known[no][1]}
