"""What shops allow, encrypted: AES-256-GCM under the key of the configuration.

The name of the shop is bound to what is sealed, so that the access of one shop never opens as that
of another.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.channels.adapter import Access
from core.errors import Refusal

_NONCE = 12
_MOMENTS = ("access_until", "refresh_until", "authorised_until")


class Vault:
    """Seals and opens what shops allow."""

    def __init__(self, key: str) -> None:
        """`key` is a text that nobody guesses; empty where none is set up."""
        self._key = (
            hashlib.sha256(b"kemas channel access\0" + key.encode()).digest() if key else b""
        )

    @property
    def is_set_up(self) -> bool:
        """Whether there is a key."""
        return bool(self._key)

    def seal(self, shop: str, access: Access) -> bytes:
        """Refusal ``channel_no_key`` without a key."""
        nonce = os.urandom(_NONCE)
        told = asdict(access) | {"extra": dict(access.extra)}
        for name in _MOMENTS:
            told[name] = told[name].isoformat() if told[name] else None
        sealed: bytes = self._cipher().encrypt(nonce, json.dumps(told).encode(), shop.encode())
        return nonce + sealed

    def open(self, shop: str, sealed: bytes) -> Access:
        """Refusal ``channel_key_wrong`` where another key sealed it."""
        from cryptography.exceptions import InvalidTag

        cipher = self._cipher()
        try:
            plain = cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], shop.encode())
        except InvalidTag:
            raise Refusal("channel_key_wrong", shop=shop) from None
        return _access(json.loads(plain))

    def _cipher(self) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not self._key:
            raise Refusal("channel_no_key")
        return AESGCM(self._key)


def _access(told: Mapping[str, Any]) -> Access:
    values = dict(told)
    for name in _MOMENTS:
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    return Access(**values)
