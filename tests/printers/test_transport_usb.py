"""USB printers on a bus that plays short writes, stalls and pulled cables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import usb.core
from fakes.printer import FakePrinter, label
from fakes.usb_backend import Bus, Plug

from printers.transport import usb as transport
from printers.transport.base import Light, Outcome, Reason, Result, Sheet
from printers.transport.limits import Limits
from printers.transport.usb import Usb, UsbName

QUICK = Limits(connect=0.5, status=0.4, stall=0.6, fence=0.6, hold=1.5, linger=0.3)
NAME = UsbName(0x04B8, 0x0202)


def refused(reason: Reason) -> Outcome:
    return Outcome(Result.REFUSED, reason)


@pytest.fixture
def plug() -> Iterator[Plug]:
    with FakePrinter() as printer:
        yield Plug(printer)


def usb_printer(*plugs: Plug, name: UsbName = NAME, answers: bool = True) -> Usb:
    return Usb(name, answers=answers, limits=QUICK, backend=Bus(*plugs))


def labels(plug: Plug) -> list[str]:
    assert plug.printer is not None
    return plug.printer.labels


def test_a_job_over_usb_is_confirmed_and_the_device_given_back(plug: Plug) -> None:
    printer = usb_printer(plug)
    for text in ("ONE", "TWO"):
        outcome = printer.send(Sheet(label(text, rows=300)))
        assert outcome == Outcome(Result.PRINTED, None, confirmed=True)
    assert labels(plug) == ["ONE\n[picture]", "TWO\n[picture]"]
    assert plug.kernel_driver
    assert plug.claimed == set()
    assert plug.said == ["open", "detach", "attach", "close"] * 2
    assert printer.status() is Light.READY


def test_a_device_without_a_driver_gets_none(plug: Plug) -> None:
    plug.kernel_driver = False
    assert usb_printer(plug).send(Sheet(label("ONE"))).confirmed
    assert plug.said == ["open", "close"]


def test_a_device_that_nobody_configured_is_configured_once(plug: Plug) -> None:
    plug.configured = 0
    assert usb_printer(plug).send(Sheet(label("ONE"))).confirmed
    assert usb_printer(plug).send(Sheet(label("TWO"))).confirmed
    assert plug.said.count("set_configuration") == 1
    assert "reset" not in plug.said


def test_short_writes_lose_nothing(plug: Plug) -> None:
    plug.short = 100
    assert usb_printer(plug).send(Sheet(label("ONE", rows=200))).confirmed
    assert labels(plug) == ["ONE\n[picture]"]


def test_a_cable_pulled_in_the_middle_is_unknown_and_plugged_in_again_it_prints(
    plug: Plug,
) -> None:
    content = label("CUT-ME", rows=200)
    plug.unplug_after = 4000
    printer = usb_printer(plug)
    assert printer.send(Sheet(content)) == Outcome(Result.UNKNOWN, Reason.CONNECTION_LOST)
    assert printer.status() is Light.UNREACHABLE
    assert printer.send(Sheet(content)) == refused(Reason.PATH_MISSING)
    plug.gone = False
    tear = b"\n\x1dVB\x00"
    assert printer.send(Sheet(label("NEXT"), resync=len(content), tear=tear)).confirmed
    assert labels(plug)[-1] == "NEXT"


def test_a_cable_pulled_before_the_job_sent_nothing(plug: Plug) -> None:
    plug.unplug_after = 2
    assert usb_printer(plug).send(Sheet(label("ONE"))) == refused(Reason.CONNECTION_LOST)


def test_a_halted_endpoint_ends_the_job_and_is_freed_for_the_next(plug: Plug) -> None:
    content = label("STUCK", rows=200)
    plug.stall_after = 3000
    printer = usb_printer(plug)
    assert printer.send(Sheet(content)) == Outcome(Result.UNKNOWN, Reason.STALLED)
    assert "clear_halt" in plug.said
    assert printer.send(Sheet(label("NEXT"), resync=len(content))).confirmed


def test_a_printer_that_takes_no_more_is_left_after_the_limit(plug: Plug) -> None:
    assert plug.printer is not None
    plug.printer.stop_reading_after = 3000
    outcome = usb_printer(plug).send(Sheet(label("STUCK", rows=20_000)))
    assert outcome == Outcome(Result.UNKNOWN, Reason.STALLED)


def test_a_one_way_printer_is_taken_at_its_word_and_its_port_is_asked(plug: Plug) -> None:
    plug.both_ways = False
    printer = usb_printer(plug)
    assert printer.status() is Light.SILENT
    assert printer.send(Sheet(label("ONE"))) == Outcome(Result.PRINTED, None, confirmed=False)
    plug.port_bits = 0x38
    assert printer.status() is Light.PAPER_OUT
    assert printer.send(Sheet(label("TWO"))) == refused(Reason.PAPER_OUT)


def test_paper_out_is_asked_of_the_printer_first(plug: Plug) -> None:
    assert plug.printer is not None
    plug.printer.paper_out = True
    assert usb_printer(plug).send(Sheet(label("ONE"))) == refused(Reason.PAPER_OUT)
    plug.printer.paper_out = False
    plug.port_bits = 0x38  # a board that always says so
    assert usb_printer(plug).send(Sheet(label("TWO"))).confirmed


def test_two_of_a_kind_are_told_apart_by_their_serial_number(plug: Plug) -> None:
    twin = Plug(plug.printer, serial="B2")
    assert usb_printer(plug, twin).send(Sheet(b"x")) == refused(Reason.SEVERAL_DEVICES)
    second = usb_printer(plug, twin, name=UsbName.parse("04B8:0202/B2"))
    assert second.send(Sheet(label("ONE"))).confirmed
    assert plug.written == 0
    third = usb_printer(plug, twin, name=UsbName.parse("04b8:0202/C3"))
    assert third.send(Sheet(b"x")) == refused(Reason.PATH_MISSING)


def test_what_cannot_be_used_is_refused_with_its_reason(plug: Plug) -> None:
    assert usb_printer().send(Sheet(b"x")) == refused(Reason.PATH_MISSING)
    plug.interface_class = 8
    assert usb_printer(plug).send(Sheet(b"x")) == refused(Reason.PATH_UNUSABLE)
    plug.interface_class, plug.locked = 7, True
    assert usb_printer(plug).send(Sheet(b"x")) == refused(Reason.NOT_PERMITTED)
    plug.locked, plug.kernel_driver = False, False
    plug.claimed.add(1)
    assert usb_printer(plug).send(Sheet(b"x")) == refused(Reason.IN_USE)
    assert usb_printer(plug).status() is Light.OFFLINE


def test_a_computer_without_libusb_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(**wanted: object) -> None:
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(transport.usb.core, "find", find)
    assert Usb(NAME, limits=QUICK).send(Sheet(b"x")) == refused(Reason.NO_LIBUSB)
