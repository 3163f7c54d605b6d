"""Label printers that speak TSPL, and printers that are addressed in the wrong language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes.printer import FakePrinter
from fakes.printer import label as receipt
from fakes.tspl_printer import TsplPrinter

from printers.transport.base import Light, Outcome, Reason, Result, Sheet, light_after
from printers.transport.limits import Limits
from printers.transport.network import Network
from printers.transport.speech_tspl import Tspl

QUICK = Limits(connect=0.5, status=0.4, stall=0.6, fence=2.5, hold=2.5, linger=0.1)


def label(text: str) -> bytes:
    return b"SIZE 100 mm,150 mm\r\nCLS\r\n" + text.encode() + b"\r\nPRINT 1,1\r\n"


@pytest.fixture
def printer() -> Iterator[TsplPrinter]:
    with TsplPrinter() as fake:
        yield fake


def tspl(printer: TsplPrinter | FakePrinter, *, answers: bool = True) -> Network:
    return Network(printer.host, printer.port, answers=answers, limits=QUICK, speech=Tspl())


def test_a_label_is_printed_when_the_printer_has_worked_and_rests(printer: TsplPrinter) -> None:
    assert tspl(printer).status() is Light.READY
    outcome = tspl(printer).send(Sheet(label("ONE")))
    assert outcome == Outcome(Result.PRINTED, None, confirmed=True)
    assert printer.labels == [b"ONE"]


def test_a_pause_between_two_labels_of_a_job_is_not_its_end(printer: TsplPrinter) -> None:
    printer.takes = 0.3
    printer.between = 0.25
    outcome = tspl(printer).send(Sheet(label("ONE") + label("TWO") + label("THREE")))
    assert outcome.confirmed
    assert printer.labels == [b"ONE", b"TWO", b"THREE"]
    assert not printer.at_work


def test_a_printer_that_never_says_that_it_prints_confirms_nothing(printer: TsplPrinter) -> None:
    printer.says_printing = False
    assert tspl(printer).send(Sheet(label("ONE"))) == Outcome(Result.PRINTED, None, False)
    outcome = tspl(printer).send(Sheet(label("TWO"), must_answer=True))
    assert outcome == Outcome(Result.UNKNOWN, Reason.NO_CONFIRMATION)


@pytest.mark.parametrize(
    ("status", "reason", "light"),
    [
        (0x01, Reason.COVER_OPEN, Light.COVER_OPEN),
        (0x02, Reason.PRINTER_ERROR, Light.ERROR),
        (0x04, Reason.PAPER_OUT, Light.PAPER_OUT),
        (0x08, Reason.PRINTER_ERROR, Light.ERROR),
        (0x10, Reason.OFFLINE, Light.OFFLINE),
        (0x80, Reason.PRINTER_ERROR, Light.ERROR),
    ],
)
def test_a_label_printer_that_cannot_print_is_sent_nothing(
    printer: TsplPrinter, status: int, reason: Reason, light: Light
) -> None:
    printer.trouble = status
    assert tspl(printer).status() is light
    assert tspl(printer).send(Sheet(label("ONE"))) == Outcome(Result.REFUSED, reason)
    assert b"ONE" not in printer.taken


def test_labels_that_end_in_the_middle_leave_the_end_unknown(printer: TsplPrinter) -> None:
    printer.trouble_at_print = 0x04
    lights: list[Light] = []
    outcome = tspl(printer).send(Sheet(label("ONE")), lights.append)
    assert outcome == Outcome(Result.UNKNOWN, Reason.PAPER_OUT)
    assert Light.PAPER_OUT in lights


def test_labels_put_in_while_it_waits_finish_the_job(printer: TsplPrinter) -> None:
    printer.trouble_at_print = 0x04

    def put_labels_in(light: Light) -> None:
        printer.trouble = printer.trouble_at_print = 0

    assert tspl(printer).send(Sheet(label("ONE")), put_labels_in).result is Result.PRINTED


def test_a_broken_job_is_thrown_away_before_the_next(printer: TsplPrinter) -> None:
    broken = b"SIZE 100 mm,150 mm\r\nCLS\r\nBITMAP 0,0,104,10,0," + bytes(50)
    tspl(printer, answers=False).send(Sheet(broken))
    assert tspl(printer).send(Sheet(label("NEXT"), resync=len(broken))).confirmed
    assert printer.labels == [b"NEXT"]


def test_a_label_printer_addressed_in_escpos_is_sent_nothing(printer: TsplPrinter) -> None:
    wrong = Network(printer.host, printer.port, limits=QUICK)
    outcome = wrong.send(Sheet(receipt("ONE")))
    assert outcome == Outcome(Result.REFUSED, Reason.WRONG_LANGUAGE)
    assert light_after(outcome) is Light.WRONG_LANGUAGE
    assert wrong.status() is Light.WRONG_LANGUAGE
    assert b"ONE" not in printer.taken


def test_a_receipt_printer_addressed_in_tspl_is_sent_nothing() -> None:
    with FakePrinter() as printer:
        outcome = tspl(printer).send(Sheet(label("ONE")))
        assert outcome == Outcome(Result.REFUSED, Reason.WRONG_LANGUAGE)
        assert tspl(printer).status() is Light.WRONG_LANGUAGE
        assert b"ONE" not in printer.taken


def test_a_label_printer_that_says_nothing_has_an_unknown_end(printer: TsplPrinter) -> None:
    printer.mute = True
    assert tspl(printer).status() is Light.SILENT
    outcome = tspl(printer).send(Sheet(label("ONE")))
    assert outcome == Outcome(Result.UNKNOWN, Reason.NO_CONFIRMATION)
    assert tspl(printer).send(Sheet(label("TWO"), must_answer=True)).reason is Reason.SILENT
    assert tspl(printer, answers=False).send(Sheet(label("THREE"))).result is Result.PRINTED
    assert printer.labels[-1] == b"THREE"
