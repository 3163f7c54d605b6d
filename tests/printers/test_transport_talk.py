"""The way of a job over any line: what is said when bytes never left, or a line breaks."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from printers.transport.base import Light, Outcome, Reason, Result, Sheet
from printers.transport.limits import Limits
from printers.transport.pipe import Broken, Pipe, Unusable
from printers.transport.replies import Health
from printers.transport.talk import Talk

QUICK = Limits(connect=0.1, status=0.05, stall=0.2, fence=0.2, hold=0.3, linger=0.05)


class Held:
    """A pipe that takes `room` bytes and lets `leave` of them out; nothing ever comes back."""

    hears = True

    def __init__(self, room: int = 10_000, leave: int = 0, state: Health | None = None) -> None:
        self.taken = bytearray()
        self.room = room
        self.leave = leave
        self.state = state
        self.finished = 0
        self.breaks: Broken | None = None

    def exchange(self, data: memoryview, seconds: float) -> tuple[int, bytes]:
        if data and self.breaks is not None and len(self.taken) >= self.room:
            raise self.breaks
        size = min(len(data), self.room - len(self.taken))
        self.taken += data[:size]
        if not size:
            time.sleep(min(seconds, 0.02))
        return size, b""

    def drain(self, seconds: float) -> bool:
        return self.leave >= len(self.taken)

    def take_back(self) -> int:
        back = max(0, len(self.taken) - self.leave)
        del self.taken[self.leave :]
        return back

    def port(self) -> Health | None:
        return self.state

    def finish(self, settle: Callable[[float], None]) -> None:
        self.finished += 1


def talk(pipe: Pipe, *, answers: bool = False) -> Talk:
    return Talk(lambda: pipe, answers=answers, limits=QUICK)


@pytest.mark.parametrize("size", [100, 50_000])
@pytest.mark.parametrize("answers", [True, False])
def test_a_job_that_never_left_this_computer_is_refused(size: int, answers: bool) -> None:
    pipe = Held()
    outcome = talk(pipe, answers=answers).send(Sheet(bytes(size)))
    assert outcome == Outcome(Result.REFUSED, Reason.STALLED)
    assert pipe.finished == 1


def test_one_byte_that_left_makes_the_end_unknown() -> None:
    assert talk(Held(leave=1)).send(Sheet(bytes(100))).result is Result.UNKNOWN


def test_a_break_that_may_have_let_bytes_out_makes_the_end_unknown() -> None:
    pipe = Held(room=0, leave=100)
    pipe.breaks = Broken(Reason.CONNECTION_LOST)
    assert talk(pipe).send(Sheet(b"x")) == Outcome(Result.REFUSED, Reason.CONNECTION_LOST)
    pipe.breaks = Broken(Reason.CONNECTION_LOST, doubtful=True)
    assert talk(pipe).send(Sheet(b"x")) == Outcome(Result.UNKNOWN, Reason.CONNECTION_LOST)


def test_a_port_that_says_why_is_told_while_the_line_does_not_empty() -> None:
    lights: list[Light] = []

    class LosesPaper(Held):
        def drain(self, seconds: float) -> bool:
            self.state = Health(paper_out=True)
            return False

    pipe = LosesPaper(leave=5)
    outcome = talk(pipe).send(Sheet(b"x" * 50), lights.append)
    assert outcome == Outcome(Result.UNKNOWN, Reason.PAPER_OUT)
    assert set(lights) == {Light.PAPER_OUT}


def test_every_job_and_look_opens_a_line_of_its_own() -> None:
    there: list[Held] = []

    def dial() -> Pipe:
        if len(there) == 1:
            there.append(Held())
            raise Unusable(Reason.UNREACHABLE)
        there.append(Held(leave=1000))
        return there[-1]

    printer = Talk(dial, answers=False, limits=QUICK)
    assert printer.send(Sheet(b"one")).result is Result.PRINTED
    assert printer.send(Sheet(b"two")) == Outcome(Result.REFUSED, Reason.UNREACHABLE)
    assert printer.send(Sheet(b"two")).result is Result.PRINTED
    assert printer.status() is Light.SILENT
    assert [pipe.finished for pipe in there] == [1, 0, 1, 1]
