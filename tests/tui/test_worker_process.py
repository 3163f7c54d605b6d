"""The worker as a real process: from the last scan to paper, through crashes and hang-ups."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import psutil
import pytest
from fakes.printer import FakePrinter
from sqlalchemy import select
from waiting import until

from core.config import load
from core.database import Database
from core.doctor.machine import log_path
from core.orders.models import orders
from core.paper.commands import queue_job
from core.paper.documents import PackingSlip, Party
from core.paper.queries import jobs
from core.settings import Config
from core.shipping.desk import Desk
from core.transaction import reading, writing
from tui import workers

PRINTER = '[[printers]]\nname = "P"\ntransport = "network"\nhost = "127.0.0.1"\nport = {port}\n'
FILE = '[[printers]]\nname = "P"\ntransport = "file"\npath = "paper.bin"\n'
CUT = b"\x1dV"


@dataclass
class Place:
    """A configuration on disk, its database, and the worker processes of a test."""

    config: Config
    db: Database
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> subprocess.Popen[bytes]:
        """Start one more worker."""
        self.started.append(workers.start(self.config.path))
        return self.started[-1]

    def work(self) -> subprocess.Popen[bytes]:
        """Start a worker and wait until it has the lease and all that it reads at its start."""
        process = self.start()
        until(lambda: f"worker {process.pid} begins" in self.log())
        return process

    def alive(self) -> bool:
        return workers.is_running(self.config.path, self.db)

    def states(self) -> list[str]:
        with reading(self.db) as tx:
            return [job.state.value for job in reversed(jobs(tx))]

    def log(self) -> str:
        path = log_path(self.config)
        return path.read_text(encoding="utf-8") if path.exists() else ""


Make = Callable[..., Place]


one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what takes long and has nothing to do with the engine."""


@pytest.fixture
def place(db: Database, database_url: str, tmp_path: Path) -> Iterator[Make]:
    """Makes a place with these printers; ends its workers afterwards."""
    made: list[Place] = []

    def make(printers: str = FILE, idle_seconds: int = 60) -> Place:
        (tmp_path / "paper.bin").touch()
        path = tmp_path / "kemas.toml"
        path.write_text(
            f'[database]\nurl = "{database_url}"\n[shop]\nlanguage = "en"\n'
            f"[worker]\nidle_seconds = {idle_seconds}\n{printers}",
            encoding="utf-8",
        )
        made.append(Place(load(path), db))
        return made[-1]

    yield make
    for one in made:
        for process in one.started:
            if process.poll() is None:
                process.kill()
            process.wait(10)


def slip(text: str) -> PackingSlip:
    from core.clock import now

    return PackingSlip("en", "Asia/Jakarta", Party("Toko"), text, "Siti", (), "", now())


def queue(place: Place, text: str = "INV-1") -> int:
    with writing(place.db) as tx:
        return queue_job(tx, slip(text), "P").id


def test_the_last_scan_puts_the_label_on_paper(build: ModuleType, place: Make) -> None:
    here = place()
    shop = build.shop(here.db, {"TEH": 2})
    build.ready_order(here.db, "W-1", {"TEH": 2})
    here.work()
    desk = Desk(here.db, here.config, shop.station)
    desk.open()
    for code in ("W-1", "TEH", "TEH"):
        verdict = desk.scan(desk.last_seq() + 1, code)
    assert verdict.kind == "order_complete"
    until(lambda: here.states() == ["printed", "printed"])
    paper = (here.config.path.parent / "paper.bin").read_bytes()
    assert paper.count(b"KMS0000000001") >= 1
    assert paper.count(b"\x1dV") == 2
    desk.close()


@one_engine
def test_a_printer_that_was_off_prints_once_when_it_comes_back(db: Database, place: Make) -> None:
    with FakePrinter() as printer:
        printer.offline = True
        here = place(PRINTER.format(port=printer.port))
        job = queue(here)
        here.work()

        def told() -> bool:
            with reading(db) as tx:
                return jobs(tx)[0].error == "offline"

        until(told)
        assert here.states() == ["queued"]
        printer.offline = False
        until(lambda: here.states() == ["printed"])
        printer.wait_idle()
        assert printer.taken.count(CUT) == printer.taken.count(b"INV-1") == 1
        assert job == 1


