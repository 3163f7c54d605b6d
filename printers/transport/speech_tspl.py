"""Speaking TSPL, the language of 4-inch label printers: there is a status, and no fence.

``ESC ! ?`` is answered at once with one byte. (``~!@``, the printed length, counts in metres: one
label does not show.) After TSC's TSPL/TSPL2 programming manual: https://www.tscprinters.com/
"""

from __future__ import annotations

import time

from printers.transport.base import Light, Outcome, Reason, Sheet, printed, unknown
from printers.transport.limits import Limits
from printers.transport.line import Line
from printers.transport.pipe import Broken
from printers.transport.replies import ASK_PRINTER, ASK_TSPL, Health, is_status, tspl_health
from printers.transport.speech import Sent

_NEW_LINE = b"\r\n"
_CLEAR = b"\r\nCLS\r\n"
_PRINTING = 0x20
_GLANCE = 0.1  # seconds between two looks; a label takes longer
_BETWEEN_LABELS = 0.5  # seconds of rest after work that are more than a pause in a job
_IDLE = 1.5  # seconds of rest without any work after which nothing more is expected


class Tspl:
    """The language of label printers."""

    def wake(self, line: Line, limits: Limits, broken: int) -> None:
        """Complete a picture that was cut off, and throw away what was drawn: nothing prints."""
        line.push(bytes(broken) + _CLEAR, limits.stall)

    def ask(self, line: Line, limits: Limits) -> Health | None:
        """The status byte."""
        status = self._status(line, limits)
        return None if status is None else tspl_health(status)

    def is_foreign(self, line: Line, limits: Limits) -> bool:
        """Whether it answers the first question to an ESC/POS printer."""
        line.raw.clear()
        line.push(ASK_PRINTER, limits.stall)
        line.listen(limits.status, lambda: bool(line.raw))
        line.settle(0.03)
        found = is_status(bytes(line.raw))
        # To a label printer the question was the beginning of a command: it ends here.
        line.push(_NEW_LINE, limits.stall)
        return found

    def resync(self, line: Line, limits: Limits, sheet: Sheet, *, asking: bool) -> bool:
        """It was done before the questions; a printer that answers them is listening."""
        return True

    def confirm(self, line: Line, limits: Limits, sent: Sent) -> Outcome:
        """Watch it until it has printed and rests.

        A printer that never says that it prints confirms nothing: it only says that it is well
        and waits for no more. Where it has confirmed jobs before, that is not enough.
        """
        size, told = len(sent.sheet.content), sent.told
        if sent.seen is None:
            return unknown(Reason.NO_CONFIRMATION)
        trouble: Reason | None = None
        at_work = False
        try:
            line.drain(limits.patience(size), told)
            last = time.monotonic() + max(limits.hold, limits.patience(size))
            deadline = time.monotonic() + limits.patience(size)
            resting: float | None = None
            while time.monotonic() < min(deadline, last):
                status = self._status(line, limits)
                now = None if status is None else tspl_health(status)
                if now is None or now.trouble is not None:
                    trouble = (now.trouble if now else None) or Reason.STALLED
                    deadline, resting = last, None
                    told(now.light if now else Light.STALLED)
                elif status is not None and status & _PRINTING:
                    at_work, resting = True, None
                    trouble = None
                else:
                    if trouble is not None:
                        trouble, deadline = None, time.monotonic() + limits.patience(size)
                    resting = resting or time.monotonic()
                    rested = time.monotonic() - resting
                    if at_work and rested >= min(_BETWEEN_LABELS, limits.fence):
                        return printed(confirmed=True)
                    if not at_work and not sent.sheet.must_answer and rested >= _IDLE:
                        break
                line.listen(_GLANCE, lambda: False)
        except Broken as error:
            return unknown(trouble or error.reason)
        if trouble is None and not at_work and not sent.sheet.must_answer:
            return printed(confirmed=False)
        return unknown(trouble or Reason.NO_CONFIRMATION)

    def _status(self, line: Line, limits: Limits) -> int | None:
        line.raw.clear()
        line.push(ASK_TSPL, limits.stall)
        if not line.listen(limits.status, lambda: bool(line.raw)):
            return None
        return line.raw[-1]
