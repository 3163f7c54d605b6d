"""Talking to Viettel S-Invoice: its login, its tokens, and the shapes that its answers have."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.couriers.readings import part, text, whole
from core.einvoice.base import Unknown
from core.einvoice.troubles import Trouble, because, unheard
from core.trying import Later
from core.wire import Answer, Heard, Wire

PREFIX = "/services/einvoiceapplication/api/InvoiceAPI"
_SPARE = 30.0
"""Seconds before a token ends from when on it is not used any more."""
_SHORT = 300.0
"""So long a token lives where the login does not say."""


@dataclass(frozen=True, slots=True)
class Fine:
    """It did what it was asked."""

    data: Any


@dataclass(frozen=True, slots=True)
class Denied:
    """It certainly did not; the symbol is its name of the reason, the words are for people."""

    symbol: str
    words: str

    @property
    def trouble(self) -> Trouble:
        """What it is about."""
        for sign, trouble in _TROUBLES:
            if sign in self.symbol:
                return trouble
        return Trouble.REFUSED

    @property
    def reason(self) -> str:
        """The trouble with symbol and words; symbols that nobody knows are kept as they are."""
        return because(self.trouble, ": ".join(part for part in (self.symbol, self.words) if part))


@dataclass(frozen=True, slots=True)
class Stale:
    """It does not take the token; nothing was done."""


@dataclass(frozen=True, slots=True)
class Broken:
    """It failed inside, often for a token that has ended: it may have done it."""

    unknown: Unknown


Told = Fine | Denied | Later | Unknown
_Read = Fine | Denied | Stale | Broken | Later | Unknown

_TROUBLES: tuple[tuple[str, Trouble], ...] = (
    ("TRANSACTION_UUID_INVALID", Trouble.TWICE),
    ("INVOICE_SERIAL_NOT_FOUND", Trouble.SERIES),
    ("TEMPLATE", Trouble.SERIES),
    ("NOT_FOUND_DATA", Trouble.NO_SUCH),
    ("INVOICE_NOT_FOUND", Trouble.NO_SUCH),
    ("START_DATE_INVALID", Trouble.DATE),
    ("DATE", Trouble.DATE),
    ("VAT_", Trouble.AMOUNTS),
    ("IVI_TOTAL", Trouble.AMOUNTS),
    ("DECIMAL_POINT", Trouble.AMOUNTS),
    ("USB_SIGN", Trouble.SIGNATURE),
    ("JSON_PARSE", Trouble.DATA),
    ("BAD_REQUEST", Trouble.DATA),
)
"""What its symbols have in them, and what that means."""


class Session:
    """Asks with the token of a login that is kept; where it is not taken any more, once anew."""

    def __init__(self, wire: Wire, username: str, password: str) -> None:
        self._wire = wire
        self._login = {"username": username, "password": password}
        self._token = ""
        self._ends = 0.0
        self._lock = threading.Lock()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        return (self._token, self._login["password"])

    def read(
        self,
        path: str,
        said: object = None,
        *,
        form: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> Told:
        """Ask something that changes nothing there: once more where the token had ended."""
        told: Told = Later(because(Trouble.LOGIN), stops=True)
        for _again in range(2):
            token = self._valid()
            if not isinstance(token, str):
                return token
            found = self._ask(token, path, said, form, seconds)
            if not isinstance(found, Stale | Broken):
                return found
            self._forget(token)
            told = found.unknown if isinstance(found, Broken) else told
        return told

    def tell(self, path: str, said: object) -> Told:
        """Ask for something to be done: once more only where it certainly was not."""
        for _again in range(2):
            token = self._valid()
            if not isinstance(token, str):
                return token
            found = self._ask(token, path, said, None, None)
            if isinstance(found, Stale):
                self._forget(token)
                continue
            if isinstance(found, Broken):
                self._forget(token)
                return found.unknown
            return found
        return Later(because(Trouble.LOGIN), stops=True)

    def _ask(
        self,
        token: str,
        path: str,
        said: object,
        form: Mapping[str, str] | None,
        seconds: float | None,
    ) -> _Read:
        head = {"Cookie": f"access_token={token}"}
        address = PREFIX + path
        return read(
            self._wire.ask("POST", address, said=said, form=form, headers=head, seconds=seconds)
        )

    def _valid(self) -> str | Later:
        with self._lock:
            if self._token and time.monotonic() < self._ends:
                return self._token
            heard = self._wire.ask("POST", "/auth/login", said=self._login, hushed=True)
            silent = unheard(heard)
            if isinstance(silent, Unknown):
                return Later(silent.reason)  # nothing but a login was asked
            if silent is not None or not isinstance(heard, Answer):
                return silent or Later(because(Trouble.SILENT))
            if heard.status >= 500:
                return Later(because(Trouble.BROKEN, f"HTTP {heard.status}"))
            token = text(part(heard.json, "access_token"), 8000)
            if heard.status != 200 or not token:
                told = part(heard.json, "data") or part(heard.json, "message")
                return Later(because(Trouble.LOGIN, text(told)), stops=True)
            lives = whole(part(heard.json, "expires_in")) or _SHORT
            self._token, self._ends = token, time.monotonic() + lives - _SPARE
            return token

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""


def read(heard: Heard) -> _Read:
    """What an answer says, in one of the shapes that are known, or that nobody can tell."""
    if isinstance(heard, Answer) and (
        heard.status in {401, 403} or b"InvalidTokenException" in heard.body[:4000]
    ):
        return Stale()
    silent = unheard(heard)
    if silent is not None or not isinstance(heard, Answer):
        return silent or Unknown(because(Trouble.SILENT))
    told = heard.json
    if not isinstance(told, dict):
        return Unknown(because(Trouble.UNREADABLE))
    message = text(told.get("message"), 200)
    if heard.status >= 500:
        said = text(told.get("error"), 200)
        if "NullPointer" in f"{message}{said}{text(told.get('data'), 200)}":
            return Unknown(because(Trouble.SERIES, "NullPointerException"), said_no=True)
        words = message or said or f"HTTP {heard.status}"
        return Broken(Unknown(because(Trouble.BROKEN, words), said_no=True))
    if heard.status >= 400:
        return Denied(message, text(told.get("data"), 300))
    code = text(told.get("errorCode"), 100)
    if code:
        return Denied(code, text(told.get("description"), 300))
    return Fine(told)
