"""Runs a station over the fake business in a real terminal; the pty tests start this file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from station_fake import FakeBackend

from tui.launch import run


class LoggingBackend(FakeBackend):
    """Writes every code to a file, so that the test sees what was judged."""

    def scan(self, seq: int, code: str):
        with Path(os.environ["STATION_LOG"]).open("a", encoding="utf-8") as log:
            log.write(ascii(code) + "\n")
        return super().scan(seq, code)

    def close(self) -> None:
        with Path(os.environ["STATION_LOG"]).open("a", encoding="utf-8") as log:
            log.write("closed\n")


if __name__ == "__main__":
    sys.exit(run(LoggingBackend(orders=100_000)))
