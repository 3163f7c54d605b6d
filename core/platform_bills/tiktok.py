"""TikTok's API for Business: the bills of a Business Center, as in Finance > Billing there.

Version 1.3: every call has the header ``Access-Token``; lists in a query are JSON. HTTP 200 says
nothing: the envelope's ``code`` does. The list knows neither number nor billing group as filters:
all bills of a span come, and are searched here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from core.couriers.readings import part, rows
from core.errors import Refusal
from core.money import to_minor
from core.platform_bills.base import Account, Bill, Group, Refused
from core.platform_bills.states import BillKind, PayState, Standing
from core.text import clean
from core.wire import Answer, Heard, NotSent, Wire

logger = logging.getLogger(__name__)
_KINDS = {"RECON": BillKind.BILL, "CREDIT": BillKind.CREDIT, "AUTO_PAY": BillKind.AUTO_PAY}
_PAID = {
    "UNPAID": PayState.UNPAID,
    "PARTIAL_PAID": PayState.PART,
    "PAID": PayState.PAID,
    "NO_NEED": PayState.NOT_DUE,
}
_REFUSED = {
    40001: Standing.NO_FINANCE,
    40100: Standing.BUSY,
    40101: Standing.NO_ACCESS,
    40105: Standing.NO_ACCESS,
    40110: Standing.NO_ACCESS,
}
_PAGE = 50
_PAGES = 400  # of one span: a server that counts on for ever is left
_SPAN = timedelta(days=90)
"""How many days are asked for at once: the longest span is said nowhere."""


class TikTokBills:
    """One Business Center."""

    def __init__(self, base_url: str, token: str, bc_id: str, seconds: float) -> None:
        self._wire = Wire(
            "tiktok",
            base_url,
            seconds,
            headers=lambda: {"Access-Token": token},
            secrets=lambda: (token,),
        )
        self._bc_id = bc_id

    def account(self, since: date, until: date) -> Account | Refused:
        """As `Platform.account`."""
        bills: dict[str, Bill] = {}
        unread = 0
        while since <= until:
            end = min(since + _SPAN - timedelta(days=1), until)
            for told in self._pages("/bc/invoice/get/", self._span(since, end)):
                if isinstance(told, Refused):
                    return told
                bill = _bill(told)
                if bill is None:
                    unread += 1
                else:
                    bills[bill.remote_id] = bill
            since = end + timedelta(days=1)
        groups = []
        for told in self._pages("/bc/billing_group/get/", {}):
            if isinstance(told, Refused):
                return told
            group = _group(told)
            if group is not None:
                groups.append(group)
        unpaid, currency = self._unpaid()
        return Account(tuple(bills.values()), tuple(groups), unpaid, currency, unread)

    def paper(self, remote_id: str) -> bytes | Refused:
        """As `Platform.paper`: what comes is the file itself, or an envelope that says why not."""
        heard = self._wire.ask(
            "GET", "/bc/invoice/download/", query={"bc_id": self._bc_id, "invoice_id": remote_id}
        )
        if isinstance(heard, Answer) and heard.body.startswith(b"%PDF-"):
            return heard.body
        told = _opened(heard)
        return told if isinstance(told, Refused) else Refused(Standing.AWAY)

    def _span(self, since: date, until: date) -> dict[str, object]:
        return {
            "invoice_types": json.dumps(list(_KINDS)),
            "start_time": f"{since} 00:00:00",
            "end_time": f"{until} 23:59:59",
        }

    def _pages(
        self, path: str, query: Mapping[str, object]
    ) -> Iterator[Mapping[str, Any] | Refused]:
        """The rows of all pages, or why there are none."""
        for page in range(1, _PAGES + 1):
            asked = {"bc_id": self._bc_id, **query, "page": page, "page_size": _PAGE}
            data = _opened(self._wire.ask("GET", path, query=asked))
            if isinstance(data, Refused):
                yield data
                return
            yield from rows(data.get("list", data.get("invoice_list")))
            last = part(data, "page_info", "total_page")
            if not isinstance(last, int) or page >= last:
                return
        yield Refused(Standing.AWAY, f"> {_PAGES} p.")

    def _unpaid(self) -> tuple[int | None, str]:
        """What it adds up itself; nothing where it does not say."""
        asked = {"bc_id": self._bc_id, "invoice_type": "RECON"}
        data = _opened(self._wire.ask("GET", "/bc/invoice/unpaid/get/", query=asked))
        if isinstance(data, Refused):
            return None, ""
        currency = _text(part(data, "result", "currency_code"), 3)
        return _minor(part(data, "result", "amount"), currency), currency


def _opened(heard: Heard) -> Mapping[str, Any] | Refused:
    """What an envelope holds, or why it holds nothing."""
    if not isinstance(heard, Answer):
        return Refused(Standing.AWAY, "" if isinstance(heard, NotSent) else heard.reason)
    try:
        told = json.loads(heard.body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return Refused(Standing.BUSY if heard.status == 429 else Standing.AWAY, heard.start)
    code = part(told, "code")
    if code == 0 and heard.status < 300:
        data = part(told, "data")
        return data if isinstance(data, Mapping) else {}
    said = _text(part(told, "message"), 200)
    standing = Standing.BUSY if heard.status == 429 else _REFUSED.get(code, Standing.AWAY)
    return Refused(standing, said)


def _bill(told: Mapping[str, Any]) -> Bill | None:
    """None where what it costs, or which one it is, cannot be understood."""
    currency = _text(told.get("currency_code"), 3)
    remote_id, number = _text(told.get("invoice_id"), 64), _text(told.get("serial_number"), 80)
    kind = _KINDS.get(_text(told.get("invoice_type"), 20))
    total = _minor(told.get("amount"), currency)
    tax = _minor(told.get("total_tax_amount", 0), currency)
    if not remote_id or kind is None or total is None or tax is None:
        logger.warning("a bill of TikTok cannot be read: %s", clean(repr(dict(told)), 1000))
        return None
    total, tax = abs(total), abs(tax)
    raw = _text(told.get("pay_status"), 40)
    return Bill(
        remote_id=remote_id,
        number=number or remote_id,
        kind=kind,
        organisation=_text(told.get("invoice_title"), 200),
        group_id=_text(told.get("billing_group_id"), 64),
        raw_state=_text(told.get("status"), 40),
        pay_state=_PAID.get(raw, PayState.UNKNOWN),
        raw_pay_state=raw,
        overdue=told.get("overdue_status") == "YES",
        sent_on=_day(told.get("send_date")),
        due_on=_day(told.get("due_date")),
        currency=currency,
        net=total - tax,
        tax=tax,
        unpaid=abs(_minor(told.get("unpaid_amount", 0), currency) or 0),
    )


def _group(told: Mapping[str, Any]) -> Group | None:
    remote_id = _text(told.get("billing_group_id"), 64)
    if not remote_id:
        return None
    name = _text(told.get("billing_group_name"), 256)
    billed_to = _text(told.get("invoice_object_name"), 200)
    return Group(remote_id, name or remote_id, billed_to, told.get("is_primary") in (True, 1))


def _text(value: object, limit: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    return clean(str(value), limit)


def _minor(value: object, currency: str) -> int | None:
    """An amount in minor units: a number, or one in quotes; None where it is neither."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        return to_minor(Decimal(value), currency)
    except (InvalidOperation, Refusal):
        return None


def _day(value: object) -> date | None:
    """The day of ``2025-11-03 00:00:00``; the zone of such moments is said nowhere."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
