"""A child process on a pseudo-terminal, timed from the key that is sent to the byte that comes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

_CHUNK = 65_536


class TooLate(Exception):
    """What was waited for did not appear in time; carries the last output."""


class Child:
    """A program in a terminal of its own, `columns` by `lines`; use it with `with`."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str] | None = None,
        columns: int = 80,
        lines: int = 24,
    ) -> None:
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            env = {k: v for k, v in os.environ.items() if k not in {"COLORTERM", "NO_COLOR"}}
            env |= {"TERM": "xterm-256color", **(environ or {})}
            os.execve(command[0], list(command), env)  # noqa: S606 - our own program
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)
        self.seen = b""

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def send(self, data: bytes) -> float:
        """Type something; gives the moment at which it was written."""
        at = time.perf_counter()
        os.write(self._fd, data)
        return at

    def wait_for(self, wanted: bytes, seconds: float = 20.0) -> float:
        """Read until `wanted` has been written; gives the moment, forgets what came before.

        Raises TooLate.
        """
        end = time.perf_counter() + seconds
        while (found := self.seen.find(wanted)) < 0:
            left = end - time.perf_counter()
            if left <= 0 or not self._read(left):
                raise TooLate(f"{wanted!r} did not come: {self.seen[-2000:]!r}")
        at = time.perf_counter()
        self.seen = self.seen[found + len(wanted) :]
        return at

    def calm(self, quiet: float = 0.15, seconds: float = 20.0) -> None:
        """Read until nothing has come for `quiet` seconds."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and self._read(quiet):
            pass
        self.seen = b""

    def _read(self, seconds: float) -> bool:
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        try:
            self.seen += os.read(self._fd, _CHUNK)
        except OSError:  # the other side is closed
            return False
        return True

    def tell(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def wait(self, seconds: float = 10.0) -> int:
        """Its exit code, reading on so that it never blocks on a full terminal."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise TooLate("the program did not end")

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
