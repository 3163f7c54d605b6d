"""The spool: order, faults, several printers, and that nothing prints twice."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from fakes import tspl as label_printer
from fakes.printer import FakePrinter

from core import clock
from core.database import Database
from core.paper import commands, queries
from core.paper.documents import Document, Label, PackingSlip, Party
from core.paper.documents import TestPage as Page
from core.paper.queries import Job
from core.paper.states import JobState
from core.transaction import reading, writing
from printers.render import render
from printers.spool import Spool, back_off
from printers.transport.base import Reason
from printers.transport.limits import Limits
from printers.transport.virtual import Virtual

QUICK = Limits(connect=0.5, status=0.4, stall=0.8, fence=1, hold=1, linger=0.3, slowest=8000)
PAGE = Page("en", "Asia/Jakarta", "Meja 1", 576, datetime(2026, 3, 2, 9, tzinfo=UTC), "S1")
TOO_WIDE = Label(
    language="en",
    zone="Asia/Jakarta",
    sender=Party("Toko"),
    recipient=Party("Siti", address="Jl. Contoh 1", city="Bandung"),
    courier="own",
    service="standard",
    waybill="W" * 60,
    order_no="INV-1",
    channel="web",
    parcel_code="P1",
    piece=1,
    pieces=1,
    currency="IDR",
    cod=0,
    weight_g=500,
    items=(),
    printed_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    station="S1",
)
SLIP = PackingSlip(
    "en", "Asia/Jakarta", Party("Toko"), "INV-1", "Siti", (), "", datetime(2026, 3, 2, tzinfo=UTC)
)


@dataclass(frozen=True)
class Printer:
    """What the configuration says of a printer."""

    name: str
    transport: str = "virtual"
    host: str = ""
    port: int = 9100
    path: Path | None = None
    roles: tuple[str, ...] = ("label", "document", "receipt")
    width_dots: int = 576
    profile: str = "default"
    allow_public: bool = False
    drawer: bool = False
    status: str = "auto"
    language: str = "escpos"
    label_size: tuple[int, int] | None = None
    gap_mm: int = 2
    fallback: str = ""


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    with FakePrinter() as fake:
        yield fake


def on_network(fake: FakePrinter, name: str = "net") -> Printer:
    return Printer(name, "network", host=fake.host, port=fake.port)


def queue(db: Database, printer: str, document: Document = PAGE) -> int:
    with writing(db) as tx:
        return commands.queue_job(tx, document, printer).id


def look(db: Database, job_id: int) -> Job:
    with reading(db) as tx:
        return queries.job(tx, job_id)


def until(db: Database, job_id: int, state: JobState, seconds: float = 30.0) -> Job:
    deadline = time.monotonic() + seconds
    while (job := look(db, job_id)).state is not state and time.monotonic() < deadline:
        time.sleep(0.02)
    assert job.state is state
    return job


def test_a_job_is_drawn_stored_sent_and_reported(
    db: Database, printer: FakePrinter, tmp_path: Path
) -> None:
    job_id = queue(db, "net")
    spool = Spool(db, [on_network(printer)], "here", keep_in=tmp_path, limits=QUICK)
    assert spool.run_once() == 1
    job = look(db, job_id)
    assert (job.state, job.confirmed, job.error) == (JobState.PRINTED, True, "")
    assert job.size > 100
    printer.wait_idle()
    with reading(db) as tx:
        content = queries.content(tx, job_id)
        assert queries.lights(tx)["net"].light == "ready"
    assert content is not None
    assert bytes(printer.taken).count(content) == 1
    assert spool.run_once() == 0


def test_the_virtual_printer_keeps_bytes_text_and_picture(db: Database, tmp_path: Path) -> None:
    queue(db, "Meja: 1", SLIP)
    Spool(db, [Printer("Meja: 1")], "here", keep_in=tmp_path).run_once()
    kept = Virtual(tmp_path / "Meja_ 1").kept()
    assert [path.name for path in kept] == ["000001.bin"]
    assert "INV-1" in kept[0].with_suffix(".txt").read_text()
    assert kept[0].with_suffix(".png").read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_drawn_fails_with_its_reason_and_holds_nobody_up(
    db: Database, tmp_path: Path
) -> None:
    wide, after = queue(db, "narrow", TOO_WIDE), queue(db, "narrow")
    spool = Spool(db, [Printer("narrow", width_dots=384)], "here", keep_in=tmp_path)
    assert spool.run_once() == 2
    assert look(db, wide).state is JobState.FAILED
    assert look(db, wide).error == "code_too_wide"
    assert look(db, after).state is JobState.PRINTED


def test_a_profile_that_nobody_knows_fails_its_jobs_and_no_others(
    db: Database, tmp_path: Path
) -> None:
    wrong, right = queue(db, "wrong"), queue(db, "right")
    printers = [Printer("wrong", profile="no-such"), Printer("right")]
    Spool(db, printers, "here", keep_in=tmp_path).run_once()
    assert look(db, wrong).error == "printer_profile_unknown"
    assert look(db, right).state is JobState.PRINTED


def test_a_refused_job_waits_with_its_reason_and_prints_once_when_it_can(
    db: Database, printer: FakePrinter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("printers.spool._SOON", back_off(None, 0) * 0)
    printer.paper_out = True
    job_id = queue(db, "net")
    spool = Spool(db, [on_network(printer)], "here", keep_in=tmp_path, limits=QUICK)
    spool.start()
    try:
        deadline = time.monotonic() + 30
        light = ""
        while light != "paper_out" and time.monotonic() < deadline:
            time.sleep(0.01)
            with reading(db) as tx:
                light = queries.lights(tx)["net"].light
        assert light == "paper_out"
        assert look(db, job_id).error == "paper_out"
        printer.paper_out = False
        assert until(db, job_id, JobState.PRINTED).error == ""
    finally:
        spool.stop()
    with reading(db) as tx:
        content = queries.content(tx, job_id)
    assert content is not None
    assert bytes(printer.taken).count(content) == 1


def test_a_job_that_broke_off_is_unknown_and_never_sent_again_by_itself(
    db: Database, printer: FakePrinter, tmp_path: Path
) -> None:
    printer.drop_after = 9 + 50
    broken, following = queue(db, "net"), queue(db, "net", SLIP)
    spool = Spool(db, [on_network(printer)], "here", keep_in=tmp_path, limits=QUICK)
    assert spool.run_once() == 2
    assert look(db, broken).state is JobState.UNKNOWN
    assert look(db, following).state is JobState.PRINTED
    assert spool.run_once() == 0
    with writing(db) as tx:
        again = commands.answer_unknown(tx, broken, came_out=False)
    assert spool.run_once() == 1
    assert look(db, again.id).state is JobState.PRINTED
    with reading(db) as tx:
        content = queries.content(tx, again.id)
    assert content is not None
    printer.wait_idle()
    assert bytes(printer.taken).count(content) == 1


def test_a_mute_printer_is_asked_about_once_and_not_when_it_is_known_to_be_mute(
    db: Database, printer: FakePrinter, tmp_path: Path
) -> None:
    printer.mute = True
    asked, trusted = queue(db, "net"), queue(db, "mute")
    known = replace(on_network(printer, "mute"), status="none")
    Spool(db, [on_network(printer), known], "here", keep_in=tmp_path, limits=QUICK).run_once()
    assert look(db, asked).error == "no_confirmation"
    job = look(db, trusted)
    assert (job.state, job.confirmed) == (JobState.PRINTED, False)


def test_a_printer_that_fell_silent_gets_nothing_until_it_speaks_again(
    db: Database, printer: FakePrinter, tmp_path: Path
) -> None:
    spool = Spool(db, [on_network(printer)], "here", keep_in=tmp_path, limits=QUICK)
    queue(db, "net")
    spool.run_once()
    printer.mute = True
    waiting = queue(db, "net", SLIP)
    spool.run_once()
    job = look(db, waiting)
    assert (job.state, job.error) == (JobState.QUEUED, "silent")
    with reading(db) as tx:
        content = queries.content(tx, waiting)
    assert content is not None
    assert content not in bytes(printer.taken)


def test_a_dead_printer_never_delays_another(
    db: Database, printer: FakePrinter, tmp_path: Path
) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(5)  # accepts nobody: every question to it runs into its limit
        dead = Printer("dead", "network", host="127.0.0.1", port=listener.getsockname()[1])
        slow = Limits(connect=30, status=30, stall=30, fence=30, hold=30, linger=1)
        spool = Spool(db, [dead, on_network(printer)], "here", keep_in=tmp_path, limits=slow)
        queue(db, "dead")
        jobs = [queue(db, "net") for _ in range(3)]
        spool.start()
        try:
            start = time.monotonic()
            for job_id in jobs:
                until(db, job_id, JobState.PRINTED)
            assert time.monotonic() - start < 20
        finally:
            spool.stop(0.1)


def test_copies_say_so_on_the_paper(db: Database, tmp_path: Path) -> None:
    first = queue(db, "V", SLIP)
    spool = Spool(db, [Printer("V")], "here", keep_in=tmp_path)
    spool.run_once()
    with writing(db) as tx:
        second = commands.reprint(tx, first)
    spool.run_once()
    assert look(db, second.id).copy == 2
    one, two = (path.with_suffix(".txt").read_text() for path in Virtual(tmp_path / "V").kept())
    assert one != two


@pytest.mark.parametrize(
    ("reason", "attempts", "most"),
    [(Reason.PAPER_OUT, 9, 5), (Reason.UNREACHABLE, 1, 2), (Reason.UNREACHABLE, 50, 30)],
)
def test_the_next_try_is_never_far_off(reason: Reason, attempts: int, most: int) -> None:
    assert 0 < back_off(reason, attempts).total_seconds() <= most


_WORKER = """
import sys, time
from pathlib import Path
from core.database import connect
from printers.spool import Spool
from core.settings import PrinterSettings
url, port, folder = sys.argv[1:]
printer = PrinterSettings(name="net", transport="network", host="127.0.0.1", port=int(port))
spool = Spool(connect(url), [printer], "here", keep_in=Path(folder))
spool.start()
time.sleep(60)
"""


def test_a_worker_killed_in_the_middle_leaves_the_job_unknown_and_the_next_one_asks(
    db: Database, database_url: str, printer: FakePrinter, tmp_path: Path
) -> None:
    printer.stop_reading_after = 9 + 40
    job_id = queue(db, "net")
    arguments = [sys.executable, "-c", _WORKER, database_url, str(printer.port), str(tmp_path)]
    worker = subprocess.Popen(arguments)
    until(db, job_id, JobState.SENDING)
    deadline = time.monotonic() + 30
    while len(printer.taken) < 9 + 40 and time.monotonic() < deadline:
        time.sleep(0.01)
    worker.kill()
    worker.wait()
    printer.stop_reading_after = None
    spool = Spool(db, [on_network(printer)], "here", keep_in=tmp_path, limits=QUICK)
    spool.start()
    try:
        job = until(db, job_id, JobState.UNKNOWN)
        assert job.error == "worker_died"
        following = queue(db, "net", SLIP)
        until(db, following, JobState.PRINTED)
    finally:
        spool.stop()
    assert look(db, job_id).state is JobState.UNKNOWN
    with reading(db) as tx:
        content = queries.content(tx, job_id)
    assert content is not None
    assert bytes(printer.taken).count(content) <= 1


def test_jobs_of_printers_that_are_not_here_are_left_alone(
    db: Database, tmp_path: Path, build: ModuleType
) -> None:
    elsewhere = queue(db, "elsewhere")
    Spool(db, [Printer("V")], "here", keep_in=tmp_path).run_once()
    job = look(db, elsewhere)
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_what_waited_for_paper_is_drawn_for_the_printer_that_is_there_by_then(
    db: Database, printer: FakePrinter, tmp_path: Path
) -> None:
    printer.paper_out = True
    job_id = queue(db, "net")
    Spool(db, [on_network(printer)], "here", keep_in=tmp_path, limits=QUICK).run_once()
    assert look(db, job_id).error == "paper_out"
    with reading(db) as tx:
        wide = queries.content(tx, job_id)
    printer.paper_out = False
    narrow = replace(on_network(printer), width_dots=384)
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        Spool(db, [narrow], "here", keep_in=tmp_path, limits=QUICK).run_once()
    assert look(db, job_id).state is JobState.PRINTED
    with reading(db) as tx:
        content = queries.content(tx, job_id)
    assert content is not None
    assert content != wide
    assert content == render(PAGE, 384)


def test_another_printer_takes_over_after_a_few_tries_and_nothing_prints_twice(
    db: Database, printer: FakePrinter, tmp_path: Path
) -> None:
    gone = Printer("gone", "network", host=printer.host, port=unused_port(), fallback="NEXT")
    spare = replace(on_network(printer, "next"), width_dots=384)
    ids = [queue(db, "gone") for _ in range(3)]
    spool = Spool(db, [gone, spare], "here", keep_in=tmp_path, limits=QUICK)
    spool.start()
    try:
        ends = [until(db, job_id, JobState.PRINTED, 40) for job_id in ids]
    finally:
        spool.stop()
    assert {job.printer for job in ends} == {"next"}
    printer.wait_idle()
    contents = []
    for job_id in ids:
        with reading(db) as tx:
            contents.append(queries.content(tx, job_id) or b"")
    assert bytes(printer.taken).count(contents[0]) == 3  # three equal pages, each once


def unused_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_label_printer_gets_its_own_language_and_labels(
    db: Database, printer: FakePrinter, tmp_path: Path
) -> None:
    out = tmp_path / "labels.bin"
    kind = Printer("tspl", "file", path=out, width_dots=832, language="tspl", label_size=(100, 150))
    job_id = queue(db, "tspl")
    Spool(db, [kind], "here", keep_in=tmp_path, limits=QUICK).run_once()
    stickers = label_printer.read(out.read_bytes())
    assert {(one.wide_mm, one.high_mm) for one in stickers} == {(100, 150)}
    with reading(db) as tx:
        assert queries.content(tx, job_id) == out.read_bytes()
