"""A conversation's ground: pushes bytes down a pipe and never leaves what comes back unread."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from printers.transport.base import Light, Reason, Told, tell_nobody
from printers.transport.pipe import Broken, Pipe
from printers.transport.replies import Health, Replies

_PIECE = 2048  # bytes a write; small enough that answers are read between the pieces
_GLANCE = 3.0  # seconds without progress after which a person is told
_REMEMBERED = 4096
_NOTHING = memoryview(b"")


class Line:
    """An open pipe to a printer and the answers that came over it."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self.replies = Replies()
        self.raw = bytearray()
        """The latest bytes that came, as they came."""
        self.heard = 0
        """How many bytes have come so far."""
        self.handed = 0
        """Bytes that the system has taken so far; more than the printer has seen."""

    @property
    def hears(self) -> bool:
        """Whether anything can come back at all."""
        return self._pipe.hears

    def port(self) -> Health | None:
        """What the port says of the printer, without the printer's help."""
        return self._pipe.port()

    def push(self, data: bytes, stall: float, told: Told = tell_nobody) -> None:
        """Hand over all of `data`; raises Broken, also after `stall` seconds without progress."""
        rest = memoryview(data)
        moved = time.monotonic()
        warned = False
        while rest:
            taken = self._exchange(rest[:_PIECE], min(stall, 0.25))
            if taken:
                self.handed += taken
                rest = rest[taken:]
                moved = time.monotonic()
                continue
            waited = time.monotonic() - moved
            if waited >= stall:
                raise Broken(self._why_stuck())
            if waited >= _GLANCE and not warned:
                warned = True
                seen = self.replies.unasked or self.port()
                told(seen.light if seen and seen.trouble else Light.STALLED)

    def listen(self, seconds: float, until: Callable[[], bool]) -> bool:
        """Read until something holds or the time is over; whether it holds. Raises Broken."""
        deadline = time.monotonic() + seconds
        while not until():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._exchange(_NOTHING, left)
        return True

    def settle(self, quiet: float) -> None:
        """Read until nothing has come for `quiet` seconds (at most ten times that).

        Raises Broken.
        """
        deadline = time.monotonic() + 10 * quiet
        last = time.monotonic()
        while (now := time.monotonic()) < min(deadline, last + quiet):
            before = self.heard
            self._exchange(_NOTHING, min(deadline, last + quiet) - now)
            if self.heard != before:
                last = time.monotonic()

    def drain(self, seconds: float, told: Told = tell_nobody) -> None:
        """Wait until all has left this computer; raises Broken where it does not."""
        deadline = time.monotonic() + seconds
        while not self._pipe.drain(min(_GLANCE, max(0.0, deadline - time.monotonic()))):
            seen = self.port()
            trouble = (seen.trouble if seen else None) or Reason.STALLED
            told(seen.light if seen and seen.trouble else Light.STALLED)
            if time.monotonic() >= deadline:
                raise Broken(trouble)

    def take_back(self) -> None:
        """Do not count as handed over what never left this computer, and let it never leave."""
        self.handed -= self._pipe.take_back()

    def finish(self, linger: float) -> None:
        """Close so that the printer still gets the last bytes, within `linger` seconds."""
        with contextlib.suppress(Broken, OSError):
            self.settle(0.02)
        self._pipe.finish(lambda most: self._hear_out(min(most, linger)))

    def _hear_out(self, seconds: float) -> None:
        self.listen(seconds, lambda: False)

    def _exchange(self, data: memoryview, seconds: float) -> int:
        try:
            taken, heard = self._pipe.exchange(data, seconds)
        except Broken as error:
            self.handed += error.doubtful
            raise
        if heard:
            self.heard += len(heard)
            self.raw += heard
            del self.raw[:-_REMEMBERED]
            self.replies.feed(heard)
        return taken

    def _why_stuck(self) -> Reason:
        seen = self.replies.unasked or self.port()
        return (seen.trouble if seen else None) or Reason.STALLED
