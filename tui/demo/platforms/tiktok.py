"""A simulated TikTok API for Business: the bills of one Business Center."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tui.demo.server import Asked, Said, Simulated, said

TOKEN = "demo-finance-token"  # noqa: S105 - opens nothing but this play
BC_ID = "7086301234567890123"
_GROUP = "7123450000000000001"
_PDF = b"%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Kemas (%s) >>\nendobj\n%%%%EOF\n"
_TYPES = {"RECON", "CREDIT", "AUTO_PAY"}
_STATES = {"UNPAID", "PAID", "PARTIAL_PAID", "NO_NEED"}


def bill(at: int, day: date, net: int, **other: object) -> dict[str, Any]:
    """One bill in rupiah with 11 % tax, as the list tells it."""
    tax = net * 11 // 100
    due = day + timedelta(days=30)
    return {
        "invoice_id": f"73055512345678{at:05}",
        "serial_number": f"ID{day:%y%m}A{at:07}",
        "invoice_type": "RECON",
        "status": "APPROVED",
        "pay_status": "UNPAID",
        "overdue_status": "NO",
        "send_date": f"{day} 00:00:00",
        "due_date": f"{due} 00:00:00",
        "currency_code": "IDR",
        "amount": net + tax,
        "amount_excluding_tax": net,
        "total_tax_amount": tax,
        "unpaid_amount": net + tax,
        "tax_type1": "VAT",
        "tax_rate1": 0.11,
        "tax_amount1": tax,
        "invoice_title": "PT Kemas Contoh",
        "account_name": "PT Kemas",
        "country_code": "ID",
        "billing_group_id": _GROUP,
        "negative_invoice_ids": [],
        "positive_invoice_ids": [],
        **other,
    }


def year_of_bills(today: date) -> list[dict[str, Any]]:
    """Twelve months of bills: the last two open, one overdue, one credit note."""
    bills, day = [], today.replace(day=3)
    for at in range(12):
        paid = {"pay_status": "PAID", "unpaid_amount": 0} if at > 2 else {}
        late = {"overdue_status": "YES"} if at == 2 else {}
        bills.append(bill(100 + at, day, (14_000_000 - at * 650_000), **paid, **late))
        day = (day.replace(day=1) - timedelta(days=1)).replace(day=3)
    note = {"invoice_type": "CREDIT", "pay_status": "NO_NEED", "unpaid_amount": 0}
    return [*bills, bill(90, today.replace(day=3) - timedelta(days=20), 450_000, **note)]


class SimulatedTikTok(Simulated):
    """Knows one Business Center; pages, envelopes and errors are those of the API."""

    def __init__(self, bills: list[dict[str, Any]] | None = None, port: int = 0) -> None:
        super().__init__(port=port)
        self.bills = bills if bills is not None else year_of_bills(datetime.now().date())
        self.groups = [
            {
                "billing_group_id": _GROUP,
                "billing_group_name": "Iklan toko",
                "billing_group_type": "AUCTION",
                "billed_to_type": "ACCOUNT",
                "invoice_object_name": "PT Kemas Contoh",
                "is_primary": True,
                "status": 1,
            }
        ]
        self.has_finance = True
        """Whether the token's owner is Finance Manager or Finance Analyst."""
        self.most_a_page = 50

    def answer(self, asked: Asked) -> Said:
        """As the real one: HTTP 200 whatever happens, the code says what it was."""
        if asked.headers.get("access-token") != TOKEN:
            return _wrong(40105, "Access token is incorrect or has been revoked.")
        if asked.query.get("bc_id") != BC_ID:
            return _wrong(40002, "bc_id: Invalid value")
        if not self.has_finance:
            return _wrong(40001, "No permission: finance role is required")
        match asked.method, asked.path.removeprefix("/open_api/v1.3"):
            case "GET", "/bc/invoice/get/":
                return self._list(asked.query)
            case "GET", "/bc/billing_group/get/":
                return self._page(self.groups, asked.query)
            case "GET", "/bc/invoice/unpaid/get/":
                return self._unpaid(asked.query)
            case "GET", "/bc/invoice/download/":
                return self._paper(asked.query)
        return _wrong(40002, f"unknown path {asked.path}")

    def _list(self, query: Mapping[str, str]) -> Said:
        try:
            types = json.loads(query["invoice_types"])
            states = json.loads(query.get("pay_statuses", "[]"))
            since, until = (_moment(query[name]) for name in ("start_time", "end_time"))
        except (KeyError, ValueError) as error:
            return _wrong(40002, f"{error}: Invalid value")
        if not types or not set(types) <= _TYPES or not set(states) <= _STATES or since > until:
            return _wrong(40002, "invoice_types, pay_statuses or the time range is invalid")
        found = [
            one
            for one in self.bills
            if one["invoice_type"] in types
            and (not states or one["pay_status"] in states)
            and since <= _moment(str(one["send_date"])) <= until
        ]
        return self._page(found, query)

    def _page(self, found: list[dict[str, Any]], query: Mapping[str, str]) -> Said:
        page, size = int(query.get("page", 1)), int(query.get("page_size", 10))
        if not 1 <= size <= self.most_a_page or page < 1:
            return _wrong(40002, "page_size: Invalid value")
        pages = -(-len(found) // size)
        info = {"page": page, "page_size": size, "total_number": len(found), "total_page": pages}
        return _fine({"list": found[(page - 1) * size : page * size], "page_info": info})

    def _unpaid(self, query: Mapping[str, str]) -> Said:
        if query.get("invoice_type") != "RECON":
            return _wrong(40002, "invoice_type: only RECON is allowed")
        rest = sum(one["unpaid_amount"] for one in self.bills if one["invoice_type"] == "RECON")
        return _fine({"result": {"currency_code": "IDR", "amount": rest}})

    def _paper(self, query: Mapping[str, str]) -> Said:
        wanted = query.get("invoice_id")
        found = next((one for one in self.bills if one["invoice_id"] == wanted), None)
        if found is None:
            return _wrong(40002, "invoice_id: Invalid value")
        return Said(200, _PDF % str(found["serial_number"]).encode(), "application/pdf")


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")


def _fine(data: Mapping[str, Any]) -> Said:
    return said({"code": 0, "message": "OK", "request_id": "202611220001", "data": data})


def _wrong(code: int, message: str) -> Said:
    return said({"code": code, "message": message, "request_id": "202611220002", "data": {}})
