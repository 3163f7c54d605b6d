"""The way of one job over a line: look first, send it whole, wait until it is worked off."""

from __future__ import annotations

from collections.abc import Callable

from printers.transport.base import (
    Light,
    Outcome,
    Reason,
    Result,
    Sheet,
    Told,
    printed,
    refused,
    tell_nobody,
    unknown,
)
from printers.transport.limits import Limits
from printers.transport.line import Line
from printers.transport.pipe import Broken, Pipe, Unusable
from printers.transport.replies import Health
from printers.transport.speech import Sent, Speech
from printers.transport.speech_escpos import EscPos


class Talk:
    """A printer that can be pushed bytes to and listened to; one connection a job."""

    def __init__(
        self,
        dial: Callable[[], Pipe],
        *,
        answers: bool = True,
        limits: Limits | None = None,
        speech: Speech | None = None,
    ) -> None:
        """`dial` opens a connection or raises Unusable; it is called anew for every job and look,
        so a printer whose cable was pulled is there again with the next one.

        `answers` is False for models that never answer: their jobs cannot be confirmed.
        """
        self._dial = dial
        self._answers = answers
        self._limits = limits or Limits()
        self._speech = speech or EscPos()

    def send(self, sheet: Sheet, told: Told = tell_nobody) -> Outcome:
        """Send one job over a connection of its own."""
        try:
            line = Line(self._dial())
        except Unusable as error:
            return refused(error.reason)
        try:
            return self._send(line, sheet, told)
        finally:
            line.finish(self._limits.linger)

    def status(self) -> Light:
        """What printer, port or cable say; a model that never answers is ``silent``."""
        try:
            line = Line(self._dial())
        except Unusable as error:
            return _LIGHT_OF_NO_LINE.get(error.reason, Light.UNREACHABLE)
        try:
            seen = self._look(line)
            port = line.port() if seen is None else None
        except _Foreign:
            return Light.WRONG_LANGUAGE
        except Broken:
            return Light.UNREACHABLE
        finally:
            line.take_back()
            line.finish(self._limits.linger)
        if seen is not None:
            return seen.light
        return port.light if port and port.trouble else Light.SILENT

    def _send(self, line: Line, sheet: Sheet, told: Told) -> Outcome:
        limits = self._limits
        try:
            if sheet.resync:
                self._speech.wake(line, limits, sheet.resync)
            seen = self._look(line)
            trouble = seen.trouble if seen else self._port_trouble(line)
            if trouble is not None:
                return self._nothing_sent(line, trouble)
            if seen is None and self._may_answer(line) and sheet.must_answer:
                return self._nothing_sent(line, Reason.SILENT)
            asking = seen is not None
            if sheet.resync and not self._speech.resync(line, limits, sheet, asking=asking):
                return self._nothing_sent(line, Reason.OUT_OF_STEP)
        except _Foreign:
            return self._nothing_sent(line, Reason.WRONG_LANGUAGE)
        except Broken as error:
            return self._nothing_sent(line, error.reason)
        before = line.handed
        try:
            line.push(sheet.content, limits.stall, told)
            if not self._may_answer(line):
                line.drain(limits.patience(len(sheet.content)), told)
                return printed(confirmed=False)
        except Broken as error:
            line.take_back()
            return unknown(error.reason) if line.handed > before else refused(error.reason)
        outcome = self._speech.confirm(line, limits, Sent(sheet, seen, told))
        line.take_back()
        if outcome.result is Result.UNKNOWN and line.handed <= before:
            return refused(outcome.reason or Reason.STALLED)
        return outcome

    def _look(self, line: Line) -> Health | None:
        """What the printer says about itself; None when it says nothing.

        Raises Broken, and _Foreign for one that speaks another language.
        """
        if not self._may_answer(line):
            return None
        seen = self._speech.ask(line, self._limits)
        if seen is None and self._speech.is_foreign(line, self._limits):
            raise _Foreign
        return seen

    def _may_answer(self, line: Line) -> bool:
        return self._answers and line.hears

    @staticmethod
    def _port_trouble(line: Line) -> Reason | None:
        seen = line.port()
        return seen.trouble if seen else None

    @staticmethod
    def _nothing_sent(line: Line, reason: Reason) -> Outcome:
        line.take_back()
        return refused(reason)


class _Foreign(Exception):
    """The printer speaks another language than the one it is addressed in."""


_LIGHT_OF_NO_LINE: dict[Reason, Light] = {Reason.IN_USE: Light.OFFLINE}
