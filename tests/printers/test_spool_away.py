"""What a printer's worker says while its database is away."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from core.database import connect
from core.settings import PrinterSettings
from printers.spool import Spool


class Night(threading.Event):
    """Three waits long."""

    waits = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.waits += 1
        if self.waits == 3:
            self.set()
        return self.is_set()


def test_a_database_that_is_away_all_night_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # nobody listens
        away = connect(f"postgresql://nobody@127.0.0.1:{probe.getsockname()[1]}/none")
        night = Night()
        printer = PrinterSettings(name="net", transport="virtual")
        Spool(away, [printer], "here", keep_in=tmp_path)._workers[0].work(night)
        away.close()
    assert night.waits == 3
    told = [one.getMessage() for one in caplog.records]
    assert [said[:37] for said in told] == ["printer net waits for the database: d"]
