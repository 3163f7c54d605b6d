"""A simulated Midtrans: pages of Snap, and payments that are seen once somebody began to pay."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from typing import Any

from tui.demo.gateways.till import Page, Paid, Till, east
from tui.demo.server import Asked, Said, said

SERVER_KEY = "SB-Mid-server-demo"
_UNITS = {"minute": 60, "hour": 3600, "day": 86_400}
_PATH = re.compile(r"/v2/([^/]+)/(status|expire|cancel)")


class SimulatedMidtrans(Till):
    """One merchant; `begin` is what somebody does who has chosen how to pay."""

    name = "Midtrans"
    zone = east(7)
    open_states = ("new", "pending")

    def api(self, asked: Asked) -> Said:
        """Check the key, then the question."""
        wanted = base64.b64encode(f"{SERVER_KEY}:".encode()).decode()
        snap = asked.path == "/snap/v1/transactions"
        if asked.headers.get("authorization") != f"Basic {wanted}":
            words = (
                "Access denied due to unauthorized transaction, please check client or server key"
            )
            if snap:
                return said({"error_messages": [words]}, 401)
            return said({"status_code": "401", "status_message": words}, 401)
        if snap and asked.method == "POST":
            return self._create(asked)
        found = _PATH.fullmatch(asked.path)
        if found is None:
            return said({"error_messages": ["Not found"]}, 404)
        wanted_page = next((one for one in self.pages if one.key == found[1]), None)
        if wanted_page is None or wanted_page.state == "new":
            return self._absent()
        if found[2] == "status":
            return said(self._told(wanted_page))
        if wanted_page.state != "pending":
            words = "Merchant cannot modify the status of the transaction"
            return said({"status_code": "412", "status_message": words}, 412)
        wanted_page.state = "expire" if found[2] == "expire" else "cancel"
        return said(self._told(wanted_page))

    def _create(self, asked: Asked) -> Said:
        body = asked.json
        told = body.get("transaction_details") if isinstance(body, dict) else None
        if not isinstance(told, dict):
            return _no("transaction_details is required")
        order, amount = told.get("order_id"), told.get("gross_amount")
        if not isinstance(order, str) or not re.fullmatch(r"[A-Za-z0-9._~-]{1,50}", order):
            return _no("transaction_details.order_id is not valid")
        if isinstance(amount, bool) or not isinstance(amount, int) or amount < 1:
            return _no("transaction_details.gross_amount is not valid")
        items = body.get("item_details")
        if items is not None and amount != sum(one["price"] * one["quantity"] for one in items):
            return _no("transaction_details.gross_amount is not equal to the sum of item_details")
        if any(one.key == order for one in self.pages):
            return _no("transaction_details.order_id has already been taken")
        last = body.get("expiry") or {"duration": 1, "unit": "days"}
        unit = _UNITS.get(str(last.get("unit")).rstrip("s"))
        if unit is None or not isinstance(last.get("duration"), int):
            return _no("expiry is not valid")
        token = str(uuid.uuid4())
        now = self.now()
        words = str(body.get("custom_field1") or order)
        until = now + last["duration"] * unit
        self.pages.append(Page(token, order, amount, "IDR", words, now, until, "new"))
        return said({"token": token, "redirect_url": f"{self.url}/web/{token}"}, 201)

    def begin(self, page: Page) -> None:
        """Somebody has chosen how to pay."""
        page.state = "pending"
        page.facts["number"] = str(uuid.uuid4())
        page.facts["way"] = "bank_transfer"

    def pay(self, page: Page, amount: int | None = None, currency: str = "") -> Paid:
        """The money comes in."""
        if "number" not in page.facts:
            self.begin(page)
        gave = page.amount if amount is None else amount
        money = currency or "IDR"
        one = Paid(page.facts["number"], gave, self.now(), money, page.facts["way"])
        page.paid.append(one)
        page.state = "settlement"
        return one

    def expire(self, page: Page) -> None:
        """Its time is over; of a page that nobody began to pay by nothing is known even then."""
        if page.state == "pending":
            page.state = "expire"
        page.facts["over"] = True

    def _told(self, one: Page) -> dict[str, Any]:
        code = {"pending": "201", "settlement": "200", "capture": "200", "deny": "202"}
        status = code.get(one.state, "407" if one.state == "expire" else "200")
        amount = f"{one.paid[-1].amount if one.paid else one.amount}.00"
        signed = f"{one.key}{status}{amount}{SERVER_KEY}"
        told = {
            "status_code": status,
            "status_message": "Success, transaction is found",
            "transaction_id": one.facts.get("number", one.id),
            "order_id": one.key,
            "merchant_id": "G000000000",
            "gross_amount": amount,
            "currency": one.paid[-1].currency if one.paid else "IDR",
            "payment_type": one.facts.get("way", "bank_transfer"),
            "transaction_time": self.clock(one.made),
            "transaction_status": one.state,
            "fraud_status": one.facts.get("fraud", "accept"),
            "signature_key": hashlib.sha512(signed.encode()).hexdigest(),
        }
        if one.state == "settlement":
            told["settlement_time"] = self.clock(one.paid[-1].at)
        return told

    def _absent(self) -> Said:
        words = "Transaction doesn't exist."
        return said({"status_code": "404", "status_message": words, "id": str(uuid.uuid4())}, 404)


def _no(words: str) -> Said:
    return said({"error_messages": [words]}, 400)
