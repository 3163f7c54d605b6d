"""A simulated payOS: keys in headers, signatures over the very bytes, HTTP 200 for nearly all."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from typing import Any

from core.payqr.vietqr import vietqr
from tui.demo.gateways.till import Page, Paid, Till, east
from tui.demo.server import Asked, Said, said

CLIENT, KEY, CHECKSUM = "demo-payos-client", "demo-payos-key", "demo-payos-checksum"
_BIN, _ACCOUNT, _NAME = "970436", "0011002345678", "CUA HANG VI DU"
_PATH = "/v2/payment-requests"
_SIGNED = ("amount", "cancelUrl", "description", "orderCode", "returnUrl")
_LARGEST = 9_007_199_254_740_991  # what JavaScript counts exactly


class SimulatedPayos(Till):
    """One payment channel."""

    name = "payOS"
    zone = east(7)
    open_states = ("PENDING", "UNDERPAID")

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.letters = 25
        self.open = True
        """Whether the channel may be used."""
        self.checksum = CHECKSUM

    def api(self, asked: Asked) -> Said:
        """Check the keys, then the question."""
        keys = asked.headers.get("x-client-id"), asked.headers.get("x-api-key")
        if keys != (CLIENT, KEY):
            return said({"code": "401", "desc": "Unauthorized", "data": None}, 401)
        if not self.open:
            return _no("214", "Cổng thanh toán không tồn tại hoặc đã tạm dừng")
        if asked.method == "POST" and asked.path == _PATH:
            return self._create(asked)
        parts = asked.path.removeprefix(_PATH + "/").split("/")
        found = next((one for one in self.pages if parts[0] in {one.key, one.id}), None)
        if not asked.path.startswith(_PATH + "/") or len(parts) > 2:
            return said({"code": "404", "desc": "Not found"}, 404)
        if found is None:
            return _no("101", "Mã thanh toán không tồn tại")
        if parts[1:] == ["cancel"] and asked.method == "POST":
            return self._cancel(found, asked)
        return self._yes(self._told(found))

    def _create(self, asked: Asked) -> Said:
        body = asked.json
        if not isinstance(body, dict) or "json" not in asked.headers.get("content-type", ""):
            return _no("20", "Thông tin truyền lên không đúng")
        wrong = self._wrong(body)
        if wrong:
            return _no("20", wrong)
        signed = "&".join(f"{name}={body[name]}" for name in _SIGNED)
        if not hmac.compare_digest(_hmac(signed, self.checksum), str(body.get("signature"))):
            return _no("201", "Mã kiểm tra(signature) không hợp lệ")
        if any(one.key == str(body["orderCode"]) for one in self.pages):
            return _no("231", "Đơn thanh toán đã tồn tại")
        made = Page(
            uuid.uuid4().hex,
            str(body["orderCode"]),
            body["amount"],
            "VND",
            body["description"],
            self.now(),
            float(body.get("expiredAt") or self.now() + 86_400),
            "PENDING",
        )
        self.pages.append(made)
        return self._yes(
            {
                "bin": _BIN,
                "accountNumber": _ACCOUNT,
                "accountName": _NAME,
                "amount": made.amount,
                "description": made.words,
                "orderCode": body["orderCode"],
                "currency": "VND",
                "paymentLinkId": made.id,
                "status": made.state,
                "expiredAt": int(made.until),
                "checkoutUrl": f"{self.url}/web/{made.id}",
                "qrCode": vietqr(_BIN, _ACCOUNT, made.amount, made.words),
            }
        )

    def _wrong(self, body: dict[str, Any]) -> str:
        """What of a question is not as it must be; empty: nothing."""
        for name in ("orderCode", "amount"):
            value = body.get(name)
            if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
                return f"{name} must be a positive number"
        if body["orderCode"] > _LARGEST:
            return "orderCode is too large"
        for name in ("description", "cancelUrl", "returnUrl"):
            if not isinstance(body.get(name), str) or not body[name]:
                return f"{name} is required"
        if len(body["description"]) > self.letters:
            return f"Mô tả tối đa {self.letters} kí tự"
        until = body.get("expiredAt")
        if until is not None and (not isinstance(until, int) or until <= self.now()):
            return "expiredAt must be in the future"
        return ""

    def _cancel(self, found: Page, asked: Asked) -> Said:
        if found.state not in self.open_states:
            return _no("20", f"Không thể huỷ: {found.state}")
        found.state = "CANCELLED"
        told = asked.json if isinstance(asked.json, dict) else {}
        found.facts |= {"reason": told.get("cancellationReason"), "at": self.clock(self.now())}
        return self._yes(self._told(found))

    def pay(self, page: Page, amount: int | None = None, currency: str = "") -> Paid:
        """A transfer comes in."""
        number = f"FT{int(self.now()) % 10**9:09}{len(page.paid)}"
        one = Paid(
            number, page.amount - page.came if amount is None else amount, self.now(),
            currency or "VND", "VietQR", "NGUYEN VAN VI DU",
        )  # fmt: skip
        page.paid.append(one)
        page.state = "PAID" if page.came >= page.amount else "UNDERPAID"
        return one

    def expire(self, page: Page) -> None:
        """Its time is over."""
        page.state = "EXPIRED"

    def _told(self, one: Page) -> dict[str, Any]:
        return {
            "id": one.id,
            "orderCode": int(one.key),
            "amount": one.amount,
            "amountPaid": one.came,
            "amountRemaining": max(0, one.amount - one.came),
            "status": one.state,
            "createdAt": self.clock(one.made, "%Y-%m-%dT%H:%M:%S+07:00"),
            "transactions": [
                {
                    "reference": each.number,
                    "amount": each.amount,
                    "accountNumber": _ACCOUNT,
                    "description": one.words,
                    "transactionDateTime": self.clock(each.at, "%Y-%m-%dT%H:%M:%S+07:00"),
                    "virtualAccountName": None,
                    "virtualAccountNumber": None,
                    "counterAccountBankId": None,
                    "counterAccountBankName": None,
                    "counterAccountName": each.payer,
                    "counterAccountNumber": "0099009900",
                }
                for each in one.paid
            ],
            "cancellationReason": one.facts.get("reason"),
            "canceledAt": one.facts.get("at"),
        }

    def _yes(self, data: dict[str, Any]) -> Said:
        told = {"code": "00", "desc": "success", "data": data}
        return said(told | {"signature": _hmac(_string(data), self.checksum)})


def _no(code: str, words: str) -> Said:
    return said({"code": code, "desc": words, "data": None, "signature": None})


def _hmac(told: str, key: str) -> str:
    return hmac.new(key.encode(), told.encode(), hashlib.sha256).hexdigest()


def _string(data: dict[str, Any]) -> str:
    """What is signed of an answer: its keys in their order."""
    parts = []
    for name, value in sorted(data.items()):
        if isinstance(value, list):
            rows = [dict(sorted(one.items())) for one in value]
            parts.append(f"{name}={json.dumps(rows, ensure_ascii=False, separators=(',', ':'))}")
        else:
            parts.append(f"{name}={'' if value is None else value}")
    return "&".join(parts)
