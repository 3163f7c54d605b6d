"""A pseudo terminal whose other end is a printer: plays serial ports and printer nodes."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import time
import tty

from fakes.printer import FakePrinter
from fakes.working import Worker


class Bridge(Worker):
    """Carries bytes between a terminal and a `FakePrinter`, at `rate` bytes a second.

    `stuck` stops it from taking bytes; `pull` is the cable being pulled.
    """

    def __init__(self, printer: FakePrinter, *, rate: int | None = None) -> None:
        self.printer = printer
        self.rate = rate
        self.stuck = False
        self.stick_after: int | None = None
        """Bytes to take until it sticks."""
        self.carried = 0
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.path = os.ttyname(self._theirs)
        self._line = socket.create_connection((printer.host, printer.port))
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__()

    def pull(self) -> None:
        """Take the other end away, with all that is on its way."""
        self._end()

    def _end(self) -> None:
        if not self._stop.is_set():
            super()._end()

    def _close(self) -> None:
        self._line.close()
        os.close(self._theirs)
        os.close(self._ours)

    def _run(self) -> None:
        while not self._stop.is_set():
            wanted: list[object] = [self._line]
            if not self.stuck:
                wanted.append(self._ours)
            ready = select.select(wanted, [], [], 0.02)[0]
            if self._line in ready:
                with contextlib.suppress(OSError):
                    os.write(self._ours, self._line.recv(4096))
            if self._ours in ready:
                self._take()

    def _take(self) -> None:
        size = 2048 if self.rate is None else max(1, self.rate // 50)
        if self.stick_after is not None:
            size = min(size, self.stick_after)
        try:
            data = os.read(self._ours, size)
        except OSError:  # nobody has the terminal open
            return
        self._line.sendall(data)
        self.carried += len(data)
        if self.stick_after is not None:
            self.stick_after -= len(data)
            self.stuck = self.stick_after <= 0
        if self.rate is not None:
            time.sleep(len(data) / self.rate)
