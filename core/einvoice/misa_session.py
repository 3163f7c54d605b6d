"""Talking to MISA meInvoice: its token of two weeks, its envelope, and what an answer says."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.couriers.readings import rows, text
from core.couriers.viettelpost_session import ends_at
from core.einvoice.base import Unknown
from core.einvoice.troubles import Trouble, because, unheard
from core.trying import Later
from core.wire import Answer, Heard, Wire

_SPARE = 60.0
"""Seconds before a token ends from when on it is not used any more."""


@dataclass(frozen=True, slots=True)
class Fine:
    """It did what it was asked; keys are in lower case."""

    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Denied:
    """Its code of the reason, and what it says of it."""

    code: str
    words: str

    @property
    def trouble(self) -> Trouble:
        """What it is about."""
        return next((found for sign, found in _TROUBLES if sign in self.code), Trouble.REFUSED)

    @property
    def reason(self) -> str:
        """The trouble with code and words."""
        return because(self.trouble, ": ".join(part for part in (self.code, self.words) if part))

    @property
    def field(self) -> str:
        """The field that is missing, where it names one."""
        return self.code.partition("RequireInfo_")[2]


Told = Fine | Denied | Later | Unknown

_TOKEN = ("TokenExpiredCode", "InvalidTokenCode", "UnAuthorize")
_TROUBLES: tuple[tuple[str, Trouble], ...] = (
    ("InvalidAppID", Trouble.LOGIN),
    ("InActiveAppID", Trouble.LOGIN),
    ("UnAuthorize", Trouble.LOGIN),
    ("TokenExpiredCode", Trouble.LOGIN),
    ("InvalidTokenCode", Trouble.LOGIN),
    ("InvoiceDuplicated", Trouble.TWICE),
    ("DuplicateInvoiceRefID", Trouble.TWICE),
    ("InvoiceNumberNotCo", Trouble.ORDER),  # spelt in two ways
    ("InvalidInvoiceDate", Trouble.DATE),
    ("InvSeriesNotExist", Trouble.SERIES),
    ("InvoiceTemplateNotExist", Trouble.SERIES),
    ("InvalidTaxCode", Trouble.SELLER),
    ("SignatureEmpty", Trouble.SIGNATURE),
    ("InvalidSignature", Trouble.SIGNATURE),
    ("LicenseInfo", Trouble.LICENCE),
    ("InvalidXMLData", Trouble.DATA),
    ("CreateInvoiceDataError", Trouble.DATA),
    ("RequireInfo_", Trouble.DATA),
    ("InvoiceQuantityTooLarge", Trouble.DATA),
    ("Exception", Trouble.BROKEN),
)
"""What its codes have in them, and what that means."""


class Session:
    """Asks with a token that is kept as long as it lives: it wants not one a question."""

    def __init__(self, wire: Wire, appid: str, tax_code: str, username: str, password: str) -> None:
        self._wire = wire
        self._login = {
            "appid": appid,
            "taxcode": tax_code,
            "username": username,
            "password": password,
        }
        self._token = ""
        self._ends = 0.0
        self._lock = threading.Lock()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        return (self._token, self._login["password"], self._login["appid"])

    def ask(
        self,
        method: str,
        path: str,
        said: object = None,
        query: Mapping[str, object] | None = None,
        seconds: float | None = None,
    ) -> Told:
        """Ask something; a token that is not taken any more is fetched anew, once.

        What it does not let in for its token it has not looked at either.
        """
        told: Told = Later(because(Trouble.LOGIN), stops=True)
        for _again in range(2):
            token = self._valid()
            if not isinstance(token, str):
                return token
            head = {
                "Authorization": f"Bearer {token}",
                "CompanyTaxCode": self._login["taxcode"],
            }
            told = read(
                self._wire.ask(method, path, said=said, query=query, headers=head, seconds=seconds)
            )
            if not isinstance(told, Denied) or not told.code.startswith(_TOKEN):
                return told
            self._forget(token)
        return Later(told.reason, stops=True) if isinstance(told, Denied) else told

    def _valid(self) -> str | Later:
        with self._lock:
            if self._token and time.time() < self._ends - _SPARE:
                return self._token
            told = read(self._wire.ask("POST", "/auth/token", said=self._login, hushed=True))
            if isinstance(told, Unknown):
                return Later(told.reason)  # nothing but a token was asked
            if isinstance(told, Denied):
                return Later(because(Trouble.LOGIN, told.code or told.words), stops=True)
            if isinstance(told, Later):
                return told
            token = text(told.data.get("data"), 8000)
            if not token:
                return Later(because(Trouble.UNREADABLE))
            self._token, self._ends = token, ends_at(token)
            return token

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""


def read(heard: Heard) -> Told:
    """What an answer says: its envelope counts; maintenance is a page with HTTP 503."""
    if isinstance(heard, Answer) and heard.status == 401:
        return Denied("UnAuthorize", "")
    silent = unheard(heard)
    if silent is not None or not isinstance(heard, Answer):
        return silent or Unknown(because(Trouble.SILENT))
    told = lowered(heard.json)
    if not isinstance(told, dict):
        return Unknown(because(Trouble.UNREADABLE))
    code = text(told.get("errorcode"), 100)
    words = text(told.get("descriptionerrorcode") or told.get("errors"), 300)
    if heard.status >= 500 or code == "Exception":
        return Unknown(because(Trouble.BROKEN, code or f"HTTP {heard.status}"), said_no=bool(code))
    if code or told.get("success") is False or heard.status >= 400:
        return Denied(code, words or text(told.get("message"), 300))
    return Fine(told)


def entries(value: object) -> list[Mapping[str, Any]]:
    """The tables of a list that may come as JSON within a string; keys in lower case."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    if isinstance(value, dict):
        value = [value]
    return [lowered(one) for one in rows(value)]


def lowered(told: Any) -> Any:
    """A table with its names in lower case: they are written in two ways."""
    if not isinstance(told, dict):
        return told
    return {str(name).casefold(): value for name, value in told.items()}
