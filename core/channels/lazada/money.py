"""Returns and payouts of Lazada as they are told.

Sources: https://open.lazada.com/apps/doc/api?path=/reverse/getreverseordersforseller and
/finance/transaction/details/get.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from core.channels.answers import amount, money, word
from core.channels.lazada.orders import read_time
from core.channels.records import Payout, PayoutEntry, RemoteReturn, ReturnLine
from core.couriers.readings import rows

_ENDED = ("REJECT", "CANCEL", "CANCELED")


def read_return(told: Mapping[str, Any], country: str, currency: str) -> RemoteReturn | None:
    """One return; None where nobody could tell which it is or of which order."""
    return_no, remote_id = (
        word(told.get(name), 40) for name in ("reverse_order_id", "trade_order_id")
    )
    lines = rows(told.get("reverse_order_lines"))
    if not return_no or not remote_id or not lines:
        return None
    created = [read_time(one.get("return_order_line_gmt_create")) for one in lines]
    changed = [read_time(one.get("return_order_line_gmt_modified")) for one in lines]
    first = min((one for one in created if one), default=None)
    last = max((one for one in (*changed, *created) if one), default=None)
    if first is None or last is None:
        return None
    status = word(lines[0].get("reverse_status"), 60)
    counted = Counter(
        (word(one.get("seller_sku_id"), 100), word(one.get("platform_sku_id"), 40)) for one in lines
    )
    # Amounts are in hundredths, but in Việt Nam.
    scale = Decimal(1) if country == "VN" else Decimal(100)
    return RemoteReturn(
        return_no=return_no,
        order_no="",
        remote_id=remote_id,
        status=status,
        created=first,
        updated=last,
        currency=currency,
        goods_come=word(told.get("request_type")) == "RETURN",
        ended=any(
            word(one.get(name)).endswith(_ENDED)
            for one in lines
            for name in ("reverse_status", "ofc_status")
        ),
        refund=sum((money(one.get("refund_amount")) for one in lines), Decimal(0)) / scale,
        reason=word(lines[0].get("reason_code"), 80),
        note=word(lines[0].get("reason_text"), 300),
        tracking=word(lines[0].get("tracking_number"), 80),
        lines=tuple(ReturnLine(sku, "", sku_id, count) for (sku, sku_id), count in counted.items()),
    )


def read_payout(told: Mapping[str, Any], currency: str) -> Payout | None:
    """One transaction: they are not added up, as a statement goes over many pages."""
    at, value = _day(told.get("transaction_date")), amount(told.get("amount"))
    number_ = word(told.get("transaction_number"), 80)
    if at is None or value is None or not number_:
        return None
    kind = word(told.get("fee_name"), 80) or word(told.get("transaction_type"), 80)
    order_no = word(told.get("order_no"), 40)
    entry = PayoutEntry(order_no, kind, value, number_)
    return Payout(number_, at, currency, value, word(told.get("paid_status"), 40), (entry,))


def _day(value: object) -> datetime | None:
    """``21 Nov 2025``, or any other form that its moments have."""
    try:
        return datetime.strptime(word(value, 40), "%d %b %Y").replace(tzinfo=UTC)
    except ValueError:
        return read_time(value)
