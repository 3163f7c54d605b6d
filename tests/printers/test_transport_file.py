"""Files, pipes, device nodes and the virtual printer: all of a job, or a clear reason."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.paper.documents import TestPage as Page
from core.paper.documents import load
from printers.transport.base import Light, Outcome, Reason, Result, Sheet, light_after
from printers.transport.file import File
from printers.transport.virtual import Virtual

HANDED_OVER = Outcome(Result.PRINTED, None, confirmed=False)
PAGE = Page("id", "Asia/Jakarta", "Meja 1", 576, datetime(2026, 3, 2, 9, tzinfo=UTC), "S1")


def refused(reason: Reason) -> Outcome:
    return Outcome(Result.REFUSED, reason)


def test_jobs_are_appended_to_a_file(tmp_path: Path) -> None:
    printer = File(tmp_path / "out.bin")
    assert printer.status() is Light.SILENT
    assert printer.send(Sheet(b"one")) == HANDED_OVER
    assert printer.send(Sheet(b"two", resync=100)) == HANDED_OVER
    assert (tmp_path / "out.bin").read_bytes() == b"onetwo"


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.bin"
    path.write_bytes(b"before")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, old[1]))  # a disk with 5,000 bytes left
    try:
        outcome = File(path).send(Sheet(b"x" * 20_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)
    assert outcome == refused(Reason.DISK_FULL)
    assert path.read_bytes() == b"before"


def test_a_device_without_room_takes_nothing() -> None:
    outcome = File("/dev/full").send(Sheet(b"x"))
    assert outcome == refused(Reason.DISK_FULL)
    assert light_after(outcome) is Light.DISK_FULL


def test_a_device_that_is_not_there_is_not_made_into_a_file() -> None:
    path = Path("/dev/no-such-printer-here")
    assert File(path).send(Sheet(b"x")) == refused(Reason.PATH_MISSING)
    assert File(path).status() is Light.UNREACHABLE
    assert not path.exists()


def test_a_missing_folder_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert File(tmp_path / "no" / "out").send(Sheet(b"x")) == refused(Reason.PATH_MISSING)
    assert File(tmp_path).send(Sheet(b"x")) == refused(Reason.PATH_UNUSABLE)
    assert File(tmp_path).status() is Light.UNREACHABLE
    assert File(tmp_path / "no" / "out").status() is Light.UNREACHABLE


def test_a_pipe_that_nobody_reads_refuses_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    start = time.monotonic()
    assert File(path).send(Sheet(b"x")) == refused(Reason.NO_READER)
    assert time.monotonic() - start < 15


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_a_pipe_with_a_slow_reader_gets_every_byte(pipe: Path) -> None:
    content = os.urandom(300_000)
    got = bytearray()
    ready = threading.Event()

    def read() -> None:
        handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        ready.set()
        os.set_blocking(handle, True)
        time.sleep(0.1)
        while len(got) < len(content) and (piece := os.read(handle, 20_000)):
            got.extend(piece)
            time.sleep(0.005)
        os.close(handle)

    reader = threading.Thread(target=read)
    reader.start()
    ready.wait()
    assert File(pipe, stall=2).send(Sheet(content)) == HANDED_OVER
    reader.join()
    assert bytes(got) == content


def test_a_pipe_whose_reader_stops_cannot_hang_the_worker(pipe: Path) -> None:
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    lights: list[Light] = []
    start = time.monotonic()
    outcome = File(pipe, stall=0.5).send(Sheet(bytes(300_000)), lights.append)
    assert outcome == Outcome(Result.UNKNOWN, Reason.STALLED)
    assert Light.STALLED in lights
    assert time.monotonic() - start < 15
    os.close(reader)


def test_a_pipe_that_is_full_before_the_job_is_refused(pipe: Path) -> None:
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    filler = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while os.write(filler, bytes(4096)):
            pass
    assert File(pipe, stall=0.3).send(Sheet(b"x")) == refused(Reason.STALLED)
    os.close(filler)
    os.close(reader)


def test_a_pipe_whose_reader_leaves_in_the_middle_is_unknown(pipe: Path) -> None:
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    leave = threading.Timer(0.3, os.close, [reader])
    leave.start()
    outcome = File(pipe, stall=3).send(Sheet(bytes(300_000)))
    assert outcome == Outcome(Result.UNKNOWN, Reason.NO_READER)


def test_a_broken_job_on_a_device_is_completed_before_the_next(pipe: Path) -> None:
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert File(pipe).send(Sheet(b"NEXT", resync=5)) == HANDED_OVER
    assert os.read(reader, 100) == bytes(5) + b"NEXT"
    os.close(reader)


def test_the_virtual_printer_numbers_jobs_and_keeps_document_text_and_picture(
    tmp_path: Path,
) -> None:
    printer = Virtual(tmp_path / "paper", lambda document, copy: (f"copy {copy}", b"PNG"))
    assert printer.status() is Light.READY
    assert printer.send(Sheet(b"one", PAGE)).confirmed
    assert printer.send(Sheet(b"two", PAGE, copy=2)).confirmed
    assert [path.name for path in printer.kept()] == ["000001.bin", "000002.bin"]
    second = printer.kept()[1]
    assert second.read_bytes() == b"two"
    assert second.with_suffix(".txt").read_text() == "copy 2"
    assert second.with_suffix(".png").read_bytes() == b"PNG"
    assert load(second.with_suffix(".json").read_text()) == PAGE
    assert json.loads(second.with_suffix(".json").read_text())["kind"] == "test_page"


def test_two_virtual_printers_on_one_folder_lose_nothing(tmp_path: Path) -> None:
    def print_some(mark: bytes) -> None:
        printer = Virtual(tmp_path)
        for number in range(20):
            assert printer.send(Sheet(mark + bytes([number]))).result is Result.PRINTED

    both = [threading.Thread(target=print_some, args=(mark,)) for mark in (b"a", b"b")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    kept = {path.read_bytes() for path in Virtual(tmp_path).kept()}
    assert kept == {mark + bytes([number]) for mark in (b"a", b"b") for number in range(20)}


def test_a_virtual_printer_that_cannot_keep_a_job_keeps_no_half_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    (folder / "000001.txt").mkdir(parents=True)  # where the text would go
    printer = Virtual(folder, lambda document, copy: ("text", b"PNG"))
    assert printer.send(Sheet(b"one", PAGE)) == refused(Reason.PATH_UNUSABLE)
    assert printer.kept() == []
