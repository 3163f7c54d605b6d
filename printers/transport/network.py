"""Printers on the network, raw port 9100: look first, send whole jobs, wait for the fence."""

from __future__ import annotations

import time
from dataclasses import dataclass

from printers.transport.address import Unusable, connect
from printers.transport.base import (
    Light,
    Outcome,
    Reason,
    Sheet,
    Told,
    printed,
    refused,
    tell_nobody,
    unknown,
)
from printers.transport.line import Broken, Line
from printers.transport.replies import ASK_CAUSE, ASK_PAPER, ASK_PRINTER, FENCE, Health, health

_RESET = b"\x1b@"
_HEAD = bytes(16)  # completes the head of any command, with a size of nothing
_MORE_THAN_OWED = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait for what, in seconds."""

    connect: float = 3.0
    status: float = 1.0
    """For each of the three questions."""
    stall: float = 15.0
    """Without a single byte taken."""
    fence: float = 8.0
    """For the confirmation, beyond the time that the bytes need at the slowest rate."""
    hold: float = 20.0
    """For the confirmation, while the printer waits for a person."""
    linger: float = 1.0
    slowest: int = 8000
    """Bytes a second that the slowest network printer works off."""


class Network:
    """A printer behind a raw TCP port; one connection a job, none while idle."""

    def __init__(
        self,
        host: str,
        port: int = 9100,
        *,
        allow_public: bool = False,
        answers: bool = True,
        limits: Limits | None = None,
    ) -> None:
        """`answers` is False for models that never answer: their jobs cannot be confirmed."""
        self._host = host
        self._port = port
        self._public = allow_public
        self._answers = answers
        self._limits = limits or Limits()

    def send(self, sheet: Sheet, told: Told = tell_nobody) -> Outcome:
        """Send one job over a connection of its own."""
        try:
            line = self._open()
        except Unusable as error:
            return refused(error.reason)
        try:
            return self._send(line, sheet, told)
        finally:
            line.finish(self._limits.linger)

    def status(self) -> Light:
        """Ask for printer, cause and paper; a model that never answers is ``silent``."""
        try:
            line = self._open()
        except Unusable:
            return Light.UNREACHABLE
        try:
            seen = self._ask(line) if self._answers else None
        except Broken:
            return Light.UNREACHABLE
        finally:
            line.finish(self._limits.linger)
        return seen.light if seen else Light.SILENT

    def _open(self) -> Line:
        limit = self._limits.connect
        return Line(connect(self._host, self._port, limit, allow_public=self._public))

    def _send(self, line: Line, sheet: Sheet, told: Told) -> Outcome:
        try:
            if sheet.resync:  # before the questions, which a broken head would take for sizes
                line.push(_HEAD, self._limits.stall)
            seen = self._ask(line) if self._answers else None
            if seen is not None and seen.trouble is not None:
                return refused(seen.trouble)
            if seen is None and self._answers and sheet.must_answer:
                return refused(Reason.SILENT)
            if sheet.resync and not self._resync(line, sheet.resync, asking=seen is not None):
                return refused(Reason.OUT_OF_STEP)
            if sheet.resync:
                line.push(sheet.tear, self._limits.stall)
        except Broken as error:
            return refused(error.reason)
        before = line.handed
        try:
            line.push(sheet.content, self._limits.stall, told)
        except Broken as error:
            return unknown(error.reason) if line.handed > before else refused(error.reason)
        if not self._answers:
            return printed(confirmed=False)
        return self._confirm(line, len(sheet.content), seen, told)

    def _ask(self, line: Line) -> Health | None:
        """What the printer says about itself; None when it says nothing. Raises Broken."""
        line.replies.unasked = None
        answers: list[int] = []
        for question in (ASK_PRINTER, ASK_CAUSE, ASK_PAPER):
            line.replies.realtime.clear()
            line.push(question, self._limits.stall)
            if not line.listen(self._limits.status, lambda: bool(line.replies.realtime)):
                return line.replies.unasked
            answers.append(line.replies.realtime[0])
        return health(*answers)

    def _resync(self, line: Line, missing: int, *, asking: bool) -> bool:
        """Make sure that the printer is between two jobs, not inside a broken one.

        A command that was cut off takes the next bytes for its rest. NUL bytes complete it, and
        print nothing where there is nothing to complete.
        """
        line.push(bytes(missing) + _RESET, self._limits.stall)
        if not asking:
            return True
        # Fences of broken jobs may still be answered, on this connection. More fences than can
        # be owed from then: once so many answers are here, the printer has come to ours.
        count = _MORE_THAN_OWED
        before = line.replies.in_turn
        line.push(FENCE * count, self._limits.stall)
        if not line.listen(self._patience(missing), lambda: line.replies.in_turn >= before + count):
            return False
        line.settle(0.1)
        return True

    def _confirm(self, line: Line, size: int, seen: Health | None, told: Told) -> Outcome:
        """Wait for the fence. Only its answer means that the job is on paper."""
        trouble: Reason | None = None
        try:
            line.push(FENCE, self._limits.stall, told)
            before = line.replies.in_turn  # what came earlier answers something else
            last = time.monotonic() + max(self._limits.hold, self._patience(size))
            deadline = time.monotonic() + self._patience(size)
            while (left := min(deadline, last) - time.monotonic()) > 0:
                if line.listen(min(1.0, left), lambda: line.replies.in_turn > before):
                    return printed(confirmed=True, near_end=bool(seen and seen.near_end))
                if seen is None:
                    continue
                now = self._ask(line)
                if now is None or now.trouble is not None:
                    # Silent after it has answered: its buffer is full, and it does not work it
                    # off. Most often that is the paper, too.
                    trouble = (now.trouble if now else None) or Reason.STALLED
                    deadline = last
                    told(now.light if now else Light.STALLED)
                elif trouble is not None:  # somebody has put it right: it prints the rest now
                    trouble, deadline = None, time.monotonic() + self._patience(size)
        except Broken as error:
            return unknown(trouble or error.reason)
        return unknown(trouble or Reason.NO_CONFIRMATION)

    def _patience(self, size: int) -> float:
        return self._limits.fence + size / self._limits.slowest
