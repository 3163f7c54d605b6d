"""One question to a server outside: what was heard, or how sure it is that nothing happened."""

from __future__ import annotations

import json
import logging
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from core.text import clean

logger = logging.getLogger(__name__)
# Its own line of each question has the whole address, and addresses have tokens in them.
logging.getLogger("httpx").setLevel(logging.WARNING)
_MOST = 4 * 1024 * 1024  # bytes of an answer that are read; labels are far smaller
_SHOWN = 4000  # characters of an answer in the log
_LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class NotSent:
    """The server was not reached: certainly nothing happened there."""

    reason: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The question may have arrived; the answer did not, or not whole."""

    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        """What the body says; None where it is empty or no JSON, such as a page of a gateway."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def wait(self) -> float:
        """For how many seconds the server wants to be left alone; 0 where it does not say."""
        return waited(self.headers.get("retry-after", ""))

    @property
    def start(self) -> str:
        """How the body begins, for people who look for what went wrong."""
        return clean(self.body[:_SHOWN].decode("utf-8", "replace"), 300)


Heard = Answer | Cut | NotSent


def _nothing() -> None:
    """Whoever counts nothing."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A server outside: where it is, how long it may take, and what no log may show."""

    courier: str
    base_url: str
    seconds: float
    headers: Callable[[], Mapping[str, str]] = dict
    secrets: Callable[[], Sequence[str]] = field(default=tuple)
    before: Callable[[], None] = _nothing
    """Called before each question: where it is counted, and waits for its turn."""

    def get(self, path: str, seconds: float | None = None, **query: object) -> Heard:
        """Ask for something; may be repeated at will."""
        return self.ask("GET", path, query=query, seconds=seconds)

    def post(self, path: str, said: object, seconds: float | None = None) -> Heard:
        """Tell something as JSON."""
        return self.ask("POST", path, said=said, seconds=seconds)

    def ask(
        self,
        method: str,
        path: str,
        *,
        said: object = None,
        raw: bytes | None = None,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
        hushed: bool = False,
    ) -> Heard:
        """Ask once; never raises for what the other side does, nor follows it elsewhere.

        What is `said` goes as JSON, a `form` as web pages send theirs, `raw` bytes of JSON as they
        are: whoever signs them sends those very bytes. A list in the `query` is asked once for
        each of it; without a query the path keeps its own. All of it takes `seconds` at most, else
        those of the configuration: a server that sends a byte now and then is cut off as well.
        What is `hushed` is itself a secret, such as a login: no log shows it nor its answer.
        """
        import httpx

        self.before()
        limit = self.seconds if seconds is None else seconds
        end = time.monotonic() + limit
        body = raw if said is None else json.dumps(said, ensure_ascii=False).encode()
        head = {"Accept": "application/json", **self.headers(), **(headers or {})}
        if body is not None:
            head.setdefault("Content-Type", "application/json; charset=utf-8")
        if form is not None:
            body = urlencode(form).encode()
            head["Content-Type"] = "application/x-www-form-urlencoded"
        asked = {name: _asked(value) for name, value in (query or {}).items()} or None
        address = self.base_url.rstrip("/") + path
        heard: Heard
        try:
            with (
                httpx.Client(timeout=limit, verify=_trust(), trust_env=False) as client,
                client.stream(method, address, content=body, params=asked, headers=head) as answer,
            ):
                whole = _read(answer.iter_bytes(), end)
                heard = (
                    Cut("too slow or too long")
                    if whole is None
                    else Answer(answer.status_code, dict(answer.headers.items()), whole)
                )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            heard = NotSent(type(error).__name__)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
            heard = NotSent(clean(str(error), 200))
        except httpx.HTTPError as error:
            heard = Cut(type(error).__name__)
        self._log(method, path, body, heard, hushed=hushed)
        return heard

    def _log(
        self, method: str, path: str, body: bytes | None, heard: Heard, *, hushed: bool
    ) -> None:
        """Raw, so that what a server does can be understood later; without secrets."""
        if hushed:
            body = None
            heard = replace(heard, body=b"...") if isinstance(heard, Answer) else heard
        said = body[:_SHOWN].decode("utf-8", "replace") if body else ""
        told = repr(heard)
        if isinstance(heard, Answer):
            told = f"{heard.status} {heard.body[:_SHOWN].decode('utf-8', 'replace')}"
        level = logging.DEBUG if isinstance(heard, Answer) and heard.status < 400 else logging.INFO
        line = f"{method} {path} {said} -> {told}"
        logger.log(level, "courier %s: %s", self.courier, self._without_secrets(line))

    def _without_secrets(self, text: str) -> str:
        for secret in self.secrets():
            if secret:
                text = text.replace(secret, "***")
        return clean(text, 2 * _SHOWN)


def _asked(value: object) -> str | list[str]:
    return [str(one) for one in value] if isinstance(value, list) else str(value)


def waited(said: str) -> float:
    """Seconds that a ``Retry-After`` asks for, as a number or as a date (RFC 9110, 10.2.3)."""
    said = said.strip()
    if said.isascii() and said.isdecimal():
        return min(float(said[:9]), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    left = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(0.0, left), _LONGEST_WAIT)


def is_address(text: str) -> bool:
    """Whether a configured address is one that can be asked: encrypted, or this very machine."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return False
    plain_here = parts.scheme == "http" and host in {"127.0.0.1", "::1", "localhost"}
    return bool(host) and (parts.scheme == "https" or plain_here) and "@" not in parts.netloc


def _read(chunks: Any, end: float) -> bytes | None:
    """The whole body; None where it does not come in time, or is no answer by its size."""
    whole = bytearray()
    for chunk in chunks:
        whole += chunk
        if len(whole) > _MOST or time.monotonic() > end:
            return None
    return bytes(whole)


@cache
def _trust() -> ssl.SSLContext:
    """Who vouches for the other side: read once, for that takes longer than to ask."""
    import httpx

    return httpx.create_ssl_context()
