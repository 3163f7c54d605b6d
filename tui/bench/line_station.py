"""A packer at a line scanner: a process that is begun anew when it is killed or hung up on."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from core.database import Database
from core.errors import KemasError
from core.fulfilment.packing.verdict import GOOD, Kind
from core.people.models import stations as station_rows
from core.transaction import reading
from tui import workers
from tui.demo.simulator import next_code

_AGAIN_S = 0.05


class LineStation(threading.Thread):
    """A packer at a line scanner: a process that is begun anew whenever it is gone."""

    def __init__(self, config: Path, database: Database, station: int, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._config, self._database, self._station = config, database, station
        self._process: subprocess.Popen[bytes] | None = None
        self._over = threading.Event()
        self.scans = 0
        """Those that were answered; how often it asked while nothing was left depends on time."""
        self.wrong: Counter[str] = Counter()

    def strike(self, number: signal.Signals) -> None:
        """Kill the process, or hang up on it."""
        process = self._process
        if process is not None:
            with suppress(ProcessLookupError):
                process.send_signal(number)

    def end(self) -> None:
        self._over.set()
        self.join(60)
        process = self._process
        if process is not None:
            process.kill()
            process.wait(30)

    def run(self) -> None:
        seq, code = 0, ""
        while not self._over.is_set():
            try:
                if not code:
                    seq, code = self._next()
            except KemasError:  # the database is away for a moment
                time.sleep(_AGAIN_S)
                continue
            kind = self._scan(seq, code)
            if kind in {Kind.NOT_SAVED, Kind.SYSTEM_BUSY, ""}:  # the very same once more
                time.sleep(_AGAIN_S)
                with suppress(KemasError):  # it was recorded, and the answer got lost
                    code = "" if self._last() >= seq and kind else code
                continue
            self.scans += kind is not Kind.INFO
            if kind not in GOOD:
                self.wrong[kind] += 1
            code = "" if kind in GOOD else "KEMAS:OK"
            seq += 1
            if kind is Kind.INFO:  # nothing is left for now
                time.sleep(4 * _AGAIN_S)

    def _last(self) -> int:
        with reading(self._database) as tx:
            c = station_rows.c
            return int(tx.execute(select(c.last_seq).where(c.id == self._station)).scalar_one())

    def _next(self) -> tuple[int, str]:
        with reading(self._database) as tx:
            c = station_rows.c
            query = select(c.work, c.last_seq).where(c.id == self._station)
            work, last = tx.execute(query).one()
        code = next_code(self._database, self._station) if work.get("order_id") else ""
        return int(last) + 1, code or "KEMAS:NEXT"

    def _scan(self, seq: int, code: str) -> Kind | str:
        """The verdict of one code; empty where the process is gone."""
        process = self._begun()
        try:
            if process.stdin is None or process.stdout is None:
                return ""
            process.stdin.write(f"{seq}\t{code}\n".encode())
            process.stdin.flush()
            while line := process.stdout.readline():
                said = json.loads(line)
                if said.get("seq") == seq and said.get("verdict") != "resumed":
                    return Kind(said["verdict"])
        except (OSError, ValueError):
            pass
        process.kill()
        process.wait(30)
        self._process = None
        return ""

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            words = workers.command_of("scan", self._config, "--station", self.name)
            self._process = subprocess.Popen(
                (*words, "--no-worker", "--json"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=workers.environment(),
                cwd="/",
            )
        return self._process
