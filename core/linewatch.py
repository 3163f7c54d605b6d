"""Ends waiting for a PostgreSQL server that says nothing any more, though nobody closed the line.

A cable that was pulled, a router that forgot the connection: what was asked is never answered, and
nobody is told. Whoever waits for long here has the server looked for over a line of its own; where
that is not answered either, the lines that wait are cut, and those who wait get an error.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

if TYPE_CHECKING:
    from core.database import Database

PATIENCE_S = 2.0
"""So long somebody waits before the server is looked for."""
_ANSWER_S = 1.5
UNSERVED_S = 5.0
"""So long somebody waits before their own part of the server is looked at."""
_LOOK_S = 0.5
_DOUBT_S = 10.0
"""So long after the server was silent, who waits may wait for what it never heard."""
# The first words of every client that might encrypt; the server answers with one byte at once:
# https://www.postgresql.org/docs/current/protocol-message-formats.html (SSLRequest)
_HELLO = struct.pack("!ii", 8, 80877103)


# Each line has a process of its own there. One that is asked for something and is idle for seconds
# stands still, as one does that works longer than any statement may (60 s):
# https://www.postgresql.org/docs/current/monitoring-stats.html (pg_stat_activity)
_UNSERVED = """
    SELECT pid, state_change FROM pg_stat_activity
    WHERE pid = ANY(%(pids)s) AND (
        (state LIKE 'idle%%' AND clock_timestamp() - state_change > interval '3 s')
        OR (state = 'active' AND clock_timestamp() - query_start > interval '75 s'))
"""


class Waiting:
    """A connection, and since when somebody waits for it; None while nobody does."""

    __slots__ = ("__weakref__", "raw", "since")

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.since: float | None = None


class LineWatch:
    """Looks after the lines of one database from a thread of its own."""

    def __init__(self, database: Database, lines: WeakSet[Waiting]) -> None:
        self._database, self._lines = database, lines
        self._over = threading.Event()
        self._looked = 0.0
        self._silent = float("-inf")
        self._asked: threading.Thread | None = None
        self._asked_at = 0.0
        self._still: dict[int, Any] = {}
        """Parts of the server that stood still at the last look, and since when."""
        self._thread = threading.Thread(target=self._run, name="kemas-line", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, without waiting for it."""
        self._over.set()

    def _run(self) -> None:
        while not self._over.wait(_LOOK_S):
            now = time.monotonic()
            late = [
                (one, since)
                for one in list(self._lines)
                if (since := one.since) is not None and now - since > PATIENCE_S
            ]
            if not late or now - self._looked < PATIENCE_S:
                continue
            self._looked = now
            if not _answers(late[0][0].raw):
                self._silent = time.monotonic()
                self._database.drop_spare()
            for one, since in late:
                # What was asked while nobody heard it is not answered afterwards either.
                if since < self._silent + _DOUBT_S and one.since == since:
                    _cut(one.raw)
            self._cut_unserved([one for one, since in late if now - since > UNSERVED_S])

    def _cut_unserved(self, late: list[Waiting]) -> None:
        """Cut those whose part of the server stands still, while the rest of it answers."""
        waiting = {pid: one for one in late if (pid := _asking(one.raw))}
        if not waiting:
            return
        if self._asked is not None and self._asked.is_alive():
            if time.monotonic() - self._asked_at > UNSERVED_S:  # it lets in, and then says nothing
                self._silent = time.monotonic()
            return
        self._asked_at = time.monotonic()
        before, self._still = self._still, {}
        self._asked = threading.Thread(target=self._ask, args=([*waiting],), daemon=True)
        self._asked.start()
        self._asked.join(_ANSWER_S)
        still = self._still
        for pid, one in waiting.items():
            # It was so before, and has not moved: nobody there reads what was asked.
            if pid in still and still[pid] == before.get(pid) and _asking(one.raw) == pid:
                self._database.drop_spare()
                _cut(one.raw)

    def _ask(self, pids: list[int]) -> None:
        """Note which of these parts of the server do nothing, or go on longer than they may."""
        with suppress(Exception), self._database.reader.connect() as connection:
            raw: Any = connection.connection.driver_connection
            self._still = dict(raw.execute(_UNSERVED, {"pids": pids}).fetchall())


def _asking(raw: Any) -> int:
    """The process that serves a line, where something was asked on it; 0 where nothing was."""
    with suppress(Exception):
        if raw.info.transaction_status.name == "ACTIVE":
            return int(raw.info.backend_pid)
    return 0


def _answers(raw: Any) -> bool:
    """Whether the server of a connection answers over a new one."""
    try:
        host, port = raw.info.host, raw.info.port
    except Exception:  # noqa: BLE001 - the driver has given this connection up itself
        return True
    try:
        with _line_to(host, port) as line:
            line.settimeout(_ANSWER_S)
            line.sendall(_HELLO)
            return bool(line.recv(1))
    except OSError:
        return False


def _line_to(host: str, port: int) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=_ANSWER_S)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(_ANSWER_S)
    try:
        line.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        line.close()
        raise
    return line


def _cut(raw: Any) -> None:
    """Shut a line down under whoever waits for it: the wait ends with an error."""
    with suppress(Exception), socket.socket(fileno=os.dup(raw.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)
