"""What watches a machine is told on loopback how its worker is, and nothing about anybody."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import insert, text, update
from waiting import until

from core import outbox
from core.clock import now
from core.config import parse
from core.copies.models import BackupState, backups
from core.database import Database, connect
from core.errors import ConfigRefusal
from core.transaction import writing
from core.version import VERSION
from tui import workers
from tui.health import LATE_S, Told, Watched
from tui.sign import Sign

KNOWN = {
    "ok", "problems", "version", "working", "round_age_s", "database", "waiting", "oldest_s",
    "unknown", "printing", "oldest_print_s", "backup_s",
}  # fmt: skip
"""All that is ever said: numbers, and words of our own."""


@contextmanager
def listening(db: Database, sign: Sign) -> Iterator[int]:
    watched = Watched(Told(db, sign), "127.0.0.1:0")
    watched.start()
    until(lambda: watched.port)
    try:
        yield watched.port
    finally:
        watched.stop(20)


def asked(port: int, request: bytes = b"GET /health HTTP/1.1\r\n\r\n") -> tuple[int, bytes]:
    """Status and body; 0 where nothing comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(request)
        said = line.makefile("rb").read()
    head, _gap, body = said.partition(b"\r\n\r\n")
    return int(head.split()[1]) if head else 0, body


def told(port: int) -> tuple[int, dict[str, Any]]:
    status, body = asked(port)
    return status, json.loads(body)


@pytest.fixture
def sign() -> Sign:
    made = Sign({})
    made.begin()
    return made


def test_what_waits_is_counted_and_nobody_is_named(
    db: Database, build: ModuleType, sign: Sign
) -> None:
    build.shop(db, {"TEH": 9})
    build.ready_order(db, "A-1", {"TEH": 1})
    with writing(db) as tx:
        outbox.put(tx, "x", "k1", {"to": "Siti"}, due=now() - timedelta(minutes=5))
        outbox.put(tx, "x", "k2", {"to": "Siti"}, due=now() + timedelta(days=1))
        lost = outbox.put(tx, "x", "k3", {"to": "Siti"})
        tx.execute(update(outbox.outbox).where(outbox.outbox.c.id == lost).values(state="unknown"))
        tx.execute(
            insert(backups).values(
                at=now() - timedelta(hours=2), host="h", path="/p", state=BackupState.PROVED,
                rows=1, bytes=1, milliseconds=1, sha256="", error="",
            )
        )  # fmt: skip
    with listening(db, sign) as port:
        status, found = told(port)
    assert (status, found["ok"], found["version"]) == (200, True, VERSION)
    assert (found["waiting"], found["unknown"], found["printing"]) == (1, 1, 0)
    assert found["oldest_s"] >= 300
    assert found["oldest_print_s"] is None
    assert 7200 <= found["backup_s"] < 7200 + 600
    assert found["round_age_s"] < 600
    assert set(found) == KNOWN
    assert "Siti" not in json.dumps(found)


def test_a_worker_that_hangs_is_ill_and_one_that_waits_for_the_lease_is_well(
    db: Database, sign: Sign
) -> None:
    waiting = Sign({})
    waiting.rounded = sign.rounded = time.monotonic() - LATE_S - 1
    with listening(db, sign) as port:
        status, found = told(port)
    assert (status, found["problems"]) == (503, ["round_late"])
    with listening(db, waiting) as port:
        status, found = told(port)
    assert (status, found["ok"], found["working"]) == (200, True, False)


