"""Speaking ESC/POS: DLE EOT before a job, GS r behind it."""

from __future__ import annotations

import time

from printers.transport.base import Light, Outcome, Reason, Sheet, printed, unknown
from printers.transport.limits import Limits
from printers.transport.line import Line
from printers.transport.pipe import Broken
from printers.transport.replies import (
    ASK_CAUSE,
    ASK_ERROR,
    ASK_PAPER,
    ASK_PRINTER,
    ASK_TSPL,
    ERROR,
    FENCE,
    Health,
    health,
    is_realtime,
)
from printers.transport.speech import Sent

_RESET = b"\x1b@"
_HEAD = bytes(16)  # completes the head of any command, with a size of nothing
_MORE_THAN_OWED = 16


class EscPos:
    """The language of receipt printers."""

    def wake(self, line: Line, limits: Limits, broken: int) -> None:
        """Before the questions, which a broken head would take for sizes."""
        line.push(_HEAD, limits.stall)

    def ask(self, line: Line, limits: Limits) -> Health | None:
        """Printer, cause and paper; what it said unasked where it does not answer all three."""
        line.replies.unasked = None
        answers: list[int] = []
        for question in (ASK_PRINTER, ASK_CAUSE, ASK_PAPER):
            answer = self._answer(line, limits, question)
            if answer is None:
                return line.replies.unasked
            answers.append(answer)
        if answers[1] & ERROR:
            answers.append(self._answer(line, limits, ASK_ERROR) or 0)
        return health(*answers)

    @staticmethod
    def _answer(line: Line, limits: Limits, question: bytes) -> int | None:
        line.replies.realtime.clear()
        line.push(question, limits.stall)
        if line.listen(limits.status, lambda: bool(line.replies.realtime)):
            return line.replies.realtime[0]
        return None

    def is_foreign(self, line: Line, limits: Limits) -> bool:
        """Whether it answers the question for the status of a TSPL printer.

        In ESC/POS that question chooses a typeface, until the reset that each job begins with.
        One byte may be a late answer to something else; two questions with one byte each are not.
        """
        answers = []
        for _try in range(2):
            line.raw.clear()
            line.push(ASK_TSPL, limits.stall)
            if not line.listen(limits.status, lambda: bool(line.raw)):
                return False
            line.settle(0.05)
            answers.append(bytes(line.raw))
        return len(answers[0]) == 1 and answers[0] == answers[1] and not is_realtime(answers[0][0])

    def resync(self, line: Line, limits: Limits, sheet: Sheet, *, asking: bool) -> bool:
        """Make sure that the printer is between two jobs, not inside a broken one.

        A command that was cut off takes the next bytes for its rest. NUL bytes complete it, and
        print nothing where there is nothing to complete.
        """
        line.push(bytes(sheet.resync) + _RESET, limits.stall)
        if asking:
            # Fences of broken jobs may still be answered, on this connection. More fences than
            # can be owed from then: once so many answers are here, the printer has come to ours.
            count = _MORE_THAN_OWED
            before = line.replies.in_turn
            line.push(FENCE * count, limits.stall)
            patience = limits.patience(sheet.resync)
            if not line.listen(patience, lambda: line.replies.in_turn >= before + count):
                return False
            line.settle(0.1)
        line.push(sheet.tear, limits.stall)
        return True

    def confirm(self, line: Line, limits: Limits, sent: Sent) -> Outcome:
        """Wait for the fence. Only its answer means that the job is on paper."""
        size, told = len(sent.sheet.content), sent.told
        trouble: Reason | None = None
        try:
            line.push(FENCE, limits.stall, told)
            before = line.replies.in_turn  # what came earlier answers something else
            line.drain(limits.patience(size), told)
            last = time.monotonic() + max(limits.hold, limits.patience(size))
            deadline = time.monotonic() + limits.patience(size)
            while (left := min(deadline, last) - time.monotonic()) > 0:
                if line.listen(min(1.0, left), lambda: line.replies.in_turn > before):
                    near_end = bool(sent.seen and sent.seen.near_end)
                    return printed(confirmed=True, near_end=near_end)
                if sent.seen is None:
                    continue
                now = self.ask(line, limits)
                if now is None or now.trouble is not None:
                    # Silent after it has answered: its buffer is full, and it does not work it
                    # off. Most often that is the paper, too.
                    trouble = (now.trouble if now else None) or Reason.STALLED
                    deadline = last
                    told(now.light if now else Light.STALLED)
                elif trouble is not None:  # somebody has put it right: it prints the rest now
                    trouble, deadline = None, time.monotonic() + limits.patience(size)
        except Broken as error:
            return unknown(trouble or error.reason)
        return unknown(trouble or Reason.NO_CONFIRMATION)
