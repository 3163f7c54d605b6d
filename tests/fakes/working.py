"""How a fake that works by itself begins and ends: a thread, for as long as it is entered."""

from __future__ import annotations

import socket
import sys
import threading
from http.server import ThreadingHTTPServer
from socketserver import BaseServer
from types import TracebackType
from typing import Self


class Worker:
    """Works in a thread of its own while it is entered."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _run(self) -> None:
        """Work until it is to stop."""
        raise NotImplementedError

    def _end(self) -> None:
        self._stop.set()
        self._thread.join(5)
        self._close()

    def _close(self) -> None:
        """Give back what it held, once nothing works any more."""
        raise NotImplementedError


class Listener(Worker):
    """A device that listens on a raw TCP port."""

    def __init__(self, host: str, port: int, *, buffer: int | None = None) -> None:
        self._server = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        if buffer is not None:  # those that it accepts have it too
            self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._server.bind((host, port))
        self._server.listen(5)
        self.host, self.port = host, int(self._server.getsockname()[1])
        super().__init__()

    def _close(self) -> None:
        self._server.close()


class HttpServer(ThreadingHTTPServer):
    """One that says nothing where whoever asked has gone: that is what some tests are about."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Service(Worker):
    """A server of the standard library."""

    def __init__(self, server: BaseServer) -> None:
        self._server = server
        super().__init__()

    def _run(self) -> None:
        self._server.serve_forever(0.02)

    def _end(self) -> None:
        self._server.shutdown()
        super()._end()

    def _close(self) -> None:
        self._server.server_close()
