"""Printers behind a kernel node, played by pseudo terminals."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.bridge import Bridge
from fakes.printer import FakePrinter, label

from printers.transport import usblp
from printers.transport.base import Light, Outcome, Reason, Result, Sheet
from printers.transport.limits import Limits
from printers.transport.replies import Health, port_health
from printers.transport.usblp import UsbLp

QUICK = Limits(connect=0.5, status=0.4, stall=0.6, fence=0.6, hold=1.5, linger=0.3)


@pytest.fixture
def node() -> Iterator[Bridge]:
    with FakePrinter() as printer, Bridge(printer) as bridge:
        yield bridge


def test_a_node_that_can_be_read_confirms_jobs_and_says_how_it_is(node: Bridge) -> None:
    printer = UsbLp(node.path, limits=QUICK)
    assert printer.status() is Light.READY
    assert printer.send(Sheet(label("ONE", rows=300))) == Outcome(Result.PRINTED, None, True)
    node.printer.cover_open = True
    assert printer.status() is Light.COVER_OPEN
    assert printer.send(Sheet(label("TWO"))) == Outcome(Result.REFUSED, Reason.COVER_OPEN)
    assert node.printer.labels == ["ONE\n[picture]"]


def test_a_node_that_takes_no_more_is_left_after_the_limit(node: Bridge) -> None:
    node.stick_after = 3000
    start = time.monotonic()
    outcome = UsbLp(node.path, limits=QUICK).send(Sheet(label("STUCK", rows=3000)))
    assert outcome == Outcome(Result.UNKNOWN, Reason.STALLED)
    assert time.monotonic() - start < 15


def test_a_node_that_only_takes_is_handed_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def write_only(path: Path, flags: int) -> int:
        if flags & os.O_RDWR:
            raise PermissionError(13, "write only")
        return real(path, flags)

    monkeypatch.setattr(usblp.os, "open", write_only)
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = real(pipe, os.O_RDONLY | os.O_NONBLOCK)
    printer = UsbLp(pipe, limits=QUICK)
    assert printer.send(Sheet(b"job")) == Outcome(Result.PRINTED, None, confirmed=False)
    assert os.read(reader, 10) == b"job"
    os.close(reader)


def test_a_node_that_is_gone_is_refused_and_not_made() -> None:
    printer = UsbLp("/dev/no-such-lp7", limits=QUICK)
    assert printer.send(Sheet(b"x")) == Outcome(Result.REFUSED, Reason.PATH_MISSING)
    assert printer.status() is Light.UNREACHABLE
    assert not Path("/dev/no-such-lp7").exists()


@pytest.mark.parametrize(
    ("bits", "light"),
    [(0x38, Light.PAPER_OUT), (0x08, Light.OFFLINE), (0x10, Light.ERROR), (0x18, Light.SILENT)],
)
def test_the_port_speaks_for_a_printer_that_says_nothing(
    node: Bridge, monkeypatch: pytest.MonkeyPatch, bits: int, light: Light
) -> None:
    def ioctl(handle: int, question: int, answer: bytearray) -> int:
        assert question == 0x060B
        answer[0] = bits
        return 0

    monkeypatch.setattr(usblp.fcntl, "ioctl", ioctl)
    node.printer.mute = True
    printer = UsbLp(node.path, answers=False, limits=QUICK)
    assert printer.status() is light
    outcome = printer.send(Sheet(label("ONE")))
    assert (outcome.result is Result.PRINTED) == (light is Light.SILENT)
    node.printer.mute = False  # its own word goes before the port's
    assert UsbLp(node.path, limits=QUICK).status() is Light.READY


def test_boards_that_do_not_know_the_question_say_nothing() -> None:
    assert port_health(0x00) is None
    assert port_health(0xFF) is None
    assert port_health(0x18) == Health()
