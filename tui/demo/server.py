"""What simulated servers have in common: one on loopback, a book of what was booked, and faults."""

from __future__ import annotations

import json
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

_PAGE = b"<html><head><title>%d</title></head><body><h1>%s</h1></body></html>"
_MOST = 4 * 1024 * 1024  # bytes of a question that are read
_FAULTS = "/simulated/faults"
"""No real server has it: faults are switched on and off there while a demonstration runs."""


class Fault(StrEnum):
    """What goes wrong on the way, whatever is asked."""

    SILENT_BEFORE = "silent_before"
    """Nothing is done and nobody answers, until whoever asked gives up."""
    SILENT_AFTER = "silent_after"
    """What was asked is done, but nobody answers."""
    CUT_BEFORE = "cut_before"
    """The connection is closed before anything is done."""
    CUT_AFTER = "cut_after"
    """What was asked is done; half of the answer comes, then the connection is closed."""
    HTML = "html"
    """Nothing is done; a page for people comes, as with HTTP 200."""
    EMPTY = "empty"
    """Nothing is done; HTTP 200 without a body."""
    BUSY = "busy"
    """Nothing is done; HTTP 429, with ``Retry-After`` where `seconds` are given."""
    BAD_GATEWAY = "bad_gateway"
    """Nothing is done; a gateway's page with HTTP 502."""
    SLOW = "slow"
    """It is done and answered, after `seconds`."""


@dataclass(slots=True)
class Trouble:
    """A fault that is switched on."""

    fault: Fault
    path: str = ""
    """For questions whose path holds this; empty: for each."""
    times: int = 1
    """How often it strikes until it is over."""
    seconds: float = 0.0
    share: float = 1.0
    """In which part of the questions it strikes, by chance."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it came in."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        """What the body says; None where it is empty or no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class Said:
    """One answer."""

    status: int
    body: bytes
    kind: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0
    """Bytes that are announced and never come."""


def said(told: object, status: int = 200, **headers: str) -> Said:
    """An answer in JSON."""
    return Said(status, json.dumps(told, ensure_ascii=False).encode(), headers=headers)


def page(status: int, title: str) -> Said:
    """An answer for people, as gateways and print pages give it."""
    return Said(status, _PAGE % (status, title.encode()), "text/html; charset=utf-8")


@dataclass(slots=True)
class Parcel:
    """One booking in a server's book."""

    number: str
    """The server's own: with couriers what stands on the label."""
    own_code: str
    """The code of whoever booked it; empty where none was given."""
    body: dict[str, Any]
    """As it was booked."""
    state: str
    states: list[tuple[str, float]] = field(default_factory=list)
    """All its states with the second of each."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What else the server keeps of it."""


