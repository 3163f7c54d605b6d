"""Talking to Lazada: signed forms, its envelopes within each other, and what a code means.

HTTP 200 says nothing: ``code`` is ``"0"`` where the question was heard, then ``result.success``,
then the ``item_err_code`` of each part. Source: https://open.lazada.com/apps/doc/doc?docId=108069
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.channels.adapter import Access, Fault, Trouble
from core.channels.answers import Envelope, failed, is_true, opened, word
from core.channels.lazada.signing import signature
from core.channels.sellers_app import App
from core.wire import Heard, Wire

_BY_CODE: dict[str, Fault] = {
    "illegalaccesstoken": Fault.EXPIRED,
    "illegalrefreshtoken": Fault.REVOKED,
    "invalidcode": Fault.REVOKED,
    "incompletesignature": Fault.KEYS,
    "invalidsignature": Fault.KEYS,
    "invalidappkey": Fault.KEYS,
    "invalidtimestamp": Fault.CLOCK,
    "illegaltimestamp": Fault.CLOCK,
    "insufficientpermission": Fault.FORBIDDEN,
    "appwhiteiplimit": Fault.KEYS,
    "sellernotverified": Fault.BANNED,
    "sellernotactive": Fault.BANNED,
    "mp3sellerapilimit": Fault.FORBIDDEN,
    "700000": Fault.DONE,
    "700026": Fault.DONE,
    "700031": Fault.HELD,
    "600001": Fault.GONE,
    "700021": Fault.GONE,
    "700025": Fault.GONE,
    "600002": Fault.CANCELLED,
    "700040": Fault.HELD,
    "e016": Fault.GONE,
    "16": Fault.GONE,
    "e037": Fault.GONE,
    "e039": Fault.GONE,
}
_BUSY = frozenset({"apicalllimit", "901", "e901", "sellercalllimit", "appcalllimit"})
_FAILED = frozenset(
    {
        "iopsystemflowlimit",
        "servicecurrentlimit",
        "servicetimeout",
        "system",
        "6",
        "1000",
        "40011",
        "513",
        "700024",
    }
)
"""Something failed there: it may have done it."""
Data = Mapping[str, Any]
_BAN = re.compile(r"ban will last (\d{1,6}) seconds?")


class Session:
    """Asks Lazada: for a seller with a token, or for nobody where there is no access yet."""

    def __init__(self, wire: Wire, app: App, now: Callable[[], float] = time.time) -> None:
        self._wire, self._app, self._now = wire, app, now

    def get(self, access: Access, path: str, **said: object) -> Data | Trouble:
        """Ask for something; may be repeated at will."""
        return read(self._wire.ask("GET", path, query=self._signed(access, path, said)), acts=False)

    def act(self, access: Access, path: str, **said: object) -> Data | Trouble:
        """Have something done: without an answer nobody knows whether it was.

        JSON and XML within the form are texts, and are signed as such. The form has the token in
        it, so that no log has the form.
        """
        form = self._signed(access, path, said)
        return read(self._wire.ask("POST", path, form=form, hushed=True), acts=True)

    def upload(self, access: Access, path: str, body: bytes, form: str) -> Data | Trouble:
        """Bring a file: it is not signed, and what is signed stands in the address."""
        query = self._signed(access, path, {})
        head = {"Content-Type": form}
        heard = self._wire.ask("POST", path, raw=body, query=query, headers=head, hushed=True)
        return read(heard, acts=True)

    def _signed(self, access: Access, path: str, said: Mapping[str, object]) -> dict[str, str]:
        told = {name: str(value) for name, value in said.items() if value not in {"", None}}
        told |= {
            "app_key": self._app.key,
            "timestamp": str(int(self._now() * 1000)),
            "sign_method": "sha256",
        }
        if access.access_token:
            told["access_token"] = access.access_token
        told["sign"] = signature(self._app.secret, path, told)
        return told


def read(heard: Heard, *, acts: bool) -> Data | Trouble:
    """What an answer says, down to ``result.success``; its parts are read by who asked."""
    envelope = opened(heard, acts=acts)
    if isinstance(envelope, Trouble):
        return envelope
    told = envelope.told
    code, words = word(told.get("code"), 80), word(told.get("message"), 300)
    if code != "0" or envelope.status >= 300:
        return _wrong(code, f"{words} {_details(told)}", envelope, acts=acts)
    result = told.get("result")
    if not isinstance(result, Mapping):
        data = told.get("data", told)
        return data if isinstance(data, Mapping) else {"data": data}
    if not is_true(result.get("success")):
        code = word(result.get("error_code") or result.get("errorCode"), 80)
        words = word(result.get("error_msg") or result.get("errorMsg"), 300)
        return _wrong(code, words, envelope, acts=acts)
    data = result.get("data", result)
    return data if isinstance(data, Mapping) else {"data": data}


def _details(told: Data) -> str:
    """What is said of the single parts where the whole is refused."""
    found = told.get("detail")
    parts = found if isinstance(found, list) else []
    said = [one for one in parts if isinstance(one, Mapping)]
    names = ("seller_sku", "field", "message")
    return "; ".join(" ".join(filter(None, (word(one.get(n)) for n in names))) for one in said)


def _wrong(code: str, words: str, envelope: Envelope, *, acts: bool) -> Trouble:
    fault = fault_of(code, words, acts=acts)
    if envelope.status == 429:
        fault = Fault.BUSY
    elif envelope.status >= 500 or not code:
        fault = failed(acts=acts)
    request_id = word(envelope.told.get("request_id"), 80)
    trouble = envelope.trouble(fault, code, words, request_id)
    ban = _BAN.search(words)
    return replace(trouble, wait=float(ban[1])) if ban else trouble


def fault_of(code: str, words: str, *, acts: bool = True) -> Fault:
    """What a code means, of the whole question or of one of its parts."""
    name = code.casefold()
    if name in _BUSY:
        return Fault.BUSY
    if name in _FAILED:
        return failed(acts=acts)
    if name in _BY_CODE:
        return _BY_CODE[name]
    said = f"{code} {words}".casefold()
    if "timestamp" in said:
        return Fault.CLOCK
    return Fault.KEYS if "signature" in said else Fault.REFUSED