def test_a_job_cut_off_by_a_killed_worker_is_unknown_and_not_printed_again(place: Make) -> None:
    with FakePrinter() as printer:
        printer.deaf_to_fence = True  # the whole job is on paper, but nobody says so
        here = place(PRINTER.format(port=printer.port))
        queue(here)
        first = here.work()
        until(lambda: CUT in printer.taken)
        first.kill()
        first.wait()
        printer.deaf_to_fence = False
        assert not here.alive()
        here.work()  # a dead one is replaced at once, not when its lease has run out
        until(lambda: here.states() == ["unknown"])
        queue(here, "INV-2")
        until(lambda: here.states() == ["unknown", "printed"])
        printer.wait_idle()
        assert printer.taken.count(b"INV-1") == 1
        assert printer.taken.count(b"INV-2") == 1


def test_of_two_workers_one_works_and_the_other_ends_well(place: Make) -> None:
    here = place()
    both = [here.start(), here.start()]
    until(lambda: any(process.poll() is not None for process in both))
    ended = next(process for process in both if process.poll() is not None)
    assert ended.returncode == 0
    assert here.alive()
    assert workers.start_if_missing(here.config.path, here.db) is None
    queue(here)
    until(lambda: here.states() == ["printed"])
    assert (here.config.path.parent / "paper.bin").read_bytes().count(b"\x1dV") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_well_after_what_is_in_hand(place: Make, number: signal.Signals) -> None:
    with FakePrinter() as printer:
        printer.speed = 1500  # the job needs its time
        here = place(PRINTER.format(port=printer.port))
        queue(here)
        process = here.work()
        until(lambda: here.states() == ["sending"])
        begin = time.monotonic()
        process.send_signal(number)
        assert process.wait(60) == 0
        assert time.monotonic() - begin < 30
        assert here.states() == ["printed"]
        assert not here.alive()
        assert "ends: told" in here.log()


@one_engine
def test_it_ends_when_idle_and_no_station_is_open_here(build: ModuleType, place: Make) -> None:
    here = place(idle_seconds=1)
    shop = build.shop(here.db)
    desk = Desk(here.db, here.config, shop.station)
    desk.open()
    process = here.work()
    time.sleep(4)
    assert process.poll() is None
    desk.close()
    assert process.wait(60) == 0
    assert not here.alive()
    assert "ends: idle" in here.log()


def test_short_orders_become_ready_when_stock_comes_in(build: ModuleType, place: Make) -> None:
    here = place()
    shop = build.shop(here.db, {"TEH": 0})
    with writing(here.db) as tx:
        made = build.order(tx, "A1", {"TEH": 2})
    here.work()

    def fulfilment() -> str:
        with reading(here.db) as tx:
            query = select(orders.c.fulfilment).where(orders.c.id == made)
            return str(tx.execute(query).scalar_one())

    assert fulfilment() == "short"
    with writing(here.db) as tx:
        build.put(tx, shop.products["TEH"], 2)
    until(lambda: fulfilment() == "ready")


@one_engine
def test_it_takes_a_new_configuration_by_itself(place: Make) -> None:
    here = place()
    process = here.work()
    path = here.config.path
    path.write_text(path.read_text().replace("paper.bin", "other.bin"))
    (path.parent / "other.bin").touch()
    until(lambda: "ends: new_config" in here.log(), 30)
    until(here.alive)
    assert process.poll() is None  # the same process, begun anew
    queue(here)
    until(lambda: here.states() == ["printed"])
    assert (path.parent / "paper.bin").read_bytes() == b""
    assert (path.parent / "other.bin").read_bytes().count(b"\x1dV") == 1


