"""payOS (Việt Nam): links that are paid by a bank transfer (https://payos.vn/docs/api/).

Each answer is HTTP 200 with a code of its own; what it says is signed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from core.billing.pay_links.queries import PayLink
from core.couriers.readings import rows, text, whole
from core.money import Money
from core.paylink_settings import PayosSettings
from core.paylinks.base import (
    Absent,
    Buyer,
    Came,
    Can,
    Closing,
    Creation,
    Look,
    Made,
    Rejected,
    Seen,
    Stage,
    Unknown,
)
from core.paylinks.reading import address, moment, money
from core.paylinks.signing import payos_data, payos_request, same
from core.paylinks.troubles import Trouble, because, unheard
from core.trying import Later
from core.wire import Answer, Heard, Wire

_FINE, _ABSENT, _TAKEN = "00", "101", "231"
_STOPS = {"201": Trouble.SIGNATURE, "214": Trouble.CHANNEL, "401": Trouble.LOGIN}
_REFUSES = {"20": Trouble.DATA}
_STAGES = {
    "PENDING": Stage.OPEN,
    "PROCESSING": Stage.OPEN,
    "UNDERPAID": Stage.PARTLY,
    "PAID": Stage.PAID,
    "CANCELLED": Stage.CANCELLED,
    "FAILED": Stage.CANCELLED,
    "EXPIRED": Stage.EXPIRED,
}
_ZONE = "Asia/Ho_Chi_Minh"
_REASON = "Replaced"


@dataclass(frozen=True, slots=True)
class _Denied:
    """Its code of the reason, and what it says of it."""

    code: str
    words: str


class Payos:
    """One payment channel."""

    code = "payos"
    name = "payOS"
    abilities = frozenset({Can.FIND, Can.REPEAT, Can.CLOSE, Can.PARTS})

    def __init__(self, settings: PayosSettings) -> None:
        self._settings = settings
        self._checksum = settings.checksum_key.get_secret_value()
        client, key = settings.client_id.get_secret_value(), settings.api_key.get_secret_value()
        self._wire = Wire(
            self.code,
            settings.base_url,
            settings.timeout_seconds,
            headers=lambda: {"x-client-id": client, "x-api-key": key},
            secrets=lambda: (client, key, self._checksum),
        )

    def create(self, link: PayLink, buyer: Buyer, now: datetime) -> Creation:
        """Ask for a link; the number of the order is taken once."""
        said: dict[str, Any] = {
            "orderCode": int(link.key),
            "amount": int(Money(link.amount, link.currency).decimal),
            "description": link.description[: self._settings.letters],
            "cancelUrl": self._settings.cancel_url,
            "returnUrl": self._settings.return_url,
            "expiredAt": int(link.expires_at.timestamp()),
        }
        said["signature"] = payos_request(said, self._checksum)
        if buyer.name:
            said["buyerName"] = buyer.name
        if buyer.email:
            said["buyerEmail"] = buyer.email
        told = self._read(self._wire.post("/v2/payment-requests", said))
        match told:
            case _Denied(code=code, words=words) if code == _TAKEN:
                return Unknown(because(Trouble.TAKEN, words))  # looked up: it may be ours
            case _Denied(code=code, words=words):
                return Rejected(because(_REFUSES.get(code, Trouble.REFUSED), f"{code}: {words}"))
            case Mapping():
                return self._made(link, told)
        return told

    def look(self, link: PayLink) -> Look:
        """Ask by the number of the order."""
        return self._seen(link, self._wire.get(f"/v2/payment-requests/{quote(link.key)}"))

    def close(self, link: PayLink, gateway_id: str = "") -> Closing:
        """Cancel it; one that is paid or over says so."""
        path = f"/v2/payment-requests/{quote(gateway_id or link.key)}/cancel"
        said = self._seen(link, self._wire.post(path, {"cancellationReason": _REASON}))
        return self.look(link) if isinstance(said, Rejected) else said

    def _made(self, link: PayLink, data: Mapping[str, Any]) -> Made | Unknown:
        if not self._is_ours(link, data):
            return Unknown(because(Trouble.OTHER))
        found = text(data.get("paymentLinkId"), 80)
        url = address(data.get("checkoutUrl")) or self._url(found)
        if not url:
            return Unknown(because(Trouble.UNREADABLE))
        return Made(url, found, text(data.get("qrCode"), 500))

    def _seen(self, link: PayLink, heard: Heard) -> Look:
        told = self._read(heard)
        match told:
            case _Denied(code=code) if code == _ABSENT:
                return Absent()
            case _Denied(code=code, words=words):
                return Rejected(because(Trouble.REFUSED, f"{code}: {words}"))
            case Mapping():
                pass
            case _:
                return told
        said = text(told.get("status"), 40)
        if not self._is_ours(link, told) or said not in _STAGES:
            return Unknown(because(Trouble.OTHER, said))
        found = text(told.get("id"), 80) or text(told.get("paymentLinkId"), 80)
        came = tuple(
            _came(link, found, one) for one in rows(told.get("transactions")) if _some(one)
        )
        return Seen(_STAGES[said], self._url(found), found, said=said, came=came)

    def _url(self, found: str) -> str:
        return f"{self._settings.pay_url}/{quote(found)}" if found else ""

    def _is_ours(self, link: PayLink, data: Mapping[str, Any]) -> bool:
        amount = money(data.get("amount"), link.currency)
        told = whole(data.get("orderCode"))
        return told == int(link.key) and amount == Money(link.amount, link.currency)

    def _read(self, heard: Heard) -> Mapping[str, Any] | _Denied | Later | Unknown:
        """What an answer says; only what is signed with our key is believed."""
        if isinstance(heard, Answer) and heard.status in {401, 403}:
            return Later(because(Trouble.LOGIN, heard.start), stops=True)
        silent = unheard(heard)
        if silent is not None or not isinstance(heard, Answer):
            return silent or Unknown(because(Trouble.SILENT))
        told = heard.json
        if not isinstance(told, dict) or not text(told.get("code")):
            return Unknown(because(Trouble.UNREADABLE))
        code, words = text(told.get("code"), 20), text(told.get("desc"), 200)
        if code in _STOPS:
            return Later(because(_STOPS[code], words), stops=True)
        if code != _FINE:
            return _Denied(code, words)
        data = told.get("data")
        if not isinstance(data, dict):
            return Unknown(because(Trouble.UNREADABLE))
        if not same(text(told.get("signature"), 200), payos_data(data, self._checksum)):
            return Unknown(because(Trouble.FORGED))
        return data


def _some(told: Mapping[str, Any]) -> bool:
    amount = money(told.get("amount"), "VND")
    return amount is not None and amount.minor > 0


def _came(link: PayLink, found: str, told: Mapping[str, Any]) -> Came:
    amount = money(told.get("amount"), link.currency) or Money(0, link.currency)
    reference = text(told.get("reference"), 60)
    if not reference:  # without one, what it says tells it from others
        reference = json.dumps([told.get("transactionDateTime"), amount.minor])
    payer = text(told.get("counterAccountName"), 200)
    at = moment(told.get("transactionDateTime"), _ZONE)
    return Came(f"{link.key}:{reference}", amount, at, None, payer, "VietQR")
