"""A simulated Xendit: invoices, of which several may have one key, and its fees."""

from __future__ import annotations

import base64
import re
import uuid
from typing import Any

from tui.demo.gateways.till import Page, Paid, Till
from tui.demo.server import Asked, Said, said

SECRET_KEY = "xnd_development_demo"  # noqa: S105 - opens nothing but this play
_LEAST, _MOST = 1_000, 1_000_000_000
_FEE = 4_440
_ISO = "%Y-%m-%dT%H:%M:%S.000Z"
_ONE = re.compile(r"/v2/invoices/([^/]+)")
_EXPIRE = re.compile(r"/invoices/([^/]+)/expire!")


class SimulatedXendit(Till):
    """One business."""

    name = "Xendit"
    open_states = ("PENDING",)

    def api(self, asked: Asked) -> Said:
        """Check the key, then the question."""
        wanted = base64.b64encode(f"{SECRET_KEY}:".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {wanted}":
            return _no(401, "INVALID_API_KEY", "API key format is invalid")
        if asked.path == "/v2/invoices":
            return self._create(asked) if asked.method == "POST" else self._list(asked)
        if (found := _ONE.fullmatch(asked.path)) and asked.method == "GET":
            page = self._by_id(found[1])
            return _absent() if page is None else said(self._told(page))
        if (found := _EXPIRE.fullmatch(asked.path)) and asked.method == "POST":
            page = self._by_id(found[1])
            if page is None:
                return _absent()
            if page.state != "PENDING":
                return _no(400, "API_VALIDATION_ERROR", "Invoice status is not pending")
            page.state = "EXPIRED"
            return said(self._told(page))
        return _no(404, "DATA_NOT_FOUND", "Not found")

    def _create(self, asked: Asked) -> Said:
        body = asked.json
        if not isinstance(body, dict):
            return _no(400, "API_VALIDATION_ERROR", "Inputs are failing validation")
        key, amount = body.get("external_id"), body.get("amount")
        if not isinstance(key, str) or not key:
            return _no(400, "API_VALIDATION_ERROR", '"external_id" is required')
        if isinstance(amount, bool) or not isinstance(amount, int | float):
            return _no(400, "API_VALIDATION_ERROR", '"amount" must be a number')
        if body.get("currency", "IDR") != "IDR":
            return _no(400, "UNSUPPORTED_CURRENCY", "The currency is not supported")
        if amount < _LEAST:
            return _no(400, "MINIMAL_TRANSFER_AMOUNT_ERROR", f"Amount is below {_LEAST}")
        if amount > _MOST:
            return _no(400, "MAXIMUM_TRANSFER_AMOUNT_ERROR", f"Amount is above {_MOST}")
        seconds = body.get("invoice_duration", 86_400)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0:
            return _no(400, "API_VALIDATION_ERROR", '"invoice_duration" must be a number')
        made = Page(
            uuid.uuid4().hex[:24],
            key,
            int(amount),
            "IDR",
            str(body.get("description") or ""),
            self.now(),
            self.now() + seconds,
            "PENDING",
        )
        self.pages.append(made)
        return said(self._told(made))

    def _list(self, asked: Asked) -> Said:
        wanted = asked.query.get("external_id")
        found = [one for one in self.pages if wanted is None or one.key == wanted]
        return said([self._told(one) for one in reversed(found)])

    def _by_id(self, number: str) -> Page | None:
        return next((one for one in self.pages if one.id == number), None)

    def pay(self, page: Page, amount: int | None = None, currency: str = "") -> Paid:
        """The money comes in."""
        gave = page.amount if amount is None else amount
        one = Paid(uuid.uuid4().hex, gave, self.now(), currency or "IDR", "BANK_TRANSFER")
        page.paid.append(one)
        page.state = "PAID"
        return one

    def expire(self, page: Page) -> None:
        """Its time is over."""
        page.state = "EXPIRED"

    def _told(self, one: Page) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": one.id,
            "external_id": one.key,
            "user_id": "000000000000000000000000",
            "status": one.state,
            "merchant_name": "Toko Contoh",
            "amount": one.amount,
            "currency": "IDR",
            "description": one.words,
            "expiry_date": self.clock(one.until, _ISO),
            "invoice_url": f"{self.url}/web/{one.id}",
            "should_send_email": False,
            "created": self.clock(one.made, _ISO),
            "updated": self.clock(self.now(), _ISO),
        }
        if one.paid:
            paid = one.paid[-1]
            told |= {
                "paid_amount": paid.amount,
                "currency": paid.currency,
                "paid_at": self.clock(paid.at, _ISO),
                "payment_method": paid.way,
                "payment_channel": "BCA",
                "fees_paid_amount": _FEE,
                "adjusted_received_amount": paid.amount - _FEE,
            }
        return told


def _no(status: int, code: str, words: str) -> Said:
    return said({"error_code": code, "message": words}, status)


def _absent() -> Said:
    return _no(404, "INVOICE_NOT_FOUND_ERROR", "Invoice not found")