@one_engine
def test_it_takes_new_templates_by_itself_and_stays_with_the_old_ones_while_they_are_wrong(
    place: Make,
) -> None:
    here = place('[paper]\ntemplates = "t.toml"\n' + FILE)
    template, paper = here.config.path.parent / "t.toml", here.config.path.parent / "paper.bin"
    template.write_text('[packing_slip]\nfields = ["items", { text = "First" }]\n')
    here.work()
    template.write_text('[packing_slip]\nfields = ["itms"]\n')
    until(lambda: "the new configuration is not taken: template_field" in here.log())
    queue(here)
    until(lambda: here.states() == ["printed"])
    assert b"First" in paper.read_bytes()
    template.write_text('[packing_slip]\nfields = ["items", { text = "Second" }]\n')
    until(lambda: "ends: new_config" in here.log())
    until(here.alive)
    queue(here)
    until(lambda: here.states() == ["printed"] * 2)
    assert paper.read_bytes().count(b"Second") == 1


@one_engine
def test_the_station_does_not_wait_for_it_and_a_hang_up_does_not_end_it(place: Make) -> None:
    """A station in a session of its own starts a worker and is hung up on."""
    here = place()
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tui.workers import ensure\n"
        "begin = time.perf_counter()\n"
        "ensure(Path(sys.argv[1]))\n"
        "print(time.perf_counter() - begin, flush=True)\n"
        "time.sleep(60)\n"
    )
    station = subprocess.Popen(
        [sys.executable, "-c", script, str(here.config.path)],
        stdout=subprocess.PIPE,
        env=workers.environment(),
        start_new_session=True,
    )
    assert station.stdout is not None
    assert float(station.stdout.readline()) < 1.0  # the worker alone takes longer to start
    until(here.alive)
    (worker,) = psutil.Process(station.pid).children()
    here.started.append(_adopted(worker))
    os.killpg(station.pid, signal.SIGHUP)
    assert station.wait(60) == -signal.SIGHUP
    station.stdout.close()
    queue(here)
    until(lambda: here.states() == ["printed"])
    assert os.getsid(worker.pid) == worker.pid
    worker.terminate()
    until(lambda: not here.alive())


def _adopted(process: psutil.Process) -> subprocess.Popen[bytes]:
    """A process that is not our child, with what the clean-up needs of it."""

    class Adopted:
        returncode = None

        def poll(self) -> int | None:
            return None if process.is_running() else 0

        def kill(self) -> None:
            process.kill()

        def wait(self, timeout: float) -> None:
            psutil.wait_procs([process], timeout)

    return Adopted()  # type: ignore[return-value]


def test_what_cannot_start_is_told_and_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "kemas.toml"
    path.write_text('[database]\nurl = "sqlite:///nowhere.sqlite3"\n', encoding="utf-8")
    said: list[str] = []
    workers.ensure(path, tell=said.append).join(60)
    assert len(said) == 1
    assert "nowhere.sqlite3" in said[0]


def test_it_ends_when_its_database_is_gone(place: Make) -> None:
    here = place()
    file = here.config.database.file
    process = here.work()
    if file is None:
        process.terminate()
        assert process.wait(60) == 0
        return
    for one in file.parent.glob("kemas.sqlite3*"):
        one.unlink()
    assert process.wait(60) == 1
    log = here.log()
    assert "ends: database_lost" in log
    assert "the worker cannot work: database_lost" in log


def test_the_log_holds_no_secret_and_nothing_that_acts(tmp_path: Path) -> None:
    import logging

    from core.config import parse
    from tui.worker_log import open_log

    text = '[database]\nurl = "postgresql://kemas@db/kemas"\npassword = "s3cr3t!"\n'
    config = parse(text, tmp_path / "kemas.toml")
    root = logging.getLogger()
    before = list(root.handlers)
    try:
        path = open_log(config)
        assert path is not None
        logging.getLogger("x").warning("no way \x1b[2J with s3cr3t! %s", config.database.engine_url)
        found = path.read_text(encoding="utf-8")
    finally:
        for handler in list(root.handlers):
            root.removeHandler(handler)
            handler.close()
        for handler in before:
            root.addHandler(handler)
    assert "no way [2J with ***" in found
    assert "s3cr3t" not in found
    assert "\x1b" not in found
    assert path.stat().st_mode & 0o077 == 0


def test_a_worker_loads_no_terminal(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "import tui.commands.worker, tui.service, tui.worker_log, tui.workers\n"
        "print(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=workers.environment(),
    )
    assert not {"textual", "rich", "escpos", "PIL"} & set(done.stdout.split())
