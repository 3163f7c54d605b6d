"""The station in a real pseudo-terminal: paints, survives bad bytes and hang-ups, ends in order."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pty_terminal import Terminal

SCRIPT = str(Path(__file__).parent / "terminal_station.py")
BOX = set("×─│┌┐└┘╭╮╰╯━┃═║█░▒●•…✗›→←↑↓·")


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


@pytest.fixture
def start(tmp_path: Path, terminals: list[Terminal]):
    def begin(size: tuple[int, int] = (80, 24), term: str = "xterm-256color") -> Terminal:
        terminal = Terminal([SCRIPT], tmp_path / "codes", size, term)
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
    terminal.wait_until_gone("Leave Kemas?")
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


def freeze(terminal: Terminal) -> None:
    """Nobody reads what is painted, until nothing more goes into the line."""
    waits, before = 0, -1
    while waits != before:
        for _again in range(8):
            terminal.send(b"\x1bOR\x1b\x1b[6~\x1b[5~")  # search, leave it, turn pages
            time.sleep(0.25)
        before, waits = waits, unread(terminal)


def unread(terminal: Terminal) -> int:
    """Bytes that were painted and not read."""
    return struct.unpack("i", fcntl.ioctl(terminal.fd, termios.FIONREAD, b"\0" * 4))[0]


def test_a_terminal_that_froze_gets_its_scans_once_it_is_read_again(start) -> None:
    terminal = start()
    freeze(terminal)
    terminal.send(b"ORD-1002\r]E08991234567890\r")
    time.sleep(1)
    assert terminal.wait_for_codes(2) == ["'ORD-1002'", "']E08991234567890'"]
    terminal.wait_for("1/2")


def test_a_frozen_line_that_is_lost_ends_it(start) -> None:
    terminal = start()
    freeze(terminal)
    terminal.hang_up()
    assert terminal.exit_code() == 128 + signal.SIGHUP
    assert terminal.codes[-1] == "closed"
