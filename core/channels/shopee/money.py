"""Returns and payouts of Shopee as they are told.

Sources: https://open.shopee.com/documents/v2/v2.returns.get_return_list,
v2.payment.get_escrow_list and v2.payment.get_escrow_detail_batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.channels.answers import amount, is_true, mark_of, moment, money, number, word
from core.channels.records import Payout, PayoutEntry, RemoteReturn, ReturnLine, Unread
from core.couriers.readings import part, rows

_ENDED = frozenset({"CANCELLED", "CLOSED"})
_ADDED = (
    *("order_selling_price", "shopee_discount", "buyer_paid_shipping_fee"),
    *("shopee_shipping_rebate", "shipping_fee_discount_from_3pl", "buyer_paid_packaging_fee"),
    *("seller_return_refund", "rsf_seller_protection_fee_claim_amount"),
    *("fsf_seller_protection_fee_claim_amount", "total_adjustment_amount"),
)
"""What it adds up, each with its own sign: a refund is told below zero."""
_TAKEN = (
    *("voucher_from_seller", "seller_coin_cash_back", "trade_in_bonus_by_seller"),
    *("commission_fee", "service_fee", "seller_transaction_fee", "campaign_fee"),
    *("order_ams_commission_fee", "seller_order_processing_fee", "fbs_fee"),
    *("actual_shipping_fee", "reverse_shipping_fee", "final_return_to_seller_shipping_fee"),
    *("overseas_return_service_fee", "shipping_fee_sst", "reverse_shipping_fee_sst"),
    *("shipping_seller_protection_fee_premium_amount",),
    *("delivery_seller_protection_fee_premium_amount",),
    *("ads_escrow_top_up_fee_or_technical_support_fee", "final_escrow_product_gst"),
    *("sales_tax_on_lvg", "vat_on_imported_goods", "th_import_duty", "escrow_tax"),
    *("withholding_tax", "withholding_vat_tax", "withholding_pit_tax", "withholding_cit_tax"),
)
"""What it takes off, as its formula of ``escrow_amount`` says."""
_SAID_TWICE = (
    *("estimated_shipping_fee", "final_shipping_fee", "buyer_transaction_fee", "net_service_fee"),
    *("credit_card_transaction_fee", "net_commission_fee"),
)
"""What is within others, or is the buyer's."""
_REST = "other"


def read_return(told: Mapping[str, Any]) -> RemoteReturn | Unread:
    """One return, or which of its fields cannot be read."""
    number_, order_no = word(told.get("return_sn"), 64), word(told.get("order_sn"), 64)
    created = moment(told.get("create_time"))
    updated = moment(told.get("update_time")) or created
    if not number_ or not order_no or created is None or updated is None:
        field = "return_sn" if not number_ else "create_time" if order_no else "order_sn"
        return Unread(number_, field, mark_of(told))
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
) -> tuple[tuple[Payout, ...], tuple[Unread, ...]]:
    """What was released, order by order: with what each brought and what it cost.

    What is released of an order later, or taken back, is told with the same order: so the order is
    what tells one payout from another. One whose detail is missing in the answer is not whole: it
    is asked for by itself.
    """
    found, unread = [], []
    for one in released:
        order_no, at = word(one.get("order_sn"), 64), moment(one.get("escrow_release_time"))
        sent = amount(one.get("payout_amount"))
        if not order_no or at is None:
            field = "escrow_release_time" if order_no else "order_sn"
            unread.append(Unread(order_no, field, mark_of(one)))
        elif sent is None:
            unread.append(Unread(order_no, "payout_amount", mark_of(one)))
        else:
            payout = Payout(order_no, at, currency, sent, "released", paid_at=at)
            entries = read_entries(payout, details.get(order_no, {}))
            found.append(replace(payout, entries=entries, whole=bool(entries)))
    return tuple(found), tuple(unread)


def read_entries(payout: Payout, detail: Mapping[str, Any]) -> tuple[PayoutEntry, ...]:
    """What adds up to the amount of an order; none where the detail is missing."""
    income = part(detail, "order_income")
    if not income or payout.amount is None:
        return ()
    return tuple(_entries(payout.payout_no, payout.amount, income))


def _entries(order_no: str, sent: Decimal, income: Mapping[str, Any]) -> Iterator[PayoutEntry]:
    """What no name is known for is the rest."""
    rest = sent
    for names, sign in ((_ADDED, 1), (_TAKEN, -1)):
        for name in names:
            value = sign * money(income.get(name))
            if value:
                rest -= value
                yield PayoutEntry(order_no, name, value, f"{order_no}-{name}")
    for name, value in _new_fees(income):
        rest += value
        yield PayoutEntry(order_no, name, -value, f"{order_no}-{name}")
    if rest:
        yield PayoutEntry(order_no, _REST, rest, f"{order_no}-{_REST}")


def _new_fees(income: Mapping[str, Any]) -> Iterator[tuple[str, Decimal]]:
    """Fees that nobody here has heard of: told by a name that ends as those of fees do."""
    known = {*_ADDED, *_TAKEN, *_SAID_TWICE}
    for name, told in income.items():
        value = amount(told)
        if name not in known and name.endswith("_fee") and value:
            yield word(name, 80), value


def has_more(told: Mapping[str, Any]) -> bool:
    """Whether a page follows."""
    return is_true(told.get("more"))
