"""A print server for tests that speaks IPP: strict about what it is asked, and with faults."""

from __future__ import annotations

import contextlib
import socket
import struct
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from types import TracebackType
from typing import Any, ClassVar

from fakes.working import HttpServer, Service

OK, NOT_FOUND = 0x0000, 0x0406
NAMES = {2: "print", 8: "cancel", 9: "job", 10: "jobs", 11: "printer", 0x4002: "queues"}


@dataclass
class Queued:
    """A job that was taken."""

    number: int
    name: str
    content: bytes
    states: list[int]
    """What it is at each look; the last one stays."""
    began: bool = False

    def look(self) -> int:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        self.began = self.began or state in {5, 6, 9}
        return state


@dataclass
class Book:
    """The queues, the jobs, and what goes wrong."""

    queues: tuple[str, ...] = ("receipts",)
    state: int = 3
    reasons: tuple[str, ...] = ("none",)
    accepting: bool = True
    states: tuple[int, ...] = (3, 5, 9)
    job_reasons: tuple[str, ...] = ("none",)
    cancel_works: bool = True
    forgets: bool = False
    status: dict[str, int] = field(default_factory=dict)
    """IPP status with which an operation is refused."""
    http: dict[str, int] = field(default_factory=dict)
    garbage: dict[str, bytes] = field(default_factory=dict)
    lose_answer: set[str] = field(default_factory=set)
    lose_request: set[str] = field(default_factory=set)
    wrong_number: bool = False
    jobs: list[Queued] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    format: bytes = b"application/vnd.cups-raw"
    """What a strict queue takes."""
    media: list[str] = field(default_factory=list)
    """The paper that each job asked for; empty: the usual."""
    faults: list[str] = field(default_factory=list)
    """What a strict server would not have taken."""


def attribute(tag: int, name: str, *values: Any) -> bytes:
    made = b""
    for place, value in enumerate(values):
        label = b"" if place else name.encode()
        content = struct.pack(">i", value) if tag in {0x21, 0x23} else value
        if isinstance(content, bool):
            content = bytes([content])
        elif isinstance(content, str):
            content = content.encode()
        made += struct.pack(">BH", tag, len(label)) + label
        made += struct.pack(">H", len(content)) + content
    return made


