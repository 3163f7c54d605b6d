"""CUPS queues: what is sent, how it is followed, and what is said when it does not end well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.ipp_server import Book, IppServer, Queued, answer, attribute

from core.paper.documents import EnvelopePaper, Party
from printers.transport import cups as transport
from printers.transport.base import Light, Outcome, Reason, Result, Sheet
from printers.transport.cups import Cups
from printers.transport.ipp import MOST_BYTES
from printers.transport.limits import Limits

QUICK = Limits(connect=0.5, status=0.4, stall=0.6, fence=1.5, hold=2.0, linger=0.3)
HANDED_OVER = Outcome(Result.PRINTED, None, confirmed=False)


def refused(reason: Reason) -> Outcome:
    return Outcome(Result.REFUSED, reason)


@pytest.fixture
def server() -> Iterator[IppServer]:
    with IppServer() as fake:
        yield fake


@pytest.fixture
def book(server: IppServer) -> Book:
    return server.book


@pytest.fixture
def printer(server: IppServer) -> Cups:
    return Cups("receipts", "127.0.0.1", server.port, limits=QUICK)


def test_a_job_is_followed_until_cups_has_handed_it_over(printer: Cups, book: Book) -> None:
    assert printer.send(Sheet(b"\x1b@bytes\x00\xff", number=12)) == HANDED_OVER
    assert [job.content for job in book.jobs] == [b"\x1b@bytes\x00\xff"]
    assert re.fullmatch(r"Kemas 12 [0-9a-f]{8}", book.jobs[0].name)
    assert book.asked.count("job") == 3


def test_the_server_of_this_machine_is_reached_over_its_socket(tmp_path: Path) -> None:
    with IppServer(tmp_path / "cups.sock") as server:
        printer = Cups("receipts", socket=server.path, limits=QUICK)
        assert printer.status() is Light.READY
        assert printer.send(Sheet(b"one")) == HANDED_OVER
    assert printer.send(Sheet(b"two")) == refused(Reason.UNREACHABLE)


@pytest.mark.parametrize(
    ("reasons", "reason", "light"),
    [
        (("media-empty-error",), Reason.PAPER_OUT, Light.PAPER_OUT),
        (("media-needed", "media-low"), Reason.PAPER_OUT, Light.PAPER_OUT),
        (("cover-open-report",), Reason.COVER_OPEN, Light.COVER_OPEN),
        (("offline-report",), Reason.OFFLINE, Light.OFFLINE),
        (("media-jam",), Reason.PRINTER_ERROR, Light.ERROR),
        (("toner-empty-warning",), Reason.PRINTER_ERROR, Light.ERROR),
        (("other-error",), Reason.PRINTER_ERROR, Light.ERROR),
    ],
)
def test_what_cups_knows_of_the_printer_becomes_a_light_and_nothing_is_sent(
    printer: Cups, book: Book, reasons: tuple[str, ...], reason: Reason, light: Light
) -> None:
    book.reasons = reasons
    assert printer.status() is light
    assert printer.send(Sheet(b"one")) == refused(reason)
    assert book.jobs == []
    book.reasons = ("none",)
    assert printer.send(Sheet(b"one")) == HANDED_OVER


def test_paper_that_runs_low_is_told_and_warnings_of_cups_itself_are_no_trouble(
    printer: Cups, book: Book
) -> None:
    book.reasons = ("media-low-warning", "cups-missing-filter-warning")
    assert printer.status() is Light.NEAR_END
    assert printer.send(Sheet(b"one")).near_end


def test_a_queue_that_is_stopped_or_closed_is_sent_nothing(printer: Cups, book: Book) -> None:
    book.state = 5
    assert printer.send(Sheet(b"one")) == refused(Reason.QUEUE_STOPPED)
    assert printer.status() is Light.OFFLINE
    book.state, book.accepting = 3, False
    assert printer.send(Sheet(b"one")) == refused(Reason.QUEUE_STOPPED)
    assert book.jobs == []


def test_old_news_of_an_idle_queue_does_not_close_it_for_ever(
    printer: Cups, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.reasons = ("offline-report",)
    assert printer.send(Sheet(b"one")) == refused(Reason.OFFLINE)
    with monkeypatch.context() as later:
        later.setattr(transport, "_OLD_NEWS_S", 0.0)
        assert printer.send(Sheet(b"one")) == HANDED_OVER
    assert printer.send(Sheet(b"two")) == refused(Reason.OFFLINE)
    book.state = 4  # at work: then it is no old news
    monkeypatch.setattr(transport, "_OLD_NEWS_S", 0.0)
    assert printer.send(Sheet(b"two")) == refused(Reason.OFFLINE)


def test_a_job_that_never_began_is_taken_back_and_may_be_sent_again(
    printer: Cups, book: Book
) -> None:
    book.states = (3,)
    assert printer.send(Sheet(b"one")) == refused(Reason.QUEUE_STOPPED)
    assert book.jobs[0].states == [7]


def test_a_job_that_hangs_in_the_middle_is_cancelled_and_unknown(printer: Cups, book: Book) -> None:
    book.states = (5,)
    lights: list[Light] = []
    assert printer.send(Sheet(b"one"), lights.append) == Outcome(Result.UNKNOWN, Reason.STALLED)
    assert "cancel" in book.asked
    assert lights == []


def test_a_printer_that_stops_for_a_person_is_told_while_it_is_waited_for(
    printer: Cups, book: Book
) -> None:
    book.states = (5, 5, 9)
    lights: list[Light] = []

    class Jobs(list[Queued]):
        def append(self, job: Queued) -> None:
            super().append(job)
            book.reasons = ("media-empty-error",)

    def put_new_paper(light: Light) -> None:
        lights.append(light)
        book.reasons = ("none",)

    book.jobs = Jobs()
    assert printer.send(Sheet(b"one"), put_new_paper) == HANDED_OVER
    assert lights == [Light.PAPER_OUT]


@pytest.mark.parametrize(
    ("state", "reasons", "began", "outcome"),
    [
        (7, ("job-canceled-by-user",), False, Outcome(Result.UNKNOWN, Reason.QUEUE_CANCELLED)),
        (8, ("aborted-by-system",), True, Outcome(Result.UNKNOWN, Reason.PRINTER_ERROR)),
        (8, ("unsupported-document-format",), False, refused(Reason.QUEUE_NOT_RAW)),
    ],
)
def test_a_job_that_others_ended_never_comes_back_by_itself(
    printer: Cups,
    book: Book,
    state: int,
    reasons: tuple[str, ...],
    began: bool,
    outcome: Outcome,
) -> None:
    book.states = (5, state) if began else (state,)
    book.job_reasons = reasons
    assert printer.send(Sheet(b"one")) == outcome


def test_a_server_that_forgets_jobs_leaves_the_end_unknown(printer: Cups, book: Book) -> None:
    book.forgets = True
    outcome = printer.send(Sheet(b"one"))
    assert outcome == Outcome(Result.UNKNOWN, Reason.NO_CONFIRMATION)


def test_an_answer_that_is_lost_is_looked_for_by_name_and_nothing_is_sent_twice(
    printer: Cups, book: Book
) -> None:
    book.lose_answer = {"print"}
    assert printer.send(Sheet(b"one", number=3)) == HANDED_OVER
    assert len(book.jobs) == 1


def test_a_job_that_never_arrived_is_refused(printer: Cups, book: Book) -> None:
    book.lose_request = {"print"}
    assert printer.send(Sheet(b"one")) == refused(Reason.CONNECTION_LOST)


def test_a_server_that_is_gone_after_the_job_leaves_it_unknown(printer: Cups, book: Book) -> None:
    book.lose_answer = {"print", "jobs"}
    assert printer.send(Sheet(b"one")) == Outcome(Result.UNKNOWN, Reason.CONNECTION_LOST)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (0x0401, Reason.NOT_PERMITTED),
        (0x040A, Reason.QUEUE_NOT_RAW),
        (0x0506, Reason.QUEUE_STOPPED),
        (0x0507, Reason.QUEUE_STOPPED),
        (0x0400, Reason.STRANGE_ANSWER),
    ],
)
def test_a_refusal_of_the_server_has_its_reason(
    printer: Cups, book: Book, status: int, reason: Reason
) -> None:
    book.status = {"print": status}
    assert printer.send(Sheet(b"one")) == refused(reason)


def test_a_queue_that_is_not_there_is_named(server: IppServer) -> None:
    other = Cups("labels", "127.0.0.1", server.port, limits=QUICK)
    assert other.send(Sheet(b"one")) == refused(Reason.QUEUE_MISSING)
    assert other.status() is Light.UNREACHABLE


@pytest.mark.parametrize(("http", "reason"), [(401, "not_permitted"), (404, "queue_missing")])
def test_a_refusal_of_the_web_server_has_its_reason(
    printer: Cups, book: Book, http: int, reason: str
) -> None:
    book.http = {"printer": http}
    assert printer.send(Sheet(b"one")) == refused(Reason(reason))


PRINTER = attribute(0x23, "printer-state", 3)
GARBAGE = {
    "empty": b"",
    "text": b"<html>It works!</html>" * 10,
    "cut off": answer(0, 1, (4, PRINTER))[:-4],
    "without an end": answer(0, 1, (4, PRINTER))[:-1],
    "with more": answer(0, 1, (4, PRINTER)) + b"\0",
    "version 9": b"\x09" + answer(0, 1)[1:],
    "endless": answer(0, 1, (4, PRINTER * 20_000)),
    "huge": b"\0" * (MOST_BYTES + 1),
    "a length beyond the end": answer(0, 1)[:-1] + b"\x04\x44\x00\x01a\x7f\xff\x03",
    "a negative length": answer(0, 1)[:-1] + b"\x04\x44\xff\xff\x03",
    "no name": answer(0, 1)[:-1] + b"\x04\x44\x00\x00\x00\x01a\x03",
    "a short integer": answer(0, 1)[:-1] + b"\x04\x21\x00\x01a\x00\x02\x00\x01\x03",
    "twice": answer(0, 1, (4, PRINTER + PRINTER)),
    "another question's": answer(0, 99, (4, PRINTER)),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_answers_that_are_none_are_refused_before_anything_is_sent(
    printer: Cups, book: Book, name: str
) -> None:
    book.garbage = {"printer": GARBAGE[name]}
    assert printer.send(Sheet(b"one")) == refused(Reason.STRANGE_ANSWER)
    assert printer.status() is Light.UNREACHABLE
    assert book.jobs == []


def test_a_strange_answer_to_a_job_does_not_send_it_twice(printer: Cups, book: Book) -> None:
    book.garbage = {"print": GARBAGE["text"]}
    assert printer.send(Sheet(b"one")) == HANDED_OVER
    assert len(book.jobs) == 1


def test_a_broken_job_is_completed_before_the_next(printer: Cups, book: Book) -> None:
    assert printer.send(Sheet(b"NEXT", resync=4, tear=b"\n")) == HANDED_OVER
    assert book.jobs[0].content == bytes(4) + b"\x1b@\nNEXT"


def test_servers_outside_the_house_are_refused_without_a_connection() -> None:
    assert Cups("q", "8.8.8.8", limits=QUICK).send(Sheet(b"x")) == refused(
        Reason.ADDRESS_NOT_ALLOWED
    )


def test_pages_go_as_pdf_and_envelopes_name_their_paper(server: IppServer, book: Book) -> None:
    book.format = b"application/pdf"
    laser = Cups("receipts", "127.0.0.1", server.port, limits=QUICK, pdf=True)
    somebody = Party("Siti", address="Jl. Satu 1")
    envelopes = EnvelopePaper("id", "no10", "none", 0, 0, somebody, (somebody,), ("INV/1",))
    assert laser.send(Sheet(b"%PDF-1.4", resync=400)) == HANDED_OVER
    assert laser.send(Sheet(b"%PDF-1.5", envelopes)) == HANDED_OVER
    assert [job.content for job in book.jobs] == [b"%PDF-1.4", b"%PDF-1.5"]
    assert book.media == ["", "na_number-10_4.125x9.5in"]
    assert book.faults == []