def test_a_database_that_is_gone_or_does_not_answer_is_told_in_time(
    db: Database, sign: Sign, tmp_path: Path
) -> None:
    gone = connect(f"sqlite:///{tmp_path}/nowhere/kemas.sqlite3")
    with listening(gone, sign) as port:
        status, found = told(port)
    assert (status, found["problems"]) == (503, ["database_unreadable"])
    assert found["database"] is False
    assert str(tmp_path) not in json.dumps(found)
    if db.is_sqlite:  # there, whoever reads waits for nobody
        return
    other = db.writer.connect()
    other.execute(text("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"))
    with listening(db, sign) as port:
        begin = time.monotonic()
        answers = [told(port) for _each in range(2)]
        assert time.monotonic() - begin < 20
        assert {status for status, _found in answers} == {503}
        assert answers[0][1]["problems"] == ["database_slow"]
        other.rollback()
        other.close()
        until(lambda: told(port)[0] == 200)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 404),
        (b"GET /health/../etc HTTP/1.1\r\n\r\n", 404),
        (b"GET /health?x=1 HTTP/1.1\r\n\r\n", 404),
        (b"POST /health HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", 405),
        (b"DELETE /health HTTP/1.1\r\n\r\n", 405),
        (b"GET /health HTTP/1.1\r\nHost: shop.example.com\r\n\r\n", 421),
        (b"GET /health HTTP/1.1\r\nHost: localhost:8790\r\n\r\n", 200),
        (b"GET /health HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nX : y\r\n\r\n", 400),
        (b"get /health\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00 no request\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nX-A: " + b"a" * 20_000, 431),
        (b"GET /health HTTP/1.1\r\nX-", 408),
    ],
)
def test_only_one_question_is_answered(
    sqlite_template: Path, sign: Sign, request_: bytes, status: int
) -> None:
    with listening(connect(f"sqlite:///{sqlite_template}"), sign) as port:
        assert asked(port, request_)[0] == status
        assert asked(port)[0] == 200


def test_asking_for_the_head_gives_no_body(sqlite_template: Path, sign: Sign) -> None:
    with listening(connect(f"sqlite:///{sqlite_template}"), sign) as port:
        assert asked(port, b"HEAD /health HTTP/1.1\r\n\r\n") == (HTTPStatus.OK, b"")


@pytest.mark.parametrize("wrong", ["0.0.0.0:8790", "192.168.1.2:80", "localhost", "shop:80", ":1"])
def test_nothing_but_this_machine_can_be_listened_at(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ConfigRefusal):
        parse(f'[worker]\nhealth = "{wrong}"\n', tmp_path / "kemas.toml")
    assert parse("", tmp_path / "kemas.toml").worker.health == ""


def test_of_two_workers_the_second_tells_once_the_first_is_gone(
    sqlite_template: Path, tmp_path: Path
) -> None:
    (tmp_path / "kemas.sqlite3").write_bytes(sqlite_template.read_bytes())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = tmp_path / "kemas.toml"
    path.write_text(
        f'[database]\nurl = "sqlite:///kemas.sqlite3"\n[worker]\nhealth = "127.0.0.1:{port}"\n',
        encoding="utf-8",
    )
    both = [_start(path)]
    try:
        until(lambda: _works(port))  # started at once, one might listen while the other works
        both.append(_start(path))
        until(lambda: "health is not told yet" in (tmp_path / "logs/worker.log").read_text())
        holder = _holder(path)
        for process in both:
            if process.pid == holder:
                process.kill()
                process.wait(20)
        until(lambda: _works(port) and _holder(path) not in {0, holder})
        (left,) = [process for process in both if process.poll() is None]
        left.terminate()
        assert left.wait(60) == 0
    finally:
        for process in both:
            if process.poll() is None:
                process.kill()
            process.wait(20)


def _start(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        (*workers.command(path), "--stay"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=workers.environment(),
        cwd="/",
    )


def _works(port: int) -> bool:
    try:
        status, found = told(port)
    except (OSError, ValueError):
        return False
    return status == 200 and bool(found["working"])


def _holder(path: Path) -> int:
    from core.config import load
    from core.workers import workers as table

    db = connect(load(path).database.engine_url)
    with writing(db) as tx:
        found = tx.execute(table.select()).first()
    db.close()
    return 0 if found is None else int(found.pid)


def test_systemd_hears_that_it_lives(tmp_path: Path) -> None:
    address = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(address))
        heard.settimeout(20)
        sign = Sign({"NOTIFY_SOCKET": str(address)})
        sign.alive()
        sign.alive()  # not at each of its rounds
        assert heard.recv(100) == b"READY=1\nWATCHDOG=1"
        heard.setblocking(False)
        with pytest.raises(BlockingIOError):
            heard.recv(100)
    sign.tell("READY=1")  # nobody listens any more
    Sign({}).alive()
