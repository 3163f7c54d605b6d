"""How questions to Lazada are signed, and how its pushes are told from forged ones.

HMAC-SHA256 in UPPER hex over the path and all parameters. Source:
https://open.lazada.com/apps/doc/doc?nodeId=10451&docId=108068
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping


def signature(secret: str, path: str, said: Mapping[str, str]) -> str:
    """Of one question; `path` is without ``/rest``, values as they are before they are escaped.

    Names sort as ASCII does: capitals first. What is empty is neither signed nor to be sent.
    """
    names = sorted(name for name in said if name != "sign" and said[name])
    joined = path + "".join(name + said[name] for name in names)
    return hmac.new(secret.encode(), joined.encode(), hashlib.sha256).hexdigest().upper()


def push_signature(app_key: str, secret: str, body: bytes) -> str:
    """Of a push; Lazada sends it in lower hex, some say in upper."""
    return hmac.new(secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()


def is_from_lazada(app_key: str, secret: str, body: bytes, given: str) -> bool:
    """Whether the ``Authorization`` of a push is the one that only Lazada can make."""
    made = push_signature(app_key, secret, body).encode()
    return hmac.compare_digest(made, given.casefold().encode())
