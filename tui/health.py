"""Answers ``GET /health`` on loopback: whether the worker lives, and how its work stands.

It only reads, names nobody, and answers within a few seconds, whatever the database does. Where
another worker of this machine listens already it tries again until that one is gone.
"""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from core.database import Database
from core.errors import KemasError
from core.health import Health, look
from core.transaction import reading
from core.version import VERSION
from tui.httpline import Wrong, address_of, head_of, opened, say
from tui.sign import Sign

logger = logging.getLogger(__name__)
LATE_S = 120.0
"""A round that ended longer ago: the worker hangs."""
_PATIENCE_S = 2.0  # for a whole request
_ANSWER_S = 2.0  # for the database
_AGAIN_S = 2.0  # between two tries to listen
_AT_ONCE = 8  # connections
_METHODS = ("GET", "HEAD")
# Who asks for this machine by another name was led here by somebody else's page.
_HERE = re.compile(r"(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?", re.IGNORECASE)


class Told:
    """What is answered, put together from the worker's sign of life and one look at the tables."""

    def __init__(self, database: Database, sign: Sign) -> None:
        self._database, self._sign = database, sign
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._asked: Future[Health] | None = None
        self._lock = threading.Lock()

    def answer(self) -> tuple[HTTPStatus, dict[str, Any]]:
        """The status, and what a watcher may know."""
        found: dict[str, Any] = {"version": VERSION, "working": self._sign.works}
        problems = []
        if self._sign.works:
            age = time.monotonic() - self._sign.rounded
            found["round_age_s"] = round(age, 1)
            if age > LATE_S:
                problems.append("round_late")
        try:
            found |= _rounded(asdict(self._seen()))
        except (KemasError, TimeoutError) as error:
            problems.append(error.code if isinstance(error, KemasError) else "database_slow")
        found["database"] = "waiting" in found
        status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
        return status, {"ok": not problems, "problems": problems, **found}

    def _seen(self) -> Health:
        """One look at a time: those who ask meanwhile get what it finds."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = self._pool.submit(self._look)
            asked = self._asked
        return asked.result(_ANSWER_S)

    def _look(self) -> Health:
        with reading(self._database) as tx:
            return look(tx)

    def close(self) -> None:
        """Wait for nobody: a look that hangs ends with the process."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class Watched:
    """The listener; it begins with `start` and ends with `stop`."""

    def __init__(self, told: Told, address: str) -> None:
        self._told = told
        self._address = address_of(address)
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="health", daemon=True)
        self.port = 0
        """Where it listens; 0 as long as it does not."""

    def start(self) -> None:
        """Begin; a place that is taken is waited for."""
        self._thread.start()

    def stop(self, patience: float) -> None:
        """Answer no more."""
        self._stop.set()
        self._thread.join(patience)
        self._told.close()

    def _listen(self) -> None:
        said = False
        while not self._stop.is_set():
            try:
                with opened(*self._address, backlog=16) as door:
                    self.port = int(door.getsockname()[1])
                    logger.info("health is told at port %s", self.port)
                    self._accept(door)
            except OSError as error:
                if not said:
                    logger.warning("health is not told yet: %s", error.strerror)
                said = True
            self._stop.wait(_AGAIN_S)

    def _accept(self, door: socket.socket) -> None:
        while not self._stop.is_set():
            try:
                line, _who = door.accept()
            except TimeoutError:
                continue
            if not self._room.acquire(blocking=False):
                line.close()
                continue
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with line:
                status, fields, body = self._answered(line)
                say(line, status, fields, body)
        except OSError:
            logger.debug("a line was cut")
        except Exception:
            logger.exception("health could not be told")
        finally:
            self._room.release()

    def _answered(self, line: socket.socket) -> tuple[HTTPStatus, dict[str, str], bytes]:
        try:
            method, target, headers, _rest = head_of(line, time.monotonic() + _PATIENCE_S)
        except Wrong as wrong:
            return wrong.status, {}, b""
        if not _HERE.fullmatch(headers.get("host", "localhost")):
            return HTTPStatus.MISDIRECTED_REQUEST, {}, b""
        if target != "/health":
            return HTTPStatus.NOT_FOUND, {}, b""
        if method not in _METHODS:
            return HTTPStatus.METHOD_NOT_ALLOWED, {"allow": ", ".join(_METHODS)}, b""
        status, found = self._told.answer()
        body = json.dumps(found).encode("ascii") + b"\n"
        kind = {"content-type": "application/json", "cache-control": "no-store"}
        return status, kind, body if method == "GET" else b""


def _rounded(found: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 1) if isinstance(value, float) else value
        for name, value in found.items()
    }
