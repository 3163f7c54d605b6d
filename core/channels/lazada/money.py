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

from core.channels.answers import amount, mark_of, money, word
from core.channels.lazada.orders import read_time
from core.channels.records import Payout, PayoutEntry, RemoteReturn, ReturnLine, Unread
from core.couriers.readings import rows

_ENDED = ("REJECT", "CANCEL", "CANCELED")
_PAID = {"paid", "yes", "1"}


def read_return(told: Mapping[str, Any], country: str, currency: str) -> RemoteReturn | Unread:
    """One return, or which of its fields cannot be read."""
    return_no, remote_id = (
        word(told.get(name), 40) for name in ("reverse_order_id", "trade_order_id")
    )
    lines = rows(told.get("reverse_order_lines"))
    if not return_no or not remote_id or not lines:
        wrong = {"reverse_order_id": not return_no, "trade_order_id": not remote_id}
        field = next((name for name, is_so in wrong.items() if is_so), "reverse_order_lines")
        return Unread(return_no, field, mark_of(told))
    created = [read_time(one.get("return_order_line_gmt_create")) for one in lines]
    changed = [read_time(one.get("return_order_line_gmt_modified")) for one in lines]
    first = min((one for one in created if one), default=None)
    last = max((one for one in (*changed, *created) if one), default=None)
    if first is None or last is None:
        return Unread(return_no, "return_order_line_gmt_create", mark_of(told))
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


def read_payouts(
    listed: list[Mapping[str, Any]], currency: str
) -> tuple[tuple[Payout, ...], tuple[Unread, ...]]:
    """Transactions by their statement; it gives no sum, as a statement goes over many pages.

    A transaction that cannot be read is told beside them by its number.
    """
    unread = []
    found: dict[str, list[tuple[datetime, str, PayoutEntry]]] = {}
    for one in listed:
        at, value = _day(one.get("transaction_date")), amount(one.get("amount"))
        number_ = word(one.get("transaction_number"), 80)
        kind = word(one.get("fee_name"), 80) or word(one.get("transaction_type"), 80)
        item = word(one.get("orderItem_no"), 40)
        order_no = word(one.get("order_no"), 40)
        key = "-".join(filter(None, (number_, item, kind)))
        if at is None or value is None or not number_:
            wrong = {"transaction_number": not number_, "amount": value is None}
            field = next((name for name, is_so in wrong.items() if is_so), "transaction_date")
            unread.append(Unread(key, field, mark_of(one)))
            continue
        entry = PayoutEntry(order_no, kind, value, key)
        statement = word(one.get("statement"), 80) or f"{at:%Y-%m-%d}"
        found.setdefault(statement, []).append((at, word(one.get("paid_status"), 40), entry))
    read = tuple(_payout(name, mine, currency) for name, mine in found.items())
    return read, tuple(unread)


def _payout(name: str, mine: list[tuple[datetime, str, PayoutEntry]], currency: str) -> Payout:
    """What is not paid of it counts: it is paid as a whole."""
    first, _dash, last = name.partition(" - ")
    since, until = _day(first), _day(last)
    at = until or max(at for at, _status, _entry in mine)
    words = {status.casefold(): status for _at, status, _entry in mine}
    unpaid = [status for folded, status in words.items() if folded not in _PAID]
    return Payout(
        payout_no=name,
        at=at,
        currency=currency,
        amount=None,
        status=min(unpaid, default=mine[0][1]),
        entries=tuple(entry for _at, _status, entry in mine),
        since=None if since is None or until is None else since.date(),
        until=None if until is None else until.date(),
        paid_at=None if unpaid else at,
    )


def _day(value: object) -> datetime | None:
    """``21 Nov 2025``, or any other form that its moments have."""
    try:
        return datetime.strptime(word(value, 40), "%d %b %Y").replace(tzinfo=UTC)
    except ValueError:
        return read_time(value)
