"""The station in a real pseudo-terminal: paints, survives bad bytes and hang-ups, ends in order."""

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
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

HERE = Path(__file__).parent
BOX = set("×─│┌┐└┘╭╮╰╯━┃═║█░▒●•…✗›→←↑↓·")


class Terminal:
    """A child process on a pty with a screen that can be read."""

    def __init__(self, log: Path, size: tuple[int, int], term: str, **environ: str) -> None:
        self.log = log
        self.columns, self.lines = size
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            env = {k: v for k, v in os.environ.items() if k not in {"COLORTERM", "NO_COLOR"}}
            env |= {"TERM": term, "STATION_LOG": str(log), **environ}
            script = str(HERE / "terminal_station.py")
            os.chdir(HERE.parent.parent)
            env["PYTHONPATH"] = str(HERE.parent.parent)
            os.execve(sys.executable, [sys.executable, script], env)  # noqa: S606
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

    def wait_for(self, text: str, seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while text not in self.text:
            assert time.monotonic() < end, f"{text!r} not on screen:\n{self.text}"
            self.read(0.1)

    def wait_for_codes(self, count: int, seconds: float = 20.0) -> list[str]:
        end = time.monotonic() + seconds
        while len(self.codes) < count and time.monotonic() < end:
            self.read(0.1)
        return self.codes

    def send(self, data: bytes) -> None:
        os.write(self.fd, data)

    def exit_code(self, seconds: float = 8.0) -> int:
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


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


@pytest.fixture
def start(tmp_path: Path, terminals: list[Terminal]):
    def begin(size: tuple[int, int] = (80, 24), term: str = "xterm-256color") -> Terminal:
        terminal = Terminal(tmp_path / "codes", size, term)
        terminals.append(terminal)
        terminal.wait_for("ORD-1001")
        return terminal

    return begin


@pytest.mark.parametrize(
    ("size", "term"),
    [((80, 24), "xterm-256color"), ((40, 12), "xterm-256color"), ((80, 24), "linux"),
     ((80, 24), "vt220"), ((80, 24), "dumb")],
)  # fmt: skip
def test_it_paints_and_judges_a_scan_sent_all_at_once(start, size, term) -> None:
    terminal = start(size, term)
    terminal.send(b"ORD-1002\r]E08991234567890\r]E08991234567890\r\n]C1A\x1dB\r4006381333931\r")
    codes = terminal.wait_for_codes(5)
    assert codes == [
        "'ORD-1002'",
        "']E08991234567890'",
        "']E08991234567890'",
        "']C1A\\x1dB'",
        "'4006381333931'",
    ]
    terminal.wait_for("UNKNOWN CODE")
    terminal.wait_for("2/2")
    strange = {c for c in terminal.text if not c.isascii() and not c.isalpha()} - BOX
    assert strange == set()


def test_an_unreadable_byte_costs_one_scan_and_not_the_station(start) -> None:
    terminal = start()
    terminal.send(b"]E0899\xe9\xff12\r")
    terminal.wait_for("INCOMPLETE SCAN")
    terminal.send(b"ORD-1003\r")
    assert terminal.wait_for_codes(1) == ["'ORD-1003'"]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_it_in_order(start, number) -> None:
    terminal = start()
    terminal.send(b"ORD-1001\r")
    terminal.wait_for_codes(1)
    os.kill(terminal.pid, number)
    assert terminal.exit_code() == 128 + number
    assert terminal.codes[-1] == "closed"
    assert b"\x1b[?1049l" in terminal.raw


def test_a_lost_line_ends_it(start) -> None:
    terminal = start()
    terminal.hang_up()
    assert terminal.exit_code() == 128 + signal.SIGHUP
    assert terminal.codes[-1] == "closed"


def test_an_interrupt_only_asks(start) -> None:
    terminal = start()
    os.kill(terminal.pid, signal.SIGINT)
    terminal.wait_for("Leave Kemas?")
    terminal.send(b"\r")
    terminal.read(0.3)
    terminal.send(b"\x1b")
    terminal.read(0.5)
    terminal.send(b"\x03")
    terminal.wait_for("Leave Kemas?")
    terminal.send(b"\x1b[20~")
    assert terminal.exit_code() == 0


def test_a_resize_in_the_middle_of_a_scan_loses_nothing(start) -> None:
    terminal = start()
    terminal.send(b"]E0899")
    terminal.resize(40, 12)
    terminal.send(b"1234567890\r")
    assert terminal.wait_for_codes(1) == ["']E08991234567890'"]
