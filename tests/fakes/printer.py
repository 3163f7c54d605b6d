"""A printer on a raw TCP port for tests: a small buffer, an engine behind it, and faults."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import time

from fakes.working import Listener


def label(text: str, rows: int = 0) -> bytes:
    """A job that prints one line, a picture of `rows` rows at 384 dots, and cuts."""
    picture = b""
    if rows:
        picture = b"\x1dv0\x00" + struct.pack("<HH", 48, rows) + b"\x55" * (48 * rows)
    return b"\x1b@" + text.encode("ascii") + b"\n" + picture + b"\x1dVB\x00"


class FakePrinter(Listener):
    """Listens on loopback; all connections feed one buffer, as in a real printer.

    Faults are attributes and may change while it runs. Those that count bytes count from the
    moment they are set: `paper_for` bytes of work until the paper ends, `drop_after`,
    `hang_up_after` and `stop_reading_after` bytes of reading.
    """

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0, buffer: int = 4096) -> None:
        self.buffer = buffer
        self.paper_out = False
        self.near_end = False
        self.cover_open = False
        self.error = False
        self.cutter_stuck = False
        self.offline = False
        self.mute = False
        self.deaf_to_fence = False
        self.chatty = False
        self.speed: int | None = None
        self.paper_for: int | None = None
        self.drop_after: int | None = None
        self.hang_up_after: int | None = None
        self.stop_reading_after: int | None = None
        self.reset_on_close = False
        self.accepting = True
        self.model = ""
        """What it calls itself when it is asked (GS I 67); empty for those that never say."""

        self.labels: list[str] = []
        """The text of every label that was cut off."""
        self.connections = 0
        self.taken = bytearray()
        """All that was read from the network so far."""
        self._done = 0
        self._picture_left = 0
        self._paper = ""
        self._tail = b""
        self._client: socket.socket | None = None
        self._unasked_at = 0.0
        self._credit = 0.0
        self._worked_at = time.monotonic()
        super().__init__(host, port, buffer=4096)

    def _close(self) -> None:
        super()._close()
        if self._client is not None:
            self._client.close()

    @property
    def online(self) -> bool:
        """Whether the engine runs."""
        return not (self.paper_out or self.cover_open or self.stuck or self.offline)

    @property
    def stuck(self) -> bool:
        """Whether it has an error of any kind."""
        return self.error or self.cutter_stuck

    def wait_for_labels(self, count: int, seconds: float = 5.0) -> list[str]:
        """The labels, once there are `count` of them or the time is over."""
        deadline = time.monotonic() + seconds
        while len(self.labels) < count and time.monotonic() < deadline:
            time.sleep(0.005)
        return self.labels

    def wait_idle(self, seconds: float = 5.0) -> None:
        """Return when nobody is connected and all that was read is worked off."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._client is None and self._done == len(self.taken):
                return
            time.sleep(0.005)

    def _run(self) -> None:
        while not self._stop.wait(0.001):
            if self._client is None:
                self._accept()
            else:
                with contextlib.suppress(ConnectionError):
                    self._read()
            self._work()

    def _accept(self) -> None:
        if self.accepting and select.select([self._server], [], [], 0)[0]:
            self._client = self._server.accept()[0]
            self._client.settimeout(2)
            self.connections += 1
            self._tail = b""

    def _read(self) -> None:
        assert self._client is not None
        if self.chatty and time.monotonic() > self._unasked_at:
            self._unasked_at = time.monotonic() + 0.02
            self._say(self._four_bytes())
        room = self.buffer - (len(self.taken) - self._done)
        for limit in (self.drop_after, self.hang_up_after, self.stop_reading_after):
            if limit is not None:
                room = min(room, limit)
        if room > 0 and select.select([self._client], [], [], 0)[0]:
            try:
                data = self._client.recv(room)
            except ConnectionError:
                data = b""
            if not data:
                self._hang_up(reset=self.reset_on_close)
                return
            self.taken += data
            self._answer_at_once(data)
            for name in ("drop_after", "hang_up_after", "stop_reading_after"):
                limit = getattr(self, name)
                if limit is not None:
                    setattr(self, name, limit - len(data))
        if self.drop_after == 0:
            self.drop_after = None
            self._hang_up(reset=True)
        elif self.hang_up_after == 0:
            self.hang_up_after = None
            self._hang_up(reset=False)

    def _hang_up(self, *, reset: bool) -> None:
        if self._client is not None:
            if reset:
                self._client.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
            self._client.close()
        self._client = None

    def _say(self, data: bytes) -> None:
        if self._client is not None and not self.mute:
            with contextlib.suppress(OSError):
                self._client.sendall(data)

    def _answer_at_once(self, data: bytes) -> None:
        seen = self._tail + data
        at = seen.find(b"\x10\x04")
        while 0 <= at < len(seen) - 2:
            self._say(bytes([self._status(seen[at + 2])]))
            at = seen.find(b"\x10\x04", at + 3)
        rest = at if at >= 0 else len(seen) - seen.endswith(b"\x10")
        self._tail = seen[rest:]

    def _status(self, question: int) -> int:
        bits = {
            1: 0x08 * (not self.online),
            2: 0x04 * self.cover_open | 0x20 * self.paper_out | 0x40 * self.stuck,
            3: 0x20 * self.error | 0x08 * self.cutter_stuck,
            4: 0x0C * (self.near_end or self.paper_out) | 0x60 * self.paper_out,
        }
        return 0x12 | bits.get(question, 0)

    def _four_bytes(self) -> bytes:
        return bytes(
            (
                0x10 | 0x08 * (not self.online) | 0x20 * self.cover_open,
                0x20 * self.error | 0x08 * self.cutter_stuck,
                0x03 * (self.near_end or self.paper_out) | 0x0C * self.paper_out,
                0,
            )
        )

    def _work(self) -> None:
        now = time.monotonic()
        passed, self._worked_at = now - self._worked_at, now
        if not self.online:
            return
        most = len(self.taken) - self._done
        if self.speed is not None:
            self._credit = min(self._credit + passed * self.speed, float(self.speed))
            most = min(most, int(self._credit))
        while self.online:
            size = self._size_at(self._done)
            if size is None or size > most:
                return
            if self.paper_for is not None and self.paper_for < size:
                self.paper_for, self.paper_out = None, True
                return
            if self.paper_for is not None:
                self.paper_for -= size
            if self.speed is not None:
                self._credit -= size
            most -= size
            self._do(bytes(self.taken[self._done : self._done + size]))
            self._done += size

    def _size_at(self, at: int) -> int | None:
        """The length of the command at a place; None while it is not all there."""
        head = self.taken[at : at + 8]
        if not head:
            return None
        if self._picture_left:  # a picture is worked off as it comes
            return min(self._picture_left, len(self.taken) - at, 48)
        size = 1
        match head[0]:
            case 0x10:
                size = 3
            case 0x1B:
                size = 2 if head[1:2] == b"@" else 3
            case 0x1D:
                size = 3
                if head[1:2] == b"V" and head[2:3] in (b"A", b"B"):
                    size = 4
                elif head[1:2] == b"v":
                    size = 8
        return size if len(self.taken) - at >= size else None

    def _do(self, command: bytes) -> None:
        if self._picture_left:
            self._picture_left -= len(command)
        elif command[:2] == b"\x1dr":
            if not self.deaf_to_fence:
                self._say(bytes([0x03 * self.near_end]))
        elif command == b"\x1dI\x43" and self.model:
            self._say(b"_" + self.model.encode() + b"\0")
        elif command == b"\x1b@":
            self._paper = ""  # what no line end has printed yet is thrown away
        elif command[:2] == b"\x1dV":
            self.labels.append(self._paper.strip("\n"))
            self._paper = ""
        elif command[:2] == b"\x1dv":
            wide, high = struct.unpack("<HH", command[4:8])
            self._picture_left = wide * high
            self._paper += "[picture]"
        elif command[0] >= 0x20 or command == b"\n":
            self._paper += command.decode("latin-1")
