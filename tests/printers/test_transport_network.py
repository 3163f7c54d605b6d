"""Network printers: what was sent, what is known about it, and that nothing prints twice."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from fakes.printer import FakePrinter, label

from printers.transport.base import Light, Outcome, Reason, Result, Sheet
from printers.transport.limits import Limits
from printers.transport.network import Network

QUICK = Limits(connect=0.5, status=0.4, stall=0.6, fence=0.6, hold=1.5, linger=0.3, slowest=8000)


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    with FakePrinter() as fake:
        yield fake


def network(printer: FakePrinter, *, answers: bool = True, limits: Limits = QUICK) -> Network:
    return Network(printer.host, printer.port, answers=answers, limits=limits)


def refused(reason: Reason) -> Outcome:
    return Outcome(Result.REFUSED, reason)


def test_a_job_is_printed_when_the_fence_is_answered(printer: FakePrinter) -> None:
    outcome = network(printer).send(Sheet(label("ONE", rows=200)))
    assert outcome == Outcome(Result.PRINTED, None, confirmed=True)
    assert printer.labels == ["ONE\n[picture]"]


def test_a_roll_that_is_nearly_used_up_is_told(printer: FakePrinter) -> None:
    printer.near_end = True
    assert network(printer).send(Sheet(label("ONE"))).near_end
    assert network(printer).status() is Light.NEAR_END


@pytest.mark.parametrize(
    ("fault", "reason", "light"),
    [
        ("paper_out", Reason.PAPER_OUT, Light.PAPER_OUT),
        ("cutter_stuck", Reason.CUTTER, Light.CUTTER),
        ("cover_open", Reason.COVER_OPEN, Light.COVER_OPEN),
        ("error", Reason.PRINTER_ERROR, Light.ERROR),
        ("offline", Reason.OFFLINE, Light.OFFLINE),
    ],
)
def test_a_printer_that_cannot_print_is_sent_nothing(
    printer: FakePrinter, fault: str, reason: Reason, light: Light
) -> None:
    setattr(printer, fault, True)
    assert network(printer).send(Sheet(label("ONE"))) == refused(reason)
    assert network(printer).status() is light
    printer.wait_idle(0.3)
    assert b"ONE" not in printer.taken
    setattr(printer, fault, False)
    assert network(printer).send(Sheet(label("TWO"))).result is Result.PRINTED
    assert printer.labels == ["TWO"]


def test_a_printer_that_is_switched_off_is_unreachable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    off = Network("127.0.0.1", port, limits=QUICK)
    assert off.send(Sheet(b"x")) == refused(Reason.UNREACHABLE)
    assert off.status() is Light.UNREACHABLE


def test_an_address_that_leads_nowhere_takes_no_longer_than_the_limit() -> None:
    with socket.socket() as full, contextlib.ExitStack() as callers:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):  # more than the queue holds: the next one gets no answer at all
            caller = callers.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        start = time.monotonic()
        outcome = Network("127.0.0.1", full.getsockname()[1], limits=QUICK).send(Sheet(b"x"))
    assert outcome == refused(Reason.UNREACHABLE)
    assert time.monotonic() - start < 20


def test_a_name_that_nobody_knows_is_refused() -> None:
    outcome = Network("no-such-printer.invalid", limits=QUICK).send(Sheet(b"x"))
    assert outcome == refused(Reason.ADDRESS_UNKNOWN)


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888", "0.1.2.3", "::ffff:8.8.8.8"])
def test_addresses_outside_the_house_are_refused_without_a_connection(host: str) -> None:
    assert Network(host, limits=QUICK).send(Sheet(b"x")) == refused(Reason.ADDRESS_NOT_ALLOWED)


def test_printers_are_reached_over_ipv6() -> None:
    try:
        fake = FakePrinter(host="::1")
    except OSError:
        # A machine without IPv6 has no such printer: then it must be a plain "unreachable".
        assert Network("::1", 9100, limits=QUICK).send(Sheet(b"x")).result is Result.REFUSED
        return
    with fake as printer:
        assert network(printer).send(Sheet(label("SIX"))).confirmed
        assert printer.labels == ["SIX"]


def test_paper_that_ends_in_the_middle_leaves_the_end_unknown(printer: FakePrinter) -> None:
    printer.paper_for = 20
    lights: list[Light] = []
    outcome = network(printer).send(Sheet(label("ONE", rows=50)), lights.append)
    assert outcome == Outcome(Result.UNKNOWN, Reason.PAPER_OUT)
    assert Light.PAPER_OUT in lights
    assert printer.labels == []


def test_paper_that_ends_with_more_to_come_than_the_buffer_holds_is_waited_for(
    printer: FakePrinter,
) -> None:
    printer.paper_for = 20
    lights: list[Light] = []

    def put_new_paper(light: Light) -> None:
        lights.append(light)
        printer.paper_out = False

    outcome = network(printer).send(Sheet(label("ONE", rows=250)), put_new_paper)
    assert outcome.confirmed
    assert lights[0] is Light.STALLED  # it cannot even be asked: the question waits in the line
    assert printer.labels == ["ONE\n[picture]"]


def test_paper_that_is_changed_in_time_finishes_the_job(printer: FakePrinter) -> None:
    printer.paper_for = 20

    def put_new_paper(light: Light) -> None:
        printer.paper_out = False

    outcome = network(printer).send(Sheet(label("ONE", rows=50)), put_new_paper)
    assert outcome.confirmed
    assert printer.labels == ["ONE\n[picture]"]


CONTENT = label("CUT-ME", rows=120)


@pytest.mark.parametrize("ending", ["drop_after", "hang_up_after"])
@pytest.mark.parametrize("at", [1, 8, 12, 500, 2500, 4096, len(CONTENT) - 1, len(CONTENT)])
def test_a_connection_that_breaks_in_the_middle_is_unknown_and_the_next_job_survives(
    printer: FakePrinter, ending: str, at: int
) -> None:
    questions = 9
    setattr(printer, ending, questions + at)
    printer.speed = 200_000
    outcome = network(printer).send(Sheet(CONTENT))
    assert outcome.result is Result.UNKNOWN
    tear = b"\n\x1dVB\x00"
    following = network(printer).send(Sheet(label("NEXT"), resync=len(CONTENT), tear=tear))
    assert following.confirmed
    assert printer.labels[-1] == "NEXT"
    assert printer.labels.count("NEXT") == 1
    assert sum("CUT-ME" in text for text in printer.labels) <= 1


@pytest.mark.parametrize("at", [1, 3, 6])
def test_a_connection_that_breaks_before_the_job_sent_nothing(
    printer: FakePrinter, at: int
) -> None:
    printer.drop_after = at
    assert network(printer).send(Sheet(label("ONE"))) == refused(Reason.CONNECTION_LOST)
    assert printer.labels == []


def test_without_resync_a_broken_picture_would_swallow_the_next_label(
    printer: FakePrinter,
) -> None:
    printer.drop_after = 9 + 2500
    network(printer).send(Sheet(CONTENT))
    outcome = network(printer).send(Sheet(label("NEXT")))
    assert outcome == Outcome(Result.UNKNOWN, Reason.NO_CONFIRMATION)
    assert printer.labels == []


def test_a_printer_that_stays_out_of_step_is_sent_nothing(printer: FakePrinter) -> None:
    printer.deaf_to_fence = True
    outcome = network(printer).send(Sheet(label("ONE"), resync=100))
    assert outcome == refused(Reason.OUT_OF_STEP)
    assert b"ONE" not in printer.taken


def test_a_late_answer_to_the_last_job_does_not_confirm_the_next(printer: FakePrinter) -> None:
    printer.paper_for = 20
    assert network(printer).send(Sheet(label("ONE", rows=50))).result is Result.UNKNOWN
    printer.paper_out = False
    printer.speed = 9000  # ONE is still being worked off, with its fence behind it
    outcome = network(printer).send(Sheet(label("TWO", rows=20), resync=len(label("", 50))))
    assert outcome.confirmed
    assert printer.labels == ["ONE\n[picture]", "TWO\n[picture]"]


def test_a_fence_that_is_never_answered_is_unknown(printer: FakePrinter) -> None:
    printer.deaf_to_fence = True
    outcome = network(printer).send(Sheet(label("ONE")))
    assert outcome == Outcome(Result.UNKNOWN, Reason.NO_CONFIRMATION)
    assert printer.labels == ["ONE"]


def test_a_mute_printer_prints_once_and_its_end_is_unknown(printer: FakePrinter) -> None:
    printer.mute = True
    outcome = network(printer).send(Sheet(label("ONE")))
    assert outcome == Outcome(Result.UNKNOWN, Reason.NO_CONFIRMATION)
    assert printer.wait_for_labels(1) == ["ONE"]
    assert network(printer).status() is Light.SILENT


def test_a_printer_known_to_be_mute_is_taken_at_its_word(printer: FakePrinter) -> None:
    printer.mute = True
    outcome = network(printer, answers=False).send(Sheet(label("ONE", rows=300)))
    assert outcome == Outcome(Result.PRINTED, None, confirmed=False)
    assert printer.wait_for_labels(1) == ["ONE\n[picture]"]
    assert b"\x10\x04" not in printer.taken
    assert b"\x1dr" not in printer.taken


def test_a_printer_that_used_to_answer_and_is_silent_now_is_sent_nothing(
    printer: FakePrinter,
) -> None:
    printer.mute = True
    outcome = network(printer).send(Sheet(label("ONE"), must_answer=True))
    assert outcome == refused(Reason.SILENT)
    assert b"ONE" not in printer.taken


def test_a_slow_printer_is_waited_for(printer: FakePrinter) -> None:
    printer.speed = 20_000
    start = time.monotonic()
    outcome = network(printer).send(Sheet(label("SLOW", rows=800)))
    assert outcome.confirmed
    assert time.monotonic() - start > 1.5
    assert printer.labels == ["SLOW\n[picture]"]


def test_a_printer_that_takes_no_more_bytes_is_left_after_the_limit(printer: FakePrinter) -> None:
    printer.stop_reading_after = 9 + 3000
    content = label("STUCK", rows=20_000)
    start = time.monotonic()
    outcome = network(printer).send(Sheet(content))
    assert outcome == Outcome(Result.UNKNOWN, Reason.STALLED)
    assert time.monotonic() - start < 20
    assert printer.labels == []


def test_a_printer_that_reports_all_the_time_gets_every_byte(printer: FakePrinter) -> None:
    printer.chatty = True
    printer.speed = 100_000
    for number in range(3):
        assert network(printer).send(Sheet(label(f"N{number}", rows=300))).confirmed
    assert printer.labels == [f"N{number}\n[picture]" for number in range(3)]


def test_status_questions_inside_a_picture_are_answered_and_do_no_harm(
    printer: FakePrinter,
) -> None:
    row = b"\x10\x04\x01" * 16
    content = b"\x1b@A\n\x1dv0\x00\x30\x00\x64\x00" + row * 100 + b"\x1dVB\x00"
    assert network(printer).send(Sheet(content)).confirmed
    assert printer.labels == ["A\n[picture]"]


def test_a_reset_instead_of_a_close_changes_nothing(printer: FakePrinter) -> None:
    printer.reset_on_close = True
    for text in ("ONE", "TWO"):
        assert network(printer).send(Sheet(label(text, rows=100))).confirmed
    assert printer.labels == ["ONE\n[picture]", "TWO\n[picture]"]


def test_a_second_computer_waits_and_neither_prints_twice(printer: FakePrinter) -> None:
    printer.speed = 10_000
    patient = Limits(connect=1, status=5, stall=5, fence=5, hold=5, linger=1)
    ends: list[Outcome] = []

    def print_one(text: str) -> None:
        sheet = Sheet(label(text, rows=100), must_answer=True)
        ends.append(network(printer, limits=patient).send(sheet))

    both = [threading.Thread(target=print_one, args=(text,)) for text in ("A", "B")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [end.confirmed for end in ends] == [True, True]
    assert sorted(printer.labels) == ["A\n[picture]", "B\n[picture]"]


def test_a_printer_that_another_computer_keeps_busy_is_sent_nothing(printer: FakePrinter) -> None:
    with socket.create_connection((printer.host, printer.port)):
        while printer.connections == 0:
            time.sleep(0.005)
        outcome = network(printer).send(Sheet(label("ONE"), must_answer=True))
    assert outcome == refused(Reason.SILENT)
    printer.wait_idle()
    assert printer.labels == []
