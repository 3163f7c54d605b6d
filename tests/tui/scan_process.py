"""A shop in a folder, and `kemas scan` at one of its stations as a process of its own."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import func, select

from core.database import Database, connect
from core.transaction import reading, writing

ROOT = Path(__file__).parents[2]
CONFIG = """
[database]
url = "sqlite:///kemas.sqlite3"
[shop]
language = "en"
[[printers]]
name = "Label-1"
transport = "virtual"
"""
KEYS = ["seq", "verdict", "scanned", "message", "needed", "next", "order", "parcel"]


class Shop:
    """Configuration and SQLite database of a small shop; an operator Sari, nobody signed in."""

    def __init__(self, folder: Path, template: Path, build: ModuleType, orders: int = 3) -> None:
        self.config = folder / "kemas.toml"
        self.config.write_text(CONFIG, encoding="utf-8")
        shutil.copy(template, folder / "kemas.sqlite3")
        self.database: Database = connect(f"sqlite:///{folder / 'kemas.sqlite3'}")
        with writing(self.database) as tx:
            build.warehouse(tx)
            for sku in ("A", "B", "C"):
                build.product(tx, sku, stock=1000)
            build.operator(tx, "Sari")
        for number in range(1, orders + 1):
            build.ready_order(self.database, f"W-{number}", {"A": 1, "B": 2})

    def value(self, column: Any, *where: Any) -> Any:
        with reading(self.database) as tx:
            return tx.execute(select(column).where(*where)).scalar()

    def count(self, table: Any, *where: Any) -> int:
        with reading(self.database) as tx:
            return int(
                tx.execute(select(func.count()).select_from(table).where(*where)).scalar_one()
            )

    def command(self, *words: str) -> list[str]:
        given = ["--config", str(self.config), "--no-worker", "--station", "S1", *words]
        return [sys.executable, "-m", "tui.cli", "scan", *given]

    def run(self, codes: bytes, *words: str) -> tuple[int, list[str], str]:
        """All codes at once; gives exit code, lines of output, standard error."""
        done = subprocess.run(
            self.command(*words),
            input=codes,
            capture_output=True,
            cwd=ROOT,
            env=environment(),
            check=False,
        )
        return done.returncode, done.stdout.decode().splitlines(), done.stderr.decode()

    def verdicts(self, codes: bytes, *words: str) -> list[dict[str, Any]]:
        """The same with ``--json``, all well."""
        code, lines, errors = self.run(codes, "--operator", "SARI", "--json", *words)
        assert (code, errors) == (0, "")
        return [json.loads(line) for line in lines]


class Station:
    """A running line mode with its pipes."""

    def __init__(self, shop: Shop, *words: str) -> None:
        self.process = subprocess.Popen(
            shop.command("--operator", "SARI", "--json", *words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(),
        )
        self._read = b""

    def send(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def scan(self, code: str) -> dict[str, Any]:
        self.send(f"{code}\n")
        return self.verdict()

    def verdict(self, seconds: float = 60.0) -> dict[str, Any]:
        """The next verdict; it must come although neither pipe is closed."""
        while b"\n" not in self._read:
            self._more(seconds)
        line, _, self._read = self._read.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def _more(self, seconds: float) -> None:
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            assert ready.select(seconds), "no verdict came"
        chunk = os.read(self.process.stdout.fileno(), 65_536)
        assert chunk, "the output ended"
        self._read += chunk

    def end(self) -> tuple[int, str]:
        """Close the input and wait; gives exit code and standard error."""
        _out, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors.decode()

    def kill(self) -> list[dict[str, Any]]:
        """kill -9; gives the verdicts that came out and were not read yet."""
        self.process.kill()
        out, _errors = self.process.communicate(timeout=60)
        whole = (self._read + out).split(b"\n")[:-1]
        return [json.loads(line) for line in whole]


def environment() -> dict[str, str]:
    """An English environment without a configuration of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KEMAS", "LC_"))}
    return {**kept, "LANG": "C.UTF-8"}
