"""How questions to Shopee are signed, and how its pushes are told from forged ones.

HMAC-SHA256 in lower hex; neither query nor body of a question is covered. Source:
https://open.shopee.com/developer-guide/16 (calls) and /18 (pushes).
"""

from __future__ import annotations

import hashlib
import hmac


def signature(
    partner_id: str, key: str, path: str, timestamp: int, token: str = "", owner: str = ""
) -> str:
    """Of one question; `path` begins with ``/api/v2``.

    `owner` is the shop (or merchant) that `token` belongs to; public calls have neither. The key
    looks like hexadecimal and is used as the text that it is.
    """
    said = f"{partner_id}{path}{timestamp}{token}{owner}"
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()


def push_signature(key: str, url: str, body: bytes) -> str:
    """Of a push to an address, which counts exactly as it is registered."""
    return hmac.new(key.encode(), url.encode() + b"|" + body, hashlib.sha256).hexdigest()


def is_from_shopee(key: str, url: str, body: bytes, given: str) -> bool:
    """Whether the ``Authorization`` of a push is the one that only Shopee can make."""
    return hmac.compare_digest(push_signature(key, url, body).encode(), given.encode())
