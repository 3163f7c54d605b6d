"""Lines of codes from standard input: waited for, split, decoded without ever failing."""

from __future__ import annotations

import contextlib
import os
import re
import select
import sys
from collections import deque
from dataclasses import dataclass

LONGEST = 1000
"""More bytes than any code has; what a line holds beyond them is dropped."""
_CHUNK = 65_536
_NUMBERED = re.compile(r" *(\d{1,18})\t(.*)", re.DOTALL | re.ASCII)
_ENDS = re.compile(rb"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Scan:
    """One line: a code, and the number that the sender gave it."""

    seq: int | None
    code: str


class Lines:
    """Reads a file descriptor line by line; `close` may be called from a signal or a thread."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._waiting: deque[bytes] = deque()
        self._begun = b""
        self._ended = False
        self._closed = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)

    def next(self) -> Scan | None:
        """The next line that holds anything; None at the end of the input or after `close`."""
        while True:
            while self._waiting and not self._closed:
                scan = parse(self._waiting.popleft())
                if scan is not None:
                    return scan
            if self._closed or self._ended:
                return None
            self._read()

    def close(self) -> None:
        """Give no further line; what was read and not given yet stays unanswered."""
        self._closed = True
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake_write, b"x")

    def _read(self) -> None:
        if sys.platform != "win32":  # select knows only sockets there
            ready, _, _ = select.select([self._source, self._wake_read], [], [])
            if self._source not in ready:
                return
        try:
            chunk = os.read(self._source, _CHUNK)
        except OSError:  # the terminal or line behind it is gone
            chunk = b""
        if not chunk:
            self._ended = True
            self._waiting.append(self._begun)
            return
        *whole, rest = _ENDS.split(self._begun + chunk)
        self._waiting.extend(whole)
        self._begun = rest[:LONGEST]


def parse(line: bytes) -> Scan | None:
    """A line as a scan; None for an empty one. Bytes that are no UTF-8 become U+FFFD."""
    text = line[:LONGEST].decode("utf-8", errors="replace")
    if numbered := _NUMBERED.fullmatch(text):
        return Scan(int(numbered[1]), numbered[2])
    return Scan(None, text) if text.strip() else None
