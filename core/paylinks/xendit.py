"""Xendit (Indonesia): invoices with a page to pay by (https://developers.xendit.co/api-reference/).

Our key may be on several of its invoices: it is looked up before anything is asked twice, and what
is there twice is closed.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from core.billing.pay_links.queries import PayLink
from core.couriers.readings import rows, text
from core.money import Money
from core.paylink_settings import XenditSettings
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
from core.paylinks.troubles import Trouble, because, unheard
from core.trying import Later
from core.wire import Answer, Heard, Wire

_STAGES = {
    "PENDING": Stage.OPEN,
    "PAID": Stage.PAID,
    "SETTLED": Stage.PAID,
    "EXPIRED": Stage.EXPIRED,
}
_BEST = (Stage.PAID, Stage.OPEN, Stage.EXPIRED)
_ABSENT = "INVOICE_NOT_FOUND_ERROR"
_LOGIN = {"INVALID_API_KEY", "REQUEST_FORBIDDEN_ERROR"}
_AMOUNT = {"MINIMAL_TRANSFER_AMOUNT_ERROR", "MAXIMUM_TRANSFER_AMOUNT_ERROR"}


class Xendit:
    """One business."""

    code = "xendit"
    name = "Xendit"
    abilities = frozenset({Can.FIND, Can.CLOSE, Can.FEES})

    def __init__(self, settings: XenditSettings) -> None:
        key = settings.secret_key.get_secret_value()
        basic = base64.b64encode(f"{key}:".encode()).decode()
        self._wire = Wire(
            self.code,
            settings.base_url,
            settings.timeout_seconds,
            headers=lambda: {"Authorization": f"Basic {basic}"},
            secrets=lambda: (key, basic),
        )

    def create(self, link: PayLink, buyer: Buyer, now: datetime) -> Creation:
        """Ask for an invoice; it does not mind a key that it has already."""
        said: dict[str, Any] = {
            "external_id": link.key,
            "amount": int(Money(link.amount, link.currency).decimal),
            "currency": link.currency,
            "description": link.description,
            "invoice_duration": max(60, int((link.expires_at - now).total_seconds())),
            "should_send_email": False,
        }
        if buyer.name:
            said["customer"] = {"given_names": buyer.name[:255]}
        if buyer.email:
            said["payer_email"] = buyer.email
        told = self._read(self._wire.post("/v2/invoices", said))
        if not isinstance(told, dict | list):
            return told if not isinstance(told, Absent) else Rejected(because(Trouble.REFUSED))
        if not isinstance(told, dict):
            return Unknown(because(Trouble.UNREADABLE))
        url, found = address(told.get("invoice_url")), text(told.get("id"), 80)
        if not _is_ours(link, told) or not url:
            return Unknown(because(Trouble.OTHER))
        return Made(url, found)

    def look(self, link: PayLink) -> Look:
        """Ask for all that have our key; paid ones count before those that can be paid."""
        told = self._read(self._wire.get("/v2/invoices", external_id=link.key))
        if not isinstance(told, dict | list):
            return told
        if not isinstance(told, list):
            return Unknown(because(Trouble.UNREADABLE))
        found = [one for one in rows(told) if text(one.get("external_id"), 80) == link.key]
        if not found:
            return Absent()
        if not all(_is_ours(link, one) and _stage(one) is not None for one in found):
            return Unknown(because(Trouble.OTHER))
        found.sort(key=lambda one: _BEST.index(_stage(one) or Stage.EXPIRED))
        return _seen(found)

    def close(self, link: PayLink, gateway_id: str = "") -> Closing:
        """Let one expire; it is known by the number that Xendit gave it."""
        wanted = gateway_id or link.gateway_id
        if not wanted:
            seen = self.look(link)
            if not isinstance(seen, Seen) or seen.stage is not Stage.OPEN:
                return seen
            wanted = seen.gateway_id
        told = self._read(self._wire.post(f"/invoices/{quote(wanted)}/expire!", {}))
        if isinstance(told, dict) and _is_ours(link, told) and _stage(told) is not None:
            return _seen([told])
        if isinstance(told, dict | list):
            return Unknown(because(Trouble.OTHER))
        return self.look(link) if isinstance(told, Rejected) else told

    def _read(
        self, heard: Heard
    ) -> dict[str, Any] | list[Any] | Rejected | Absent | Later | Unknown:
        silent = unheard(heard)
        if silent is not None or not isinstance(heard, Answer):
            return silent or Unknown(because(Trouble.SILENT))
        told: Any = heard.json
        if heard.status < 400:
            known: dict[str, Any] | list[Any] = told
            return known
        code = text(told.get("error_code"), 60) if isinstance(told, dict) else ""
        words = text(told.get("message"), 200) if isinstance(told, dict) else ""
        if code in _LOGIN or heard.status in {401, 403}:
            return Later(because(Trouble.LOGIN, words or code), stops=True)
        if code == _ABSENT or heard.status == 404:
            return Absent()
        about = Trouble.AMOUNT if code in _AMOUNT else Trouble.DATA
        return Rejected(because(about, f"{code}: {words}"))


def _stage(told: Mapping[str, Any]) -> Stage | None:
    return _STAGES.get(text(told.get("status"), 40))


def _is_ours(link: PayLink, told: Mapping[str, Any]) -> bool:
    amount = money(told.get("amount"), told.get("currency") or link.currency)
    asked = Money(link.amount, link.currency)
    return text(told.get("external_id"), 80) == link.key and amount == asked


def _seen(found: Sequence[Mapping[str, Any]]) -> Seen:
    """How the first of them stands; every payment of any of them counts."""
    first = found[0]
    can_be_paid = [text(one.get("id"), 80) for one in found[1:] if _stage(one) is Stage.OPEN]
    return Seen(
        _stage(first) or Stage.EXPIRED,
        address(first.get("invoice_url")),
        text(first.get("id"), 80),
        said=text(first.get("status"), 40),
        came=tuple(each for one in found if (each := _came(one)) is not None),
        others=tuple(can_be_paid),
    )


def _came(told: Mapping[str, Any]) -> Came | None:
    if _stage(told) is not Stage.PAID:
        return None
    paid = told.get("paid_amount") or told.get("amount")
    amount = money(paid, told.get("currency") or "IDR")
    if amount is None or amount.minor <= 0:
        return None
    fee = money(told.get("fees_paid_amount"), amount.currency)
    ways = (text(told.get(name), 30) for name in ("payment_method", "payment_channel"))
    return Came(
        text(told.get("id"), 80),
        amount,
        moment(told.get("paid_at")),
        fee.minor if fee is not None else None,
        method=" ".join(way for way in ways if way),
    )
