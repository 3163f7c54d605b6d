"""Asking a CUPS server over HTTP, on a host or on its socket in the file system."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import httpcore

from printers.transport.address import look_up
from printers.transport.base import Reason
from printers.transport.ipp import MOST_BYTES, Answer, Given, NotIpp, Operation, parse, request
from printers.transport.limits import Limits
from printers.transport.pipe import Broken, Unusable

SOCKET = Path("/run/cups/cups.sock")
_REFUSED = {
    401: Reason.NOT_PERMITTED,
    403: Reason.NOT_PERMITTED,
    404: Reason.QUEUE_MISSING,
    426: Reason.NOT_PERMITTED,
}
_ANSWER_S = 5.0


class IppClient:
    """A connection to one server; closed with the ``with`` block."""

    def __init__(
        self,
        host: str,
        port: int,
        limits: Limits,
        *,
        socket: Path = SOCKET,
        allow_public: bool = False,
    ) -> None:
        """Without a `host` it is the server of this machine, on its `socket`.

        Raises Unusable.
        """
        self._numbers = itertools.count(1)
        self._host = "localhost"
        self._base = "http://localhost"
        where: str | None = str(socket)
        if host:
            # The address that was checked is the one that is used.
            address = str(look_up(host, port, allow_public=allow_public)[0][4][0])
            self._host = f"{bracketed(host)}:{port}"
            self._base = f"http://{bracketed(address)}:{port}"
            where = None
        self._waits = {
            "connect": limits.connect,
            "read": _ANSWER_S,
            "write": limits.stall,
            "pool": limits.connect,
        }
        self._pool = httpcore.ConnectionPool(uds=where)

    def __enter__(self) -> IppClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def ask(
        self,
        operation: Operation,
        path: str,
        given: Iterable[Given],
        *,
        job: Iterable[Given] = (),
        document: bytes = b"",
    ) -> Answer:
        """The answer to one request, also where it is a refusal.

        Raises Unusable when the server certainly did nothing, Broken when nobody knows.
        """
        number = next(self._numbers)
        content = request(operation, number, given, job) + document
        headers: list[tuple[bytes | str, bytes | str]] = [
            ("Host", self._host),
            ("Content-Type", "application/ipp"),
            ("Content-Length", str(len(content))),
            ("Accept-Encoding", "identity"),
        ]
        try:
            with self._pool.stream(
                "POST",
                self._base + path,
                headers=headers,
                content=content,
                extensions={"timeout": self._waits},
            ) as found:
                if found.status >= 500:  # it may have gone wrong after the work was done
                    raise Broken(Reason.STRANGE_ANSWER)
                if found.status != 200:
                    reason = _REFUSED.get(found.status, Reason.STRANGE_ANSWER)
                    raise Unusable(reason)
                answer = parse(_body(found))
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise Unusable(Reason.UNREACHABLE) from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise Broken(Reason.CONNECTION_LOST) from error
        except NotIpp as error:
            raise Broken(Reason.STRANGE_ANSWER) from error
        if answer.request_id != number:
            raise Broken(Reason.STRANGE_ANSWER)
        return answer


def bracketed(host: str) -> str:
    """A host as it stands in an address of the web."""
    return f"[{host}]" if ":" in host else host


def _body(found: httpcore.Response) -> bytes:
    kinds = [value for name, value in found.headers if name.lower() == b"content-type"]
    if len(kinds) != 1 or kinds[0].partition(b";")[0].strip() != b"application/ipp":
        raise NotIpp("type")
    deadline = time.monotonic() + 2 * _ANSWER_S
    data = bytearray()
    for piece in found.iter_stream():
        data += piece
        if len(data) > MOST_BYTES or time.monotonic() > deadline:
            raise NotIpp("size")
    return bytes(data)
