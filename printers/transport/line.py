"""One connection to a printer: writes in small pieces and never leaves what it says unread."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Callable

from printers.transport.base import Light, Reason, Told, tell_nobody
from printers.transport.replies import Replies

_PIECE = 2048  # bytes a write; small enough that answers are read between the pieces
_GLANCE = 3.0  # seconds without progress after which a person is told


class Broken(Exception):
    """The connection ended or stopped taking bytes, for `reason`."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


class Line:
    """A connected, non-blocking socket and the answers that came over it."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self.replies = Replies()
        self.handed = 0
        """Bytes that the system has taken so far; more than the printer has seen."""

    def push(self, data: bytes, stall: float, told: Told = tell_nobody) -> None:
        """Hand over all of `data`; raises Broken, also after `stall` seconds without progress."""
        rest = memoryview(data)
        moved = time.monotonic()
        warned = False
        while rest:
            readable, writable, _ = select.select(
                [self._socket], [self._socket], [], min(stall, 0.25)
            )
            if readable:
                self._read()
            if writable:
                try:
                    taken = self._socket.send(rest[:_PIECE])
                except BlockingIOError:
                    continue
                except OSError as error:
                    raise Broken(Reason.CONNECTION_LOST) from error
                self.handed += taken
                rest = rest[taken:]
                moved = time.monotonic()
                continue
            waited = time.monotonic() - moved
            if waited >= stall:
                raise Broken(self._why_stuck())
            if waited >= _GLANCE and not warned:
                warned = True
                seen = self.replies.unasked
                told(seen.light if seen and seen.trouble else Light.STALLED)

    def listen(self, seconds: float, until: Callable[[], bool]) -> bool:
        """Read until something holds or the time is over; whether it holds. Raises Broken."""
        deadline = time.monotonic() + seconds
        while not until():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            if select.select([self._socket], [], [], left)[0]:
                self._read()
        return True

    def settle(self, quiet: float) -> None:
        """Read until nothing has come for `quiet` seconds (at most ten times that).

        Raises Broken.
        """
        deadline = time.monotonic() + 10 * quiet
        while time.monotonic() < deadline and select.select([self._socket], [], [], quiet)[0]:
            self._read()

    def finish(self, linger: float) -> None:
        """Close so that the printer still gets the last bytes.

        Unread answers turn a close into a reset, and a reset throws away what the printer has not
        fetched yet; so the answers are read until the printer closes too, or `linger` is over.
        """
        with contextlib.suppress(Broken, OSError):
            self.settle(0.02)
            self._socket.shutdown(socket.SHUT_WR)
            self.listen(linger, lambda: False)
        self._socket.close()

    def _why_stuck(self) -> Reason:
        seen = self.replies.unasked
        return (seen.trouble if seen else None) or Reason.STALLED

    def _read(self) -> None:
        try:
            data = self._socket.recv(4096)
        except BlockingIOError:
            return
        except OSError as error:
            raise Broken(Reason.CONNECTION_LOST) from error
        if not data:
            raise Broken(Reason.CONNECTION_LOST)
        self.replies.feed(data)
