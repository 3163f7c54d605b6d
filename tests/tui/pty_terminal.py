"""A real pseudo-terminal with a station in it, read by an emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[2]


class Terminal:
    """A child process on a pty with a screen that can be read."""

    def __init__(self, command: list[str], log: Path, size: tuple[int, int], term: str) -> None:
        self.log = log
        self.columns, self.lines = size
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            env = {
                k: v
                for k, v in os.environ.items()
                if k not in {"COLORTERM", "NO_COLOR", "COLUMNS", "LINES"}
            }
            env |= {"TERM": term, "STATION_LOG": str(log), "PYTHONPATH": str(ROOT)}
            os.chdir(ROOT)
            os.execve(sys.executable, [sys.executable, *command], env)  # noqa: S606
        self.resize(*size)

    def resize(self, columns: int, lines: int) -> None:
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size)
        self.screen.resize(lines, columns)

    def read(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                try:
                    data = os.read(self.fd, 65536)
                except OSError:
                    return
                self.raw += data
                self.stream.feed(data)

    def wait_for(self, text: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while text not in self.text:
            assert time.monotonic() < end, f"{text!r} not on screen:\n{self.text}"
            self.read(0.1)

    def wait_until_gone(self, text: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while text in self.text:
            assert time.monotonic() < end, f"{text!r} still on screen:\n{self.text}"
            self.read(0.1)

    def wait_for_codes(self, count: int, seconds: float = 60.0) -> list[str]:
        end = time.monotonic() + seconds
        while len(self.codes) < count and time.monotonic() < end:
            self.read(0.1)
        return self.codes

    def send(self, data: bytes) -> None:
        os.write(self.fd, data)

    def exit_code(self, seconds: float = 60.0) -> int:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.fd >= 0:
                self.read(0.05)
            else:
                time.sleep(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("the station did not end")

    def hang_up(self) -> None:
        os.close(self.fd)
        self.fd = -1

    def kill(self) -> None:
        """As a crash or a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.pid = 0

    def close(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    @property
    def codes(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines() if self.log.exists() else []
