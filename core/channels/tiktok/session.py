"""Talking to TikTok Shop: signed questions, its envelope, and what a code means.

HTTP status and envelope both vary; the envelope's ``code`` counts. Source:
https://partner.tiktokshop.com/docv2/page/common-errors
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from core.channels.adapter import Access, Fault, Trouble
from core.channels.answers import failed, number, opened, word
from core.channels.sellers_app import App
from core.channels.tiktok.signing import signature
from core.wire import Heard, Wire

_BY_CODE: dict[int, Fault] = {
    36009002: Fault.BUSY,
    105001: Fault.EXPIRED,
    105002: Fault.EXPIRED,
    105003: Fault.EXPIRED,
    105004: Fault.EXPIRED,
    105005: Fault.FORBIDDEN,
    106001: Fault.KEYS,
    106013: Fault.FORBIDDEN,
    101000: Fault.FORBIDDEN,
    36004004: Fault.REVOKED,
    36009033: Fault.KEYS,
    11006021: Fault.DONE,
    21008099: Fault.DONE,
    21011020: Fault.DONE,
    21011040: Fault.DONE,
    21011027: Fault.DONE,
    21011041: Fault.CANCELLED,
    21011053: Fault.SLOT,
    21011054: Fault.SLOT,
    21004017: Fault.SLOT,
    21023059: Fault.CANCELLED,
    21008044: Fault.HELD,
    21011007: Fault.HELD,
    21021010: Fault.HELD,
    21011028: Fault.GONE,
    21008111: Fault.GONE,
    25007006: Fault.GONE,
    25020009: Fault.DONE,
    25020010: Fault.DONE,
    25020011: Fault.DONE,
}
_FAILED = frozenset(
    {
        36009003,
        36009007,
        10002014,
        10002015,
        10037002,
        10037003,
        10037004,
        21001003,
        21001008,
        21001011,
        11001031,
        25001028,
    }
)
"""Something failed there: it may have done it."""
_PLAIN = 36009004
"""One code for whatever is wrong with a question: its words tell."""
Data = Mapping[str, Any]


class Session:
    """Asks TikTok Shop with the token of one seller; a cipher names the shop where it has to."""

    def __init__(self, wire: Wire, app: App, now: Callable[[], float] = time.time) -> None:
        self._wire, self._app, self._now = wire, app, now

    def get(self, access: Access, path: str, **query: object) -> Data | Trouble:
        """Ask for something; may be repeated at will."""
        return read(self._ask("GET", access, path, query), acts=False)

    def look(self, access: Access, path: str, said: Data, **query: object) -> Data | Trouble:
        """Ask for something that is asked with a body."""
        return read(self._ask("POST", access, path, query, said), acts=False)

    def act(self, access: Access, path: str, said: Data, **query: object) -> Data | Trouble:
        """Have something done: without an answer nobody knows whether it was."""
        return read(self._ask("POST", access, path, query, said), acts=True)

    def upload(self, access: Access, path: str, body: bytes, form: str) -> Data | Trouble:
        """Bring a file: all but its bytes is signed."""
        asked = self._signed(access, path, {}, b"")
        head = {"x-tts-access-token": access.access_token, "Content-Type": form}
        heard = self._wire.ask("POST", path, raw=body, query=asked, headers=head, hushed=True)
        return read(heard, acts=True)

    def _ask(
        self,
        method: str,
        access: Access,
        path: str,
        query: Mapping[str, object],
        said: Data | None = None,
    ) -> Heard:
        """The bytes that are signed are those that are sent."""
        body = None
        if said is not None:
            body = json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()
        asked = self._signed(access, path, query, body or b"")
        head = {"x-tts-access-token": access.access_token, "Content-Type": "application/json"}
        return self._wire.ask(method, path, raw=body, query=asked, headers=head)

    def _signed(
        self, access: Access, path: str, query: Mapping[str, object], body: bytes
    ) -> dict[str, str]:
        asked = {name: str(value) for name, value in query.items() if value not in {"", None}}
        asked |= {"app_key": self._app.key, "timestamp": str(int(self._now()))}
        # Where it is asked whose shops a token is for, naming one is an error.
        cipher = access.extra.get("cipher", "")
        if cipher and not path.startswith("/authorization/"):
            asked["shop_cipher"] = cipher
        asked["sign"] = signature(self._app.secret, path, asked, body)
        return asked


def read(heard: Heard, *, acts: bool) -> Data | Trouble:
    """What an answer says."""
    envelope = opened(heard, acts=acts)
    if isinstance(envelope, Trouble):
        return envelope
    told = envelope.told
    code, words = number(told.get("code")), word(told.get("message"), 300)
    if code == 0 and envelope.status < 300:
        data = told.get("data")
        return data if isinstance(data, Mapping) else {}
    fault = failed(acts=acts) if code is None else fault_of(code, words, acts=acts)
    if envelope.status == 429:
        fault = Fault.BUSY
    elif envelope.status >= 500:
        fault = failed(acts=acts)
    request_id = word(told.get("request_id"), 80)
    return envelope.trouble(fault, str(code or ""), words, request_id)


def code_of(trouble: Trouble) -> int:
    """The number that an answer gave its trouble; 0 where it gave none."""
    return number(trouble.said.partition(" ")[0]) or 0


def fault_of(code: int, words: str, *, acts: bool = True) -> Fault:
    """What a code means, of the whole question or of one of its parts."""
    said = words.casefold()
    if code in _FAILED:
        return failed(acts=acts)
    if code == _PLAIN:
        if "timestamp" in said:
            return Fault.CLOCK
        if "access-token" in said or "access_token" in said:
            return Fault.EXPIRED
        if "sign" in said or "app_key" in said:
            return Fault.KEYS
    return _BY_CODE.get(code, Fault.REFUSED)