class Simulated(ABC):
    """A server on a free port of loopback, while it is entered.

    One question is dealt with at a time; what goes wrong on the way is `go_wrong`'s.
    """

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        """The same seed strikes the same questions."""
        self.book: list[Parcel] = []
        self.asked: list[Asked] = []
        """All that was asked, oldest first, whatever became of it."""
        self.pace = 0.0
        """Seconds until a parcel takes its next step by itself; 0: when it is told to."""
        self.lock = threading.RLock()
        self._random = Random(seed)  # noqa: S311 - chance of a play, no secret
        self._troubles: list[Trouble] = []
        self._ending = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.simulated = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="simulated-server", daemon=True
        )

    @abstractmethod
    def answer(self, asked: Asked) -> Said:
        """Judge a question as the real one would, and do what it asks; held alone."""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def go_wrong(
        self,
        fault: Fault,
        path: str = "",
        *,
        times: int = 1,
        seconds: float = 0.0,
        share: float = 1.0,
    ) -> None:
        """Switch a fault on; the fields are those of `Trouble`."""
        with self.lock:
            self._troubles.append(Trouble(fault, path, times, seconds, share))

    def recover(self) -> None:
        """Switch all faults off."""
        with self.lock:
            self._troubles.clear()

    def grow(self, parcel: Parcel, life: Sequence[str]) -> None:
        """What has become of a parcel since it was made, where parcels move by themselves."""
        if not self.pace or parcel.state not in life:
            return
        made = parcel.states[0][1]
        steps = min(int((time.time() - made) / self.pace), len(life) - 1)
        for at in range(life.index(parcel.state) + 1, steps + 1):
            parcel.state = life[at]
            parcel.states.append((life[at], made + at * self.pace))

    def by_number(self, number: str) -> Parcel | None:
        """A booking by the server's own number."""
        return next((one for one in self.book if one.number == number), None)

    def by_own_code(self, own_code: str) -> Parcel | None:
        """The last booking under a code of whoever booked it."""
        return next((one for one in reversed(self.book) if one.own_code == own_code), None)

    def asked_for(self, path: str) -> list[Asked]:
        """The questions whose path holds this."""
        return [one for one in self.asked if path in one.path]

    def _switch(self, asked: Asked) -> Said:
        """Switch a fault on by the fields of `Trouble`, or all of them off; tells which are on."""
        told = asked.json
        try:
            if asked.method == "DELETE":
                self.recover()
            elif isinstance(told, dict):
                self.go_wrong(
                    Fault(told["fault"]),
                    str(told.get("path", "")),
                    times=int(told.get("times", 1)),
                    seconds=float(told.get("seconds", 0)),
                    share=float(told.get("share", 1)),
                )
        except (KeyError, TypeError, ValueError):
            return said({"fault": list(Fault)}, 400)
        return said([asdict(one) for one in self._troubles])

    def deal_with(self, asked: Asked) -> Said | None:
        """The answer to one question; None where the connection is to be closed without one."""
        if asked.path == _FAULTS:
            return self._switch(asked)
        with self.lock:
            self.asked.append(asked)
            trouble = self._struck(asked)
        if trouble is not None and trouble.fault is Fault.SLOW:
            self._ending.wait(trouble.seconds)
        if trouble is not None and trouble.fault in _BEFORE:
            return self._fail(trouble)
        fault = None if trouble is None else trouble.fault
        with self.lock:
            answer = self.answer(asked)
        if fault is Fault.SILENT_AFTER:
            self._ending.wait(60)
            return None
        if fault is Fault.CUT_AFTER:
            half = len(answer.body) // 2
            return replace(answer, body=answer.body[:half], missing=len(answer.body) - half + 1)
        return answer

    def _struck(self, asked: Asked) -> Trouble | None:
        for one in self._troubles:
            if one.path in asked.path and (one.share >= 1 or self._random.random() < one.share):
                one.times -= 1
                if one.times <= 0:
                    self._troubles.remove(one)
                return one
        return None

    def _fail(self, trouble: Trouble) -> Said | None:
        match trouble.fault:
            case Fault.HTML:
                return page(200, "Maintenance")
            case Fault.EMPTY:
                return Said(200, b"")
            case Fault.BUSY:
                head = {"Retry-After": f"{trouble.seconds:.0f}"} if trouble.seconds else {}
                return Said(429, b'{"message":"Too many requests"}', headers=head)
            case Fault.BAD_GATEWAY:
                return page(502, "Bad Gateway")
            case Fault.SILENT_BEFORE:
                self._ending.wait(60)
        return None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()


_BEFORE = frozenset(
    {
        Fault.SILENT_BEFORE,
        Fault.CUT_BEFORE,
        Fault.HTML,
        Fault.EMPTY,
        Fault.BUSY,
        Fault.BAD_GATEWAY,
    }
)


class _Server(ThreadingHTTPServer):
    """Says nothing where whoever asked has gone: that is part of the play."""

    daemon_threads = True
    simulated: Simulated

    def handle_error(self, request: Any, client_address: Any) -> None:
        with suppress(OSError):
            request.close()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Every method is dealt with by the server, as the library looks up ``do_GET``."""
        if name.startswith("do_"):
            return self._deal
        raise AttributeError(name)

    def _deal(self) -> None:
        parts = urlsplit(self.path)
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(min(int(length), _MOST)) if length.isdecimal() else b""
        asked = Asked(
            self.command,
            parts.path,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            body,
        )
        answer = self.server.simulated.deal_with(asked)
        self.close_connection = True
        if answer is None:
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body) + answer.missing))
        self.send_header("Connection", "close")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the questions are kept in `Simulated.asked`."""
