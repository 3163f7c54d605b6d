"""A label printer on a raw TCP port that speaks TSPL, and nothing else."""

from __future__ import annotations

import contextlib
import select
import socket
import time

from fakes.working import Listener


class TsplPrinter(Listener):
    """Answers ``ESC ! ?`` with `trouble` or its work; a PRINT takes `takes` seconds."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0, takes: float = 0.4) -> None:
        self.takes = takes
        self.between = 0.0
        """Seconds of rest before each further label of a job."""
        self.trouble = 0
        self.says_printing = True
        self.mute = False
        self.trouble_at_print = 0
        self.labels: list[bytes] = []
        self.taken = bytearray()
        self._todo = b""
        self._drawn = b""
        self._spans = [(0.0, 0.0)]
        super().__init__(host, port)

    def _run(self) -> None:
        while not self._stop.is_set():
            if not select.select([self._server], [], [], 0.02)[0]:
                continue
            client = self._server.accept()[0]
            with client, contextlib.suppress(OSError):
                self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(0.02)
        while not self._stop.is_set():
            try:
                data = client.recv(4096)
            except TimeoutError:
                continue
            if not data:
                return
            self.taken += data
            self._todo += data
            self._work(client)

    def _work(self, client: socket.socket) -> None:
        for question, answer in ((b"\x1b!?", self._status), (b"~!T", self._model)):
            while question in self._todo:
                self._todo = self._todo.replace(question, b"", 1)
                if not self.mute:
                    client.sendall(answer())
        while b"\r\n" in self._todo:
            command, _, self._todo = self._todo.partition(b"\r\n")
            if command == b"CLS":
                self._drawn = b""
            elif command.startswith(b"PRINT") and not self.trouble:
                self.trouble = self.trouble_at_print
                if not self.trouble:
                    self.labels.append(self._drawn)
                    begun = max(time.monotonic(), self._spans[-1][1] + self.between)
                    self._spans.append((begun, begun + self.takes))
            elif not command.startswith(b"PRINT"):
                self._drawn += command

    @property
    def at_work(self) -> bool:
        """Whether a label is being printed or is to be."""
        return time.monotonic() < self._spans[-1][1]

    def _status(self) -> bytes:
        now = time.monotonic()
        moving = self.says_printing and any(begin <= now < end for begin, end in self._spans)
        return bytes([self.trouble | 0x20 * moving])

    def _model(self) -> bytes:
        return b"XP-420B\r\n"
