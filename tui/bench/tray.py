"""A printer on a raw TCP port of this machine that keeps each paper it cut, and fails on demand.

It prints what is whole, answers as ESC/POS printers do, and forgets a command that was cut off with
its line. Papers are told apart by the bytes that made them.
"""

from __future__ import annotations

import hashlib
import select
import socket
import struct
import threading
from collections import Counter
from types import TracebackType
from typing import Self

_RESET, _CUT = b"\x1b@", b"\x1dV"
_DRAWN = (b"\x1dv", b"\x1dk", b"\x1d(")
_REALTIME = b"\x10\x04"


def paper_of(content: bytes) -> str:
    """What tells one paper from another: the bytes between its reset and its cut."""
    start, end = content.rfind(_RESET), content.rfind(_CUT)
    return hashlib.sha256(content[max(start, 0) : max(end, 0)]).hexdigest()


class Tray:
    """Listens on loopback from entering to leaving; faults may be set while it runs."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0), backlog=8)
        self.port = int(self._door.getsockname()[1])
        self.papers: Counter[str] = Counter()
        """Each paper that was cut, and how often."""
        self.scraps = 0
        """Cuts with nothing on the paper: what was left of a job that broke is cut off."""
        self._is_blank = True
        self.cut_after: int | None = None
        """The line is cut after so many more bytes."""
        self.deaf = 0
        """So many fences are not answered."""
        self.paper_out = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="tray", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(20)
        self._door.close()

    def _serve(self) -> None:
        while not self._stop.is_set():
            if select.select([self._door], [], [], 0.1)[0]:
                line, _who = self._door.accept()
                with line:
                    self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        """One job: all that comes until the line is closed, from here or from there."""
        left, paper = b"", b""
        try:
            while not self._stop.is_set():
                if not select.select([line], [], [], 0.1)[0]:
                    continue
                came = line.recv(512 if self.cut_after is not None else 65_536)
                if not came:
                    return
                if self.cut_after is not None:
                    self.cut_after -= len(came)
                    if self.cut_after <= 0:
                        self.cut_after = None
                        line.setsockopt(
                            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                        )
                        return
                left += came
                while size := _size(left):
                    command, left = left[:size], left[size:]
                    paper = self._do(line, command, paper)
        except OSError:
            return

    def _do(self, line: socket.socket, command: bytes, paper: bytes) -> bytes:
        """Carry one command out; gives what is on the paper by now."""
        if command[:2] == _REALTIME:
            out = self.paper_out.is_set()
            bits = {1: 0x08 * out, 2: 0x20 * out, 4: 0x60 * out}
            line.sendall(bytes([0x12 | bits.get(command[2], 0)]))
            return paper
        if command[:2] == b"\x1dr":
            if self.deaf:
                self.deaf -= 1
            else:
                line.sendall(b"\0")
            return paper
        if command == _RESET:
            self._is_blank = True
            return command
        if command[:2] == _CUT:
            if self._is_blank:
                self.scraps += 1
            else:
                self.papers[paper_of(paper + command)] += 1
            self._is_blank = True
            return b""
        self._is_blank &= command[0] < 0x20 and command[:2] not in _DRAWN
        return paper + command


def tokens(content: bytes) -> list[bytes]:
    """The commands and letters of a job, one by one; what is cut off at its end is left out."""
    found, left = [], content
    while size := _size(left):
        found.append(left[:size])
        left = left[size:]
    return found


def _size(head: bytes) -> int:
    """The length of the first command; 0 while it is not all there."""
    if not head:
        return 0
    size = 1
    match head[0]:
        case 0x10:
            size = 3
        case 0x1B:
            size = 2 if head[1:2] in (b"@", b"2") else 3
        case 0x1D:
            size = 3
            if head[1:2] == b"V" and head[2:3] in (b"A", b"B"):
                size = 4
            elif head[1:2] == b"v" and len(head) >= 8:
                wide, high = struct.unpack("<HH", head[4:8])
                size = 8 + wide * high
            elif head[1:2] == b"v":
                size = 8
            elif head[1:3] == b"(k" and len(head) >= 5:
                size = 5 + int.from_bytes(head[3:5], "little")
            elif head[1:2] == b"k" and head[2:3] >= b"A" and len(head) >= 4:
                size = 4 + head[3]
    return size if len(head) >= size else 0
