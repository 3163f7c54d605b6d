"""The worker's sign of life: when its last round ended, and word of it to systemd where it asks."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping

_TELL_EVERY_S = 5.0


class Sign:
    """Written by the worker's one thread, read by any."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        # https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
        self._address = environment.get("NOTIFY_SOCKET", "")
        self._told = 0.0
        self.works = False
        """Whether this worker holds the lease; one that waits for it is well too."""
        self.rounded = time.monotonic()
        """When the last round that went well ended."""

    def begin(self) -> None:
        """It holds the lease and works from now on."""
        self.works, self.rounded = True, time.monotonic()

    def round(self) -> None:
        """A round went well."""
        self.rounded = time.monotonic()

    def alive(self) -> None:
        """It goes on, whether or not there is a database: the watchdog is told now and then."""
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY_S:
            self._told = now
            self.tell("READY=1\nWATCHDOG=1")

    def tell(self, words: str) -> None:
        """Say something to systemd; nobody there, or nobody who listens: it stops nothing."""
        if not self._address:
            return
        # An abstract address begins with a zero byte, which is written as "@".
        where = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.settimeout(1.0)
                line.connect(where)
                line.sendall(words.encode("ascii"))
        except OSError:
            return
