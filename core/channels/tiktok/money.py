"""Returns and settlements of TikTok Shop as they are told.

Sources: https://partner.tiktokshop.com/docv2/page/search-returns-202309,
get-statements-202309 and get-statement-transactions-202501.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.channels.answers import amount, mark_of, moment, money, word
from core.channels.records import Payout, PayoutEntry, RemoteReturn, ReturnLine, Unread
from core.couriers.readings import part, rows

_ENDED = ("_REJECT", "_CANCEL")
_KEPT = "REFUND"
_PARTS = (
    "revenue_amount",
    "fee_tax_amount",
    "shipping_cost_amount",
    "adjustment_amount",
)
_REST = "other"
_DEEP = 3


def read_return(told: Mapping[str, Any]) -> RemoteReturn | Unread:
    """One return, or which of its fields cannot be read."""
    return_no, order_no = word(told.get("return_id"), 64), word(told.get("order_id"), 64)
    created = moment(told.get("create_time"))
    updated = moment(told.get("update_time")) or created
    if not return_no or not order_no or created is None or updated is None:
        field = "return_id" if not return_no else "create_time" if order_no else "order_id"
        return Unread(return_no, field, mark_of(told))
    status = word(told.get("return_status"), 60)
    lines = rows(told.get("return_line_items"))
    counted = Counter(
        (word(one.get("seller_sku"), 100), word(one.get("sku_id"), 64)) for one in lines
    )
    return RemoteReturn(
        return_no=return_no,
        order_no=order_no,
        status=status,
        created=created,
        updated=updated,
        currency=word(part(told, "refund_amount", "currency"), 3),
        goods_come=word(told.get("return_type")) != _KEPT,
        ended=status.endswith(_ENDED),
        refund=money(part(told, "refund_amount", "refund_total")),
        reason=word(told.get("return_reason"), 80),
        note=word(told.get("return_reason_text"), 300),
        tracking=word(told.get("return_tracking_number"), 80),
        lines=tuple(
            ReturnLine(
                seller_sku,
                "",
                sku_id,
                count,
                ",".join(
                    word(one.get("order_line_item_id"), 64)
                    for one in lines
                    if word(one.get("sku_id"), 64) == sku_id
                ),
            )
            for (seller_sku, sku_id), count in counted.items()
        ),
    )


def read_payout(statement: Mapping[str, Any]) -> Payout | Unread:
    """One statement, or which of its fields cannot be read."""
    payout_no = word(statement.get("id"), 64)
    at, total = moment(statement.get("statement_time")), amount(statement.get("settlement_amount"))
    if not payout_no or at is None:
        field = "statement_time" if payout_no else "id"
        return Unread(payout_no, field, mark_of(statement))
    if total is None:
        return Unread(payout_no, "settlement_amount", mark_of(statement))
    return Payout(
        payout_no,
        at,
        word(statement.get("currency"), 3),
        total,
        word(statement.get("payment_status"), 40),
        whole=False,
        since=at.date(),
        until=at.date(),
        paid_at=moment(statement.get("payment_time")),
    )


def read_entries(one: Mapping[str, Any]) -> Iterator[PayoutEntry]:
    """What adds up to the amount of an order: what no name is known for is the rest."""
    order_no = word(one.get("order_id"), 64) or word(one.get("associated_order_id"), 64)
    entry_no = word(one.get("id"), 64) or order_no
    rest = money(one.get("settlement_amount"))
    for name in _PARTS:
        value = money(one.get(name))
        rest -= value
        for inner, each in _within(one, name, value):
            yield PayoutEntry(order_no, inner, each, f"{entry_no}-{inner}")
    if rest:
        yield PayoutEntry(order_no, _REST, rest, f"{entry_no}-{_REST}")


def _within(one: Mapping[str, Any], name: str, value: Decimal) -> list[tuple[str, Decimal]]:
    """What an amount is made of; itself, where what is told of that does not come to it."""
    told = dict(_leaves(one.get(name.replace("_amount", "_breakdown")), 0))
    parts = [(inner, each) for inner, each in told.items() if each]
    if sum((each for _inner, each in parts), Decimal(0)) == value:
        return parts
    return [(name, value)] if value else []


def _leaves(told: object, depth: int) -> Iterator[tuple[str, Decimal]]:
    if not isinstance(told, Mapping) or depth > _DEEP:
        return
    for name, inner in told.items():
        value = amount(inner)
        if value is not None:
            yield word(name, 80), value
        else:
            yield from _leaves(inner, depth + 1)
