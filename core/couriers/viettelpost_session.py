"""Talking to Viettel Post: its login of two steps, its envelope, and what an answer says."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.couriers.bookings import Later, Unknown
from core.couriers.readings import part, text, whole
from core.couriers.troubles import Trouble, because, unheard
from core.wire import Answer, Heard, Wire

_SPARE = 60.0
"""Seconds before a token ends from when on it is not used any more."""


@dataclass(frozen=True, slots=True)
class Fine:
    """It did what it was asked."""

    data: Any
    message: str = ""


@dataclass(frozen=True, slots=True)
class Denied:
    """It certainly did not, and says why in its own words."""

    message: str
    status: int = 0

    @property
    def stale(self) -> bool:
        """Whether a new login may help."""
        return self.status == 401 or "token" in self.message.casefold()

    @property
    def reason(self) -> str:
        """The trouble that it means, with its words."""
        return because(trouble_in(self), self.message)


Told = Fine | Denied | Later | Unknown

_TROUBLES: tuple[tuple[str, Trouble], ...] = (
    ("owner account or password", Trouble.LOGIN),
    ("token", Trouble.LOGIN),
    ("groupaddress", Trouble.SHOP),
    ("blocking create order", Trouble.SHOP),
    ("price does not apply", Trouble.ROUTE),
    ("_phone", Trouble.PHONE),
    ("_ward", Trouble.ADDRESS),
    ("_district", Trouble.ADDRESS),
    ("_province", Trouble.ADDRESS),
    ("_address", Trouble.ADDRESS),
    ("_weight", Trouble.WEIGHT),
    ("money_collection", Trouble.COD),
    ("order does not exist", Trouble.NO_SUCH),
)
"""What its messages have in them, and what that means: it has no codes for them."""


def trouble_in(denied: Denied) -> Trouble:
    """What it is about that it does not do."""
    said = denied.message.casefold()
    if denied.status == 401:
        return Trouble.LOGIN
    return next((trouble for words, trouble in _TROUBLES if words in said), Trouble.REFUSED)


class Session:
    """Asks with a token: the one that is configured, else one of a login that is kept.

    Where the server takes a token no more, it logs in once again and asks once again.
    """

    def __init__(self, wire: Wire, username: str, password: str, token: str) -> None:
        self._wire = wire
        self._login = {"USERNAME": username, "PASSWORD": password}
        self._fixed = bool(token)
        self._token = token
        self._ends = 0.0
        self._lock = threading.Lock()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        return (self._token, self._login["PASSWORD"])

    def ask(
        self,
        method: str,
        path: str,
        said: object = None,
        query: Mapping[str, object] | None = None,
        seconds: float | None = None,
    ) -> Told:
        """Ask something; what goes wrong before the question itself is told surely did nothing."""
        told: Told = Denied("")
        for _again in range(2):
            token = self._valid(seconds)
            if not isinstance(token, str):
                return token
            head = {"Token": token}
            told = read(
                self._wire.ask(method, path, said=said, query=query, headers=head, seconds=seconds)
            )
            if not isinstance(told, Denied) or not told.stale or self._fixed:
                return told
            self._forget(token)
        return told

    def _valid(self, seconds: float | None) -> str | Denied | Later:
        with self._lock:
            if self._fixed or (self._token and time.time() < self._ends - _SPARE):
                return self._token
            short = self._connect("/v2/user/Login", "", seconds)
            if not isinstance(short, str):
                return short
            token = self._connect("/v2/user/ownerconnect", short, seconds)
            if isinstance(token, str):
                self._token, self._ends = token, ends_at(token)
            return token

    def _connect(self, path: str, token: str, seconds: float | None) -> str | Denied | Later:
        """One step of the login; whatever goes wrong, the question was not asked."""
        heard = self._wire.ask(
            "POST",
            path,
            said=self._login,
            headers={"Token": token} if token else {},
            seconds=seconds,
            hushed=True,
        )
        told = read(heard)
        if isinstance(told, Unknown):
            return Later(told.reason)
        if not isinstance(told, Fine):
            return told
        found = text(part(told.data, "token"), 4000)
        return found or Later(because(Trouble.UNREADABLE))

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""


def read(heard: Heard) -> Told:
    """What an answer says: its envelope counts, as nearly all of them come with HTTP 200.

    Lists of prices and places come without an envelope as well.
    """
    silent = unheard(heard)
    if silent is not None or not isinstance(heard, Answer):
        return silent or Unknown(because(Trouble.SILENT))
    told = heard.json
    if isinstance(told, list):
        return Fine(told) if heard.status == 200 else Unknown(because(Trouble.UNREADABLE))
    if not isinstance(told, dict):
        return Unknown(because(Trouble.UNREADABLE))
    message, status = _words(told.get("message")), whole(told.get("status"))
    if heard.status >= 500 or status == 205 or "system error" in message.casefold():
        return Unknown(because(Trouble.BROKEN, message))
    if heard.status >= 400:
        return Denied(message, heard.status)
    if "error" not in told and status is None:
        return Fine(told)
    if told.get("error") or status not in {None, 200}:
        return Denied(message, status or 0)
    return Fine(told.get("data"), message)


def ends_at(token: str) -> float:
    """When a token (JWT) ends, in seconds since 1970; far away where it does not say.

    Nobody checks its signature here: that is up to the server.
    """
    try:
        body = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError, RecursionError):
        return float("inf")
    return float(whole(part(told, "exp")) or float("inf"))


def _words(message: object) -> str:
    parts = message if isinstance(message, list) else [message]
    return "; ".join(found for one in parts if (found := text(one, 300)))
