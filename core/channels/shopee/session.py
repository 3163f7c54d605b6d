"""Talking to Shopee: signed questions, its envelope, and what an error means.

HTTP 200 says nothing: the envelope's ``error`` is empty where it went well. Errors are named with
or without the module in front (``product.error_param``). Source:
https://open.shopee.com/developer-guide/16
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from core.channels.adapter import Access, Fault, Trouble
from core.channels.answers import failed, opened, word
from core.channels.shopee.signing import signature
from core.wire import Answer, Heard, Wire

API = "/api/v2"
_BY_NAME: dict[str, Fault] = {
    "error_sign": Fault.KEYS,
    "error_partner_key_expired": Fault.KEYS,
    "invalid_partner_id": Fault.KEYS,
    "source_ip_undeclared": Fault.KEYS,
    "invalid_acceess_token": Fault.EXPIRED,
    "invalid_access_token": Fault.EXPIRED,
    "invalid_code": Fault.REVOKED,
    "refresh_token_expired": Fault.REVOKED,
    "error_shop_refresh_token": Fault.REVOKED,
    "shop_access_expired": Fault.REVOKED,
    "shop_no_linked": Fault.REVOKED,
    "shop_banned": Fault.BANNED,
    "error_permission": Fault.FORBIDDEN,
    "error_api_permission": Fault.FORBIDDEN,
    "error_limit": Fault.QUOTA,
    "error_rate_limit": Fault.BUSY,
    "error_not_found": Fault.GONE,
    "error_item_not_found": Fault.GONE,
    "error_item_not_belong_shop": Fault.GONE,
    "error_shop": Fault.GONE,
    "package_already_shipped": Fault.DONE,
    "order_status_error": Fault.CANCELLED,
    "ship_order_pickup_time_invalid": Fault.SLOT,
    "ship_order_need_address_pickup_time": Fault.SLOT,
    "error_cutoff_time": Fault.SLOT,
}
_BY_WORDS: tuple[tuple[str, Fault], ...] = (
    ("timestamp", Fault.CLOCK),
    ("wrong sign", Fault.KEYS),
    ("invalid access_token", Fault.EXPIRED),
    ("invalid code", Fault.REVOKED),
    ("invalid refresh_token", Fault.REVOKED),
    ("order has been shipped", Fault.DONE),
    ("order is cancelled", Fault.CANCELLED),
    ("being allocated", Fault.HELD),
)
"""What errors without a name of their own have in their words."""
_FAILED = frozenset({"error_server", "error_network", "error_data", "error_inner", "system_busy"})
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class App:
    """The keys of the app, as the configuration has them."""

    partner_id: str
    key: str
    push_key: str
    """That of pushes: the console makes one of its own."""


class Session:
    """Asks Shopee: for a shop with its token, or for nobody where there is no access yet."""

    def __init__(self, wire: Wire, app: App, now: Callable[[], float] = time.time) -> None:
        self._wire, self._app, self._now = wire, app, now

    def get(self, access: Access, path: str, **query: object) -> Data | Trouble:
        """Ask for something; may be repeated at will."""
        return read(self._ask("GET", path, access, query=query), acts=False)

    def look(self, access: Access, path: str, said: Data) -> Data | Trouble:
        """Ask for something that is asked with a body."""
        return read(self._ask("POST", path, access, said=said), acts=False)

    def act(self, access: Access, path: str, said: Data) -> Data | Trouble:
        """Have something done: without an answer nobody knows whether it was."""
        return read(self._ask("POST", path, access, said=said), acts=True)

    def paper(self, access: Access, path: str, said: Data) -> Answer | Trouble:
        """Ask for a file: what comes is the file itself, or an envelope that says why not."""
        heard = self._ask("POST", path, access, said=said)
        if isinstance(heard, Answer) and heard.status == 200 and heard.body[:1] not in b"{[< ":
            return heard
        told = read(heard, acts=False)
        return told if isinstance(told, Trouble) else Trouble(Fault.GARBLED, "no file")

    def upload(self, path: str, body: bytes, form: str) -> Data | Trouble:
        """Bring a file; signed for nobody, and in no log."""
        heard = self._wire.ask(
            "POST",
            API + path,
            raw=body,
            query=self._signed(path, Access()),
            headers={"Content-Type": form},
            hushed=True,
        )
        return read(heard, acts=True)

    def top(self, access: Access, path: str) -> Data | Trouble:
        """Ask for something whose fields stand at the top of the answer."""
        return read(self._ask("GET", path, access), acts=False, wrapped=False)

    def tokens(self, path: str, said: Data) -> Data | Trouble:
        """Ask for tokens: signed for nobody, and in no log; the old ones may be used up by it."""
        told = {**said, "partner_id": int(self._app.partner_id)}
        heard = self._ask("POST", path, Access(), said=told, hushed=True)
        return read(heard, acts=True, wrapped=False)

    def link(self, page: str, path: str, **query: object) -> str:
        """A signed address that a person opens within five minutes."""
        asked = {**self._signed(path, Access()), **query}
        return f"{page.rstrip('/')}{API}{path}?{urlencode(asked)}"

    def _signed(self, path: str, access: Access) -> dict[str, object]:
        at = int(self._now())
        token, shop = access.access_token, access.shop_id if access.access_token else ""
        sign = signature(self._app.partner_id, self._app.key, API + path, at, token, shop)
        signed: dict[str, object] = {
            "partner_id": self._app.partner_id,
            "timestamp": at,
            "sign": sign,
        }
        return signed | ({"access_token": token, "shop_id": shop} if token else {})

    def _ask(
        self,
        method: str,
        path: str,
        access: Access,
        *,
        query: Mapping[str, object] | None = None,
        said: Data | None = None,
        hushed: bool = False,
    ) -> Heard:
        asked = {**(query or {}), **self._signed(path, access)}
        return self._wire.ask(method, API + path, query=asked, said=said, hushed=hushed)


def read(heard: Heard, *, acts: bool, wrapped: bool = True) -> Data | Trouble:
    """What an answer says."""
    envelope = opened(heard, acts=acts)
    if isinstance(envelope, Trouble):
        return envelope
    told = envelope.told
    if "error" not in told:
        busy = envelope.status == 429
        fault = Fault.BUSY if busy else failed(acts=acts)
        return envelope.trouble(fault, f"HTTP {envelope.status}", word(told.get("message")))
    error, words = word(told["error"], 120), word(told.get("message"), 300)
    response = told.get("response")
    if not error and envelope.status < 300:
        inner = response if isinstance(response, Mapping) else {"list": response}
        return inner if wrapped else told
    if name_of(error) == "batch_api_all_failed" and isinstance(response, Mapping):
        return response
    fault = fault_of(error, words, acts=acts)
    if envelope.status == 429:
        fault = Fault.BUSY
    elif envelope.status >= 500:
        fault = failed(acts=acts)
    trouble = envelope.trouble(fault, error, words, word(told.get("request_id"), 80))
    return replace(trouble, wait=_till_midnight()) if fault is Fault.QUOTA else trouble


def _till_midnight() -> float:
    """Seconds until the calls of a day are counted anew: at midnight of UTC+8."""
    return 86_400.0 - (time.time() + 8 * 3600) % 86_400


def name_of(error: str) -> str:
    """An error without the module in front of it."""
    return error.rsplit(".", 1)[-1].casefold()


def fault_of(error: str, words: str, *, acts: bool = True) -> Fault:
    """What an error means, of the whole question or of one of its parts."""
    name, said = name_of(error), words.casefold()
    if name in _FAILED:
        return failed(acts=acts)
    if name in _BY_NAME:
        return _BY_NAME[name]
    return next((found for part, found in _BY_WORDS if part in said), Fault.REFUSED)
