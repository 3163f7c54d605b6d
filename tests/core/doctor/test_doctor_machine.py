"""What is wrong with the machine, its printers or those outside is found under its own name."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import insert

from core import clock
from core.config import Config, load
from core.database import Database
from core.doctor import machine
from core.doctor.checks import check
from core.doctor.findings import Finding, Level
from core.doctor.looking import Means
from core.doctor.machine import log_path
from core.paper import documents, setups
from core.paper.commands import queue_job
from core.paper.models import printer_lights
from core.tables import db_now_ms
from core.transaction import writing
from tui.words.doctor import say
from tui.words.doctor_machine import MACHINE_FOUND


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    return _config(tmp_path, database_url)


def _config(folder: Path, url: str, more: str = "") -> Config:
    path = folder / "kemas.toml"
    printer = '[[printers]]\nname = "P"\ntransport = "virtual"\n'
    path.write_text(f'[database]\nurl = "{url}"\n{printer}{more}', encoding="utf-8")
    path.chmod(0o600)
    return load(path)


def looked(db: Database, config: Config, name: str) -> list[Finding]:
    (result,) = check(Means(db, config), [name], rest_s=0)
    assert result.problem is None
    return list(result.found)


def said(one: Finding) -> str:
    words = " ".join(say(one, "x"))
    assert "?" not in words
    return words


def test_a_well_machine_has_nothing_said_of_it(db: Database, config: Config) -> None:
    for name in ("clock", "disk", "printers", "log", "folders", "providers"):
        assert looked(db, config, name) == [], name


def test_a_clock_that_is_not_the_databases_is_found(db: Database, config: Config) -> None:
    with clock.frozen(clock.now() + timedelta(seconds=400)):
        (one,) = looked(db, config, "clock")
    assert (one.code, one.level) == ("clock_database", Level.FAULT)
    assert 390 <= one.params["seconds"] <= 410
    with clock.frozen(clock.now() - timedelta(seconds=400)):
        assert looked(db, config, "clock")[0].params["seconds"] > 300


@pytest.mark.parametrize("code", ["disk_full", "disk_low"])
def test_a_disk_without_room_is_found_once(
    db: Database, config: Config, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(machine, "FULL_BYTES" if code == "disk_full" else "LOW_BYTES", 2**62)
    found = looked(db, config, "disk")
    assert {one.code for one in found} == {code}
    assert len({one.at for one in found}) == len(found)
    assert found[0].level is (Level.FAULT if code == "disk_full" else Level.HINT)
    assert "MB" in said(found[0])


def _light(db: Database, light: str, age_ms: int = 0) -> None:
    with writing(db) as tx:
        values = {"printer": "P", "light": light, "host": "h"}
        tx.execute(insert(printer_lights).values(seen_ms=db_now_ms() - age_ms, **values))


def _job(db: Database) -> None:
    with writing(db) as tx:
        queue_job(tx, documents.TestPage("en", "UTC", "P", 576, tx.now, ""), "P")


@pytest.mark.parametrize("light", ["paper_out", "unreachable", "cover_open", "wrong_language"])
def test_a_printer_that_needs_somebody_is_found(db: Database, config: Config, light: str) -> None:
    _light(db, light)
    (one,) = looked(db, config, "printers")
    assert (one.code, one.level) == ("printer_ill", Level.HINT)
    assert "P: " in said(one)
    assert light not in said(one)


def test_a_printer_that_nobody_looks_after_is_found_where_jobs_wait(
    db: Database, config: Config, build: ModuleType
) -> None:
    _light(db, "paper_out", age_ms=3_600_000)
    assert looked(db, config, "printers") == []
    _job(db)
    assert looked(db, config, "printers") == []  # a worker is perhaps about to begin
    with clock.frozen(clock.now() + machine.GRACE * 2):
        (one,) = looked(db, config, "printers")
    assert one.code == "printer_unseen"
    assert "1 jobs wait for P" in said(one)
    shop = build.shop(db, {})
    with writing(db, shop.actor) as tx:
        setups.pause(tx, "P", "")
    (one,) = looked(db, config, "printers")
    assert one.code == "printer_paused"
    assert "printers resume P" in said(one)


def test_a_log_that_others_read_or_that_tells_of_trouble_is_found(
    db: Database, config: Config
) -> None:
    path = log_path(config)
    path.parent.mkdir()
    now, old = datetime.now(), datetime.now() - timedelta(days=3)
    path.write_text(
        f"{old:%Y-%m-%d %H:%M:%S},123 ERROR main a round went wrong\n"
        f"{now:%Y-%m-%d %H:%M:%S},123 INFO main ERROR of \x1b[2J Siti\n"
        f"{now:%Y-%m-%d %H:%M:%S},123 ERROR main a round went wrong for Siti\n",
        encoding="utf-8",
    )
    path.chmod(0o600)
    (one,) = looked(db, config, "log")
    assert (one.code, one.level, one.params["count"]) == ("log_errors", Level.HINT, 1)
    assert "Siti" not in said(one)
    path.chmod(0o644)
    assert [each.code for each in looked(db, config, "log")] == ["log_open", "log_errors"]


def test_a_log_that_cannot_be_written_is_found(
    db: Database, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever is root may write everywhere: what the system answers others is given instead.
    monkeypatch.setattr(machine.os, "access", lambda path, mode: False)
    (one,) = looked(db, config, "log")
    assert one.code == "log_unwritable"
    assert "worker.log" in said(one)


@contextmanager
def a_server(ahead: float) -> Iterator[int]:
    """Answers 404 to all, by a clock that is so many seconds ahead."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert not {"authorization", "token", "cookie"} & {one.lower() for one in self.headers}
            self.send_error(404)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return formatdate(clock.now().timestamp() + ahead, usegmt=True)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


