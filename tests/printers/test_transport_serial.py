"""Serial printers, played by pseudo terminals: slow lines, full buffers, pulled cables."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial
from fakes.bridge import Bridge
from fakes.printer import FakePrinter, label

from printers.transport.base import Light, Outcome, Reason, Result, Sheet
from printers.transport.limits import Limits
from printers.transport.serial import Serial

QUICK = Limits(connect=0.5, status=0.4, stall=0.6, fence=0.6, hold=1.5, linger=0.3)


def refused(reason: Reason) -> Outcome:
    return Outcome(Result.REFUSED, reason)


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    with FakePrinter() as fake:
        yield fake


@pytest.fixture
def cable(printer: FakePrinter) -> Iterator[Bridge]:
    with Bridge(printer) as bridge:
        yield bridge


def port(cable: Bridge, baud: int = 115200, flow: str = "rts", *, answers: bool = True) -> Serial:
    return Serial(cable.path, baud, flow, answers=answers, limits=QUICK)


@pytest.mark.parametrize("flow", ["rts", "xon", "none"])
def test_a_job_over_a_serial_line_is_confirmed(cable: Bridge, flow: str) -> None:
    outcome = port(cable, flow=flow).send(Sheet(label("ONE", rows=100)))
    assert outcome == Outcome(Result.PRINTED, None, confirmed=True)
    assert cable.printer.labels == ["ONE\n[picture]"]


def test_every_byte_value_arrives_as_it_was_sent(cable: Bridge) -> None:
    content = b"\x1b@\x1dv0\x00" + (16).to_bytes(2, "little") * 2 + bytes(range(256))
    assert port(cable, flow="xon").send(Sheet(content + b"\x1dVB\x00")).confirmed
    assert bytes(range(256)) in cable.printer.taken


def test_a_line_of_9600_baud_gets_the_time_that_it_needs(printer: FakePrinter) -> None:
    content = label("SLOW", rows=50)
    with Bridge(printer, rate=960) as cable:
        start = time.monotonic()
        outcome = port(cable, 9600).send(Sheet(content))
        took = time.monotonic() - start
    assert outcome.confirmed
    assert took > len(content) / 960 * 0.9
    assert printer.labels == ["SLOW\n[picture]"]


@pytest.mark.parametrize(
    ("fault", "reason", "light"),
    [
        ("paper_out", Reason.PAPER_OUT, Light.PAPER_OUT),
        ("cover_open", Reason.COVER_OPEN, Light.COVER_OPEN),
    ],
)
def test_a_serial_printer_that_cannot_print_is_sent_nothing(
    cable: Bridge, fault: str, reason: Reason, light: Light
) -> None:
    setattr(cable.printer, fault, True)
    assert port(cable).send(Sheet(label("ONE"))) == refused(reason)
    assert port(cable).status() is light
    assert b"ONE" not in cable.printer.taken
    setattr(cable.printer, fault, False)
    assert port(cable).send(Sheet(label("TWO"))).confirmed
    assert cable.printer.labels == ["TWO"]


def test_a_reader_that_stops_in_the_middle_is_left_after_the_limit(cable: Bridge) -> None:
    cable.stick_after = 2000
    lights: list[Light] = []
    start = time.monotonic()
    outcome = port(cable).send(Sheet(label("STUCK", rows=2000)), lights.append)
    assert outcome == Outcome(Result.UNKNOWN, Reason.STALLED)
    assert time.monotonic() - start < 15
    assert cable.printer.labels == []


def test_a_cable_pulled_in_the_middle_is_unknown_and_a_new_one_works(
    printer: FakePrinter,
) -> None:
    content = label("CUT-ME", rows=100)
    with Bridge(printer, rate=3000) as cable:
        threading.Timer(0.6, cable.pull).start()
        outcome = port(cable).send(Sheet(content))
        path = cable.path
        assert outcome.result is Result.UNKNOWN
        printer.wait_idle(1)
        assert Serial(path, limits=QUICK).status() is Light.UNREACHABLE
    with Bridge(printer) as cable:
        tear = b"\n\x1dVB\x00"
        assert port(cable).send(Sheet(label("NEXT"), resync=len(content), tear=tear)).confirmed
    assert printer.labels[-1] == "NEXT"
    assert printer.labels.count("NEXT") == 1


def test_a_silent_serial_printer_prints_without_confirmation(cable: Bridge) -> None:
    cable.printer.mute = True
    assert port(cable).status() is Light.SILENT
    outcome = port(cable, answers=False).send(Sheet(label("ONE")))
    assert outcome == Outcome(Result.PRINTED, None, confirmed=False)
    assert cable.printer.wait_for_labels(1) == ["ONE"]


def test_a_port_that_is_not_there_is_refused(tmp_path: Path) -> None:
    nowhere = Serial("/dev/ttyNOWHERE7", limits=QUICK)
    assert nowhere.send(Sheet(b"x")) == refused(Reason.PATH_MISSING)
    assert nowhere.status() is Light.UNREACHABLE
    plain = tmp_path / "file"
    plain.write_bytes(b"kept")
    assert Serial(plain, limits=QUICK).send(Sheet(b"x")) == refused(Reason.PATH_UNUSABLE)
    assert plain.read_bytes() == b"kept"


def test_a_port_that_another_program_holds_is_refused(cable: Bridge) -> None:
    with serial.Serial(cable.path, exclusive=True):
        assert port(cable).send(Sheet(b"x")) == refused(Reason.IN_USE)
    assert port(cable).send(Sheet(label("ONE"))).confirmed


def test_dsr_on_a_port_without_that_wire_is_refused(cable: Bridge) -> None:
    assert port(cable, flow="dsr").send(Sheet(b"x")) == refused(Reason.NO_FLOW_CONTROL)


def test_nothing_is_sent_while_the_printer_drops_dsr(
    cable: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = threading.Event()
    monkeypatch.setattr(serial.Serial, "dsr", property(lambda port: ready.is_set()))
    assert port(cable, flow="dsr").send(Sheet(label("ONE"))) == refused(Reason.STALLED)
    assert cable.carried == 0
    ready.set()
    assert port(cable, flow="dsr").send(Sheet(label("TWO"))).confirmed
    assert cable.printer.labels == ["TWO"]
