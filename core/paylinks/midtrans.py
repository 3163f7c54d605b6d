"""Midtrans Snap (Indonesia): pages to pay by (https://docs.midtrans.com/reference/backend-integration).

A page is made at one address and followed at another, which knows of it only once somebody has
begun to pay; until then it cannot be closed either, and expires by itself.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from core.billing.pay_links.queries import PayLink
from core.couriers.readings import text
from core.money import Money
from core.paylink_settings import MidtransSettings
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
    Taken,
    Unknown,
)
from core.paylinks.reading import address, moment, money
from core.paylinks.signing import midtrans, same
from core.paylinks.troubles import Trouble, because, unheard
from core.trying import Later
from core.wire import Answer, Heard, Wire

_ZONE = "Asia/Jakarta"
_STAGES = {
    "pending": Stage.OPEN,
    "authorize": Stage.OPEN,
    "deny": Stage.OPEN,  # the payer may try another way
    "failure": Stage.OPEN,
    "capture": Stage.OPEN,  # paid only where it is no fraud
    "settlement": Stage.PAID,
    "cancel": Stage.CANCELLED,
    "expire": Stage.EXPIRED,
    "refund": Stage.GIVEN_BACK,
    "partial_refund": Stage.GIVEN_BACK,
    "chargeback": Stage.GIVEN_BACK,
    "partial_chargeback": Stage.GIVEN_BACK,
}


class Midtrans:
    """One merchant."""

    code = "midtrans"
    name = "Midtrans"
    abilities = frozenset({Can.REPEAT})

    def __init__(self, settings: MidtransSettings) -> None:
        self._key = settings.server_key.get_secret_value()
        basic = base64.b64encode(f"{self._key}:".encode()).decode()
        seconds = settings.timeout_seconds

        def wire(address: str) -> Wire:
            return Wire(
                self.code,
                address,
                seconds,
                headers=lambda: {"Authorization": f"Basic {basic}"},
                secrets=lambda: (self._key, basic),
            )

        self._pages, self._api = wire(settings.base_url), wire(settings.api_url)

    def create(self, link: PayLink, buyer: Buyer, now: datetime) -> Creation:
        """Ask for a page; the order is taken once."""
        hours = max(1, int((link.expires_at - now).total_seconds() // 3600))
        last = {"duration": hours, "unit": "hours"}
        who = {"first_name": buyer.name[:255] or "-"}
        said = {
            "transaction_details": {
                "order_id": link.key,
                "gross_amount": int(Money(link.amount, link.currency).decimal),
            },
            "customer_details": who | ({"email": buyer.email} if buyer.email else {}),
            "custom_field1": link.description,
            "expiry": last,
            "page_expiry": last,
        }
        heard = self._pages.post("/snap/v1/transactions", said)
        broken = _unheard(heard)
        if broken is not None or not isinstance(heard, Answer):
            return broken or Unknown(because(Trouble.SILENT))
        told = heard.json if isinstance(heard.json, dict) else {}
        if heard.status >= 400:
            return _denied(told)
        url = address(told.get("redirect_url"))
        return Made(url, text(told.get("token"), 80)) if url else Unknown(because(_UNREAD))

    def look(self, link: PayLink) -> Look:
        """Ask by the order."""
        return self._seen(link, self._api.get(f"/v2/{quote(link.key)}/status"))

    def close(self, link: PayLink, gateway_id: str = "") -> Closing:
        """Let a payment that was begun expire; what cannot be changed any more says how it is."""
        said = self._seen(link, self._api.post(f"/v2/{quote(link.key)}/expire", {}))
        return self.look(link) if isinstance(said, Rejected) else said

    def _seen(self, link: PayLink, heard: Heard) -> Look:
        broken = _unheard(heard)
        if broken is not None or not isinstance(heard, Answer):
            return broken or Unknown(because(Trouble.SILENT))
        told = heard.json if isinstance(heard.json, dict) else {}
        code, words = text(told.get("status_code"), 10), text(told.get("status_message"), 200)
        if code == "404":
            return Absent()
        if code == "401":
            return Later(because(Trouble.LOGIN, words), stops=True)
        if code == "429":
            return Later(because(Trouble.BUSY), heard.wait)
        said = text(told.get("transaction_status"), 40)
        if said not in _STAGES:
            known = code.startswith("4")
            return Rejected(because(Trouble.REFUSED, words)) if known else Unknown(because(_UNREAD))
        written = text(told.get("gross_amount"), 40)
        signed = text(told.get("signature_key"), 200)
        if signed and not same(signed, midtrans(link.key, code, written, self._key)):
            return Unknown(because(Trouble.FORGED))
        amount = money(written, told.get("currency") or link.currency)
        if text(told.get("order_id"), 60) != link.key or amount is None:
            return Unknown(because(Trouble.OTHER))
        stage = _STAGES[said]
        if said == "capture" and told.get("fraud_status") == "accept":
            stage = Stage.PAID
        came = (_came(told, amount),) if stage is Stage.PAID else ()
        return Seen(stage, gateway_id=text(told.get("transaction_id"), 80), said=said, came=came)


_UNREAD = Trouble.UNREADABLE


def _came(told: Mapping[str, Any], amount: Money) -> Came:
    at = moment(told.get("settlement_time"), _ZONE) or moment(told.get("transaction_time"), _ZONE)
    number = text(told.get("transaction_id"), 80) or text(told.get("order_id"), 60)
    return Came(number, amount, at, method=text(told.get("payment_type"), 60))


def _unheard(heard: Heard) -> Later | Unknown | None:
    if isinstance(heard, Answer) and heard.status == 401:
        return Later(because(Trouble.LOGIN), stops=True)
    return unheard(heard)


def _denied(told: Mapping[str, Any]) -> Rejected | Taken:
    found = told.get("error_messages")
    words = "; ".join(text(one, 200) for one in found) if isinstance(found, list) else ""
    if "order_id" in words and ("taken" in words or "digunakan" in words):
        return Taken(because(Trouble.TAKEN, words))
    about = Trouble.AMOUNT if "gross_amount" in words else Trouble.DATA
    return Rejected(because(about, words))
