"""Signatures of gateways, over the very bytes that they say.

payOS signs with HMAC-SHA256 over ``key=value`` pairs in the order of their keys, values as they are
(https://payos.vn/docs/tich-hop-webhook/kiem-tra-du-lieu-voi-signature/); Midtrans gives the SHA-512
of order, status, amount and server key (https://docs.midtrans.com/docs/https-notification-webhooks).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

_OF_A_REQUEST = ("amount", "cancelUrl", "description", "orderCode", "returnUrl")


def payos_request(body: Mapping[str, Any], key: str) -> str:
    """The signature of a question to payOS."""
    said = "&".join(f"{name}={body[name]}" for name in _OF_A_REQUEST)
    return _hmac(said, key)


def payos_data(data: Mapping[str, Any], key: str) -> str:
    """The signature of what payOS says."""
    return _hmac("&".join(f"{name}={_plain(data[name])}" for name in sorted(data)), key)


def midtrans(order_id: str, status_code: str, gross_amount: str, server_key: str) -> str:
    """The signature of what Midtrans says; the amount as it is written there."""
    said = f"{order_id}{status_code}{gross_amount}{server_key}"
    return hashlib.sha512(said.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two signatures are the same, in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def _hmac(said: str, key: str) -> str:
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()


def _plain(value: Any) -> str:
    """A value as payOS's own library writes it before it signs."""
    if value is None or value in ("null", "undefined"):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"))
    return str(value)


def _sorted(value: Any) -> Any:
    if isinstance(value, list):
        return [_sorted(one) for one in value]
    return {name: value[name] for name in sorted(value)} if isinstance(value, dict) else value
