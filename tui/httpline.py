"""One request over one line, read strictly: what is too long, too slow or oddly written is cut off.

Shared by all that listens: for couriers and marketplaces, and for whatever watches the machine.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Mapping
from http import HTTPStatus

from core.errors import Refusal

_HEAD = 16 * 1024
_REQUEST = re.compile(rb"([A-Z]{3,10}) (/[!-~]{0,200}) HTTP/1\.[01]")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}):[ \t]*([\x20-\x7e\x80-\xff\t]*?)[ \t]*")
_ADDRESS = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})")


class Wrong(Exception):
    """A request that is not taken, and what is answered."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


def address_of(text: str) -> tuple[str, int]:
    """Host and port as in ``127.0.0.1:8080`` or ``[::1]:8080``; raises Refusal."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or not 0 <= int(found[3]) <= 65535:
        raise Refusal("listen_address", address=text[:100])
    return found[1] or found[2], int(found[3])


def opened(host: str, port: int, backlog: int) -> socket.socket:
    """A socket that listens there; its `accept` gives up twice a second. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.create_server((host, port), family=family, backlog=backlog)
    made.settimeout(0.5)
    return made


def head_of(line: socket.socket, until: float) -> tuple[str, str, dict[str, str], bytes]:
    """Method, target and fields of a request, and what came of its body; raises Wrong."""
    head, rest = _head(line, until)
    first, *fields = head.split(b"\r\n")
    request = _REQUEST.fullmatch(first)
    if request is None:
        raise Wrong(HTTPStatus.BAD_REQUEST)
    return request[1].decode("ascii"), request[2].decode("ascii"), _headers(fields), rest


def _head(line: socket.socket, until: float) -> tuple[bytes, bytes]:
    read = bytearray()
    while b"\r\n\r\n" not in read:
        if len(read) > _HEAD:
            raise Wrong(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        read += some(line, until)
    head, _gap, rest = bytes(read).partition(b"\r\n\r\n")
    if len(head) > _HEAD:
        raise Wrong(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    return head, rest


def _headers(fields: list[bytes]) -> dict[str, str]:
    """The fields by name in lower case; the same name twice could be read in two ways."""
    found: dict[str, str] = {}
    for line in fields:
        field = _FIELD.fullmatch(line)
        name = field[1].decode("ascii").lower() if field else ""
        if field is None or name in found:
            raise Wrong(HTTPStatus.BAD_REQUEST)
        found[name] = field[2].decode("latin-1")
    return found


def some(line: socket.socket, until: float) -> bytes:
    """The next bytes; whoever sends too slowly is cut off."""
    left = until - time.monotonic()
    if left <= 0:
        raise Wrong(HTTPStatus.REQUEST_TIMEOUT)
    line.settimeout(left)
    try:
        came = line.recv(65536)
    except TimeoutError:
        raise Wrong(HTTPStatus.REQUEST_TIMEOUT) from None
    if not came:
        raise Wrong(HTTPStatus.BAD_REQUEST)
    return came


def say(
    line: socket.socket, status: HTTPStatus, fields: Mapping[str, str], body: bytes = b""
) -> None:
    """Answer and close."""
    always = {"content-length": str(len(body)), "connection": "close"}
    head = [f"{name}: {value}" for name, value in {**always, **fields}.items()]
    words = [f"HTTP/1.1 {status.value} {status.phrase}", *head, "", ""]
    line.settimeout(1.0)
    line.sendall("\r\n".join(words).encode("ascii") + body)
    # What is still on its way here is let run out, or the answer might never be seen.
    line.shutdown(socket.SHUT_WR)
    until = time.monotonic() + 1.0
    while time.monotonic() < until and line.recv(65536):
        pass