def answer(status: int, number: int, *groups: tuple[int, bytes]) -> bytes:
    start = attribute(0x47, "attributes-charset", "utf-8")
    start += attribute(0x48, "attributes-natural-language", "en")
    made = struct.pack(">BBHI", 2, 0, status, number) + b"\x01" + start
    for tag, content in groups:
        made += bytes([tag]) + content
    return made + b"\x03"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    book: ClassVar[Book]

    def address_string(self) -> str:
        return "client"

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_POST(self) -> None:
        book = self.book
        data = self.rfile.read(int(self.headers["Content-Length"]))
        _major, _minor, code, number = struct.unpack_from(">BBHI", data)
        operation = NAMES.get(code, f"operation {code:#x}")
        book.asked.append(operation)
        given, order, document = self._read(data)
        self._check(operation, given, order)
        if operation in book.lose_request:
            self._hang_up()
            return
        made = self._answer(operation, number, given, document)
        if operation in book.lose_answer:
            self._hang_up()
            return
        self._send(book.http.get(operation, 200), book.garbage.get(operation, made))

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _send(self, status: int, content: bytes) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/ipp")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def _read(self, data: bytes) -> tuple[dict[str, list[bytes]], list[str], bytes]:
        at, given, order, name = 8, {}, [], ""  # type: ignore[var-annotated]
        while data[at] != 3:
            if data[at] < 0x10:
                order.append(f"group {data[at]}")
                at += 1
                continue
            (size,) = struct.unpack_from(">H", data, at + 1)
            label = data[at + 3 : at + 3 + size].decode("ascii")
            at += 3 + size
            (size,) = struct.unpack_from(">H", data, at)
            if label:
                name = label
                order.append(name)
            given.setdefault(name, []).append(data[at + 2 : at + 2 + size])
            at += 2 + size
        return given, order, data[at + 1 :]

    def _check(self, operation: str, given: dict[str, list[bytes]], order: list[str]) -> None:
        wrong = []
        head = ["group 1", "attributes-charset", "attributes-natural-language"]
        if operation != "queues":
            head.append("printer-uri")
        if operation in {"job", "cancel"}:
            head.append("job-id")
        if order[: len(head)] != head:
            wrong.append(f"{operation}: begins with {order[:5]}")
        if self.headers["Content-Type"] != "application/ipp":
            wrong.append("content type")
        if not self.headers["Host"]:
            wrong.append("host")
        if given.get("requesting-user-name") != [b"kemas"]:
            wrong.append("user")
        if operation == "print" and given.get("document-format") != [self.book.format]:
            wrong.append("format")
        uri = given.get("printer-uri", [b""])[0].decode()
        if operation != "queues" and not uri.startswith("ipp://"):
            wrong.append(f"uri {uri}")
        if operation != "queues" and not uri.endswith(self.path):
            wrong.append(f"uri {uri} at {self.path}")
        self.book.faults += wrong

    def _answer(
        self, operation: str, number: int, given: dict[str, list[bytes]], document: bytes
    ) -> bytes:
        book = self.book
        number += book.wrong_number
        if operation in book.status:
            return answer(book.status[operation], number)
        if operation == "queues":
            return answer(OK, number, *((4, self._named(name)) for name in book.queues))
        if self.path.removeprefix("/printers/") not in book.queues:
            return answer(NOT_FOUND, number)
        job = next(
            (job for job in book.jobs if struct.pack(">i", job.number) in given.get("job-id", [])),
            None,
        )
        match operation:
            case "printer":
                return answer(OK, number, (4, self._printer()))
            case "print":
                states = list(book.states)
                name = given["job-name"][0].decode()
                book.media.append(given.get("media", [b""])[0].decode())
                book.jobs.append(Queued(len(book.jobs) + 41, name, document, states))
                return answer(OK, number, (2, attribute(0x21, "job-id", book.jobs[-1].number)))
            case "jobs":
                over = given["which-jobs"] == [b"completed"]
                shown = [job for job in book.jobs if (job.states[-1] >= 7) == over]
                return answer(OK, number, *((2, self._job(job)) for job in shown))
            case "job" if job is not None and not book.forgets:
                return answer(OK, number, (2, self._job(job)))
            case "cancel" if job is not None and book.cancel_works:
                job.states = [7]
                return answer(OK, number)
        return answer(NOT_FOUND, number)

    def _named(self, name: str) -> bytes:
        made = attribute(0x42, "printer-name", name)
        return made + attribute(0x41, "printer-make-and-model", "Raw Queue")

    def _printer(self) -> bytes:
        book = self.book
        return (
            attribute(0x23, "printer-state", book.state)
            + attribute(0x44, "printer-state-reasons", *book.reasons)
            + attribute(0x22, "printer-is-accepting-jobs", bytes([book.accepting]))
        )

    def _job(self, job: Queued) -> bytes:
        made = attribute(0x21, "job-id", job.number) + attribute(0x42, "job-name", job.name)
        made += attribute(0x23, "job-state", job.look())
        made += attribute(0x44, "job-state-reasons", *self.book.job_reasons)
        if job.began:
            return made + attribute(0x21, "time-at-processing", 5)
        return made + attribute(0x13, "time-at-processing", b"")


class _SocketServer(ThreadingUnixStreamServer):
    daemon_threads = True


class IppServer(Service):
    """The server on loopback, or on a socket in the file system."""

    def __init__(self, path: Path | None = None) -> None:
        self.book = Book()
        handler = type("Handler", (_Handler,), {"book": self.book})
        self.path = path
        self.port = 0
        if path is None:
            server = HttpServer(("127.0.0.1", 0), handler)
            self.port = server.server_address[1]
            super().__init__(server)
        else:
            super().__init__(_SocketServer(str(path), handler))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)
        assert self.book.faults == [] or kind is not None, self.book.faults
