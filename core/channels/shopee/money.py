"""Returns and payouts of Shopee as they are told.

Sources: https://open.shopee.com/documents/v2/v2.returns.get_return_list,
v2.payment.get_escrow_list and v2.payment.get_escrow_detail_batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.channels.answers import amount, is_true, moment, money, number, word
from core.channels.records import Payout, PayoutEntry, RemoteReturn, ReturnLine
from core.couriers.readings import part, rows

_ENDED = frozenset({"CANCELLED", "CLOSED"})
_BROUGHT = (
    "order_selling_price",
    "buyer_paid_shipping_fee",
    "shopee_shipping_rebate",
    "shopee_discount",
)
_COST = (
    "commission_fee",
    "service_fee",
    "seller_transaction_fee",
    "campaign_fee",
    "final_shipping_fee",
    "voucher_from_seller",
    "seller_return_refund",
    "escrow_tax",
    "withholding_tax",
)
_REST = "other"


def read_return(told: Mapping[str, Any]) -> RemoteReturn | None:
    """One return; None where nobody could tell which it is or of which order."""
    number_, order_no = word(told.get("return_sn"), 64), word(told.get("order_sn"), 64)
    created = moment(told.get("create_time"))
    updated = moment(told.get("update_time")) or created
    if not number_ or not order_no or created is None or updated is None:
        return None
    status = word(told.get("status"), 40)
    return RemoteReturn(
        return_no=number_,
        order_no=order_no,
        status=status,
        created=created,
        updated=updated,
        currency=word(told.get("currency"), 3),
        goods_come=number(told.get("return_solution")) != 1,
        ended=status in _ENDED,
        refund=money(told.get("refund_amount")),
        reason=word(told.get("reason"), 80),
        note=word(told.get("text_reason"), 300),
        tracking=word(told.get("tracking_number"), 80),
        lines=tuple(
            ReturnLine(
                word(one.get("variation_sku"), 100) or word(one.get("item_sku"), 100),
                word(one.get("item_id"), 40),
                "" if word(one.get("model_id")) == "0" else word(one.get("model_id"), 40),
                number(one.get("amount")) or 0,
            )
            for one in rows(told.get("item"))
        ),
    )


def read_payouts(
    released: list[Mapping[str, Any]], details: Mapping[str, Mapping[str, Any]], currency: str
) -> tuple[Payout, ...]:
    """What was released, order by order: with what each brought and what it cost."""
    found = []
    for one in released:
        order_no, at = word(one.get("order_sn"), 64), moment(one.get("escrow_release_time"))
        sent = amount(one.get("payout_amount"))
        if order_no and at is not None and sent is not None:
            entries = tuple(_entries(order_no, sent, details.get(order_no, {})))
            found.append(
                Payout(f"{order_no}-{int(at.timestamp())}", at, currency, sent, "released", entries)
            )
    return tuple(found)


def _entries(order_no: str, sent: Decimal, detail: Mapping[str, Any]) -> Iterator[PayoutEntry]:
    """What adds up to the amount of an order: what no name is known for is the rest."""
    rest, income = sent, part(detail, "order_income") or {}
    for names, sign in ((_BROUGHT, 1), (_COST, -1)):
        for name in names:
            value = sign * money(income.get(name))
            if value:
                rest -= value
                yield PayoutEntry(order_no, name, value, f"{order_no}-{name}")
    if rest or not income:
        yield PayoutEntry(order_no, _REST, rest, f"{order_no}-{_REST}")


def has_more(told: Mapping[str, Any]) -> bool:
    """Whether a page follows."""
    return is_true(told.get("more"))