MORE = """
[couriers.ghn]
token = "t-secret-t"
shop_id = 7
base_url = "http://127.0.0.1:{courier}"
[[channels]]
kind = "woocommerce"
name = "Web"
base_url = "http://127.0.0.1:{channel}"
app_key = "k"
app_secret = "c-secret-c"
[mail]
host = "127.0.0.1"
port = {mail}
security = "none"
sender = "t@shop.test"
"""


def test_who_is_not_reached_or_has_another_time_is_found(
    db: Database, tmp_path: Path, database_url: str
) -> None:
    with a_server(0) as well, a_server(-500) as behind:
        more = MORE.format(courier=well, channel=behind, mail=well)
        (one,) = looked(db, _config(tmp_path, database_url, more), "providers")
        assert (one.code, one.level) == ("clock_provider", Level.FAULT)
        assert "channels.Web (127.0.0.1)" in said(one)
        assert 490 <= one.params["seconds"] <= 560
        closed = _free_port()
        more = MORE.format(courier=closed, channel=well, mail=closed)
        found = looked(db, _config(tmp_path, database_url, more), "providers")
    assert {(one.code, one.level) for one in found} == {("provider_silent", Level.HINT)}
    assert {one.params["provider"] for one in found} == {"couriers.ghn", "mail"}
    assert "secret" not in " ".join(map(said, found))


def test_each_sentence_about_the_machine_belongs_to_what_was_broken_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in MACHINE_FOUND if f'"{code}"' not in source] == []


def test_order_files_that_could_not_be_read_are_named(
    db: Database, tmp_path: Path, database_url: str
) -> None:
    more = '[[intake]]\nname = "office"\nsource = "private"\nfolder = "orders-in"\n'
    config = _config(tmp_path, database_url, more)
    failed = tmp_path / "orders-in" / "failed"
    failed.mkdir(parents=True)
    for name in ("a.csv", "a.csv.why.txt"):
        (failed / name).write_text("what is this", encoding="utf-8")
    (one,) = looked(db, config, "folders")
    assert (one.code, one.level, one.params["count"]) == ("order_files_unread", Level.HINT, 1)
    assert "a.csv" in said(one)
    (failed / "a.csv").unlink()
    assert looked(db, config, "folders") == []
