"""How questions to TikTok Shop are signed, and how its pushes are told from forged ones.

HMAC-SHA256 in lower hex over the very bytes that are sent. Source:
https://partner.tiktokshop.com/docv2/page/sign-your-api-request
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

_UNSIGNED = frozenset({"sign", "access_token"})


def signature(secret: str, path: str, query: Mapping[str, str], body: bytes = b"") -> str:
    """Of one question: its values are signed as they are, before they are escaped for the way.

    `body` is empty for forms of many parts (``multipart/form-data``), which are not signed.
    """
    joined = "".join(name + query[name] for name in sorted(query) if name not in _UNSIGNED)
    said = secret.encode() + path.encode() + joined.encode() + body + secret.encode()
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


def push_signature(app_key: str, secret: str, body: bytes) -> str:
    """Of a push."""
    return hmac.new(secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()


def is_from_tiktok(app_key: str, secret: str, body: bytes, given: str) -> bool:
    """Whether the ``Authorization`` of a push is the one that only TikTok Shop can make."""
    return hmac.compare_digest(push_signature(app_key, secret, body).encode(), given.encode())
