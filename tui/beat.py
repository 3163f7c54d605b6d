"""What goes on by itself: the status bar's beat, news of the open order, and what is got ready."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from textual.message import Message

from tui.lanes import Lane
from tui.problems import problem_of, refused
from tui.state import Status, Verdict

if TYPE_CHECKING:
    from tui.app import KemasApp

STATUS_EVERY = 5.0
NEWS_EVERY = 0.25  # seconds between looks at what happened elsewhere to the open order
PREPARE_AFTER = 1.0
"""Seconds that the first screen is left alone: who opens something at once is not slowed down."""


@dataclass
class Judged(Message):
    """A verdict has come back; the queue goes on meanwhile."""

    verdict: Verdict


@dataclass
class Reported(Message):
    """The status bar has news."""

    status: Status


class Beat:
    """Runs beside the work of one station, each part in a lane of its own."""

    def __init__(self, app: KemasApp) -> None:
        self._app = app
        self._pulse = Lane("pulse")
        self._moved = time.monotonic()

    def begin(self) -> None:
        """Begin, now that the backend can be asked."""
        app = self._app
        app.run_worker(self._watch(), name="status", exit_on_error=False)
        app.run_worker(self._prepare(), name="prepare", exit_on_error=False)

    def moved(self) -> None:
        """Somebody is there: a key came."""
        self._moved = time.monotonic()

    def _leave_if_idle(self) -> None:
        """Sign out where nobody did anything for long; what is open stays with the station."""
        app = self._app
        patience = app.hello.idle_seconds if app.hello is not None else 0
        idle = time.monotonic() - self._moved
        if patience and app.operator and app.ready and idle >= patience:
            app.command("idle_out", {})

    async def _prepare(self) -> None:
        """Have ready what is opened next, once the first screen is complete.

        Whatever goes wrong is said to whoever opens it: it goes wrong there again.
        """
        await asyncio.sleep(PREPARE_AFTER)
        while not self._app.ready:
            await asyncio.sleep(PREPARE_AFTER)
        lane = Lane("prepare")
        with contextlib.suppress(Exception):
            await lane.run(import_module, "tui.screens.orders")
            await lane.run(self._app.backend.prepare)

    async def _watch(self) -> None:
        """Renew the status bar for ever; a new trouble is said once, in full."""
        app, trouble = self._app, ""
        while True:
            self._leave_if_idle()
            try:
                status = await self._pulse.run(app.backend.status)
                app.post_message(Reported(status))
                if status.trouble and status.trouble != trouble:
                    said = Verdict(app.seq, "refused", message=status.trouble, held=True)
                    app.post_message(Judged(said))
                trouble = status.trouble
            except Exception as error:  # noqa: BLE001 - shown; the station waits for the line
                offline = replace(app.frame.status_bar.status, connection="offline")
                app.post_message(Reported(offline))
                problem = problem_of(error, known=trouble)
                if problem != trouble:
                    trouble = problem
                    app.post_message(Judged(refused(app.seq, error, problem)))
            end = time.monotonic() + STATUS_EVERY
            while await self._told_news() and time.monotonic() < end:
                await asyncio.sleep(min(NEWS_EVERY, STATUS_EVERY))

    async def _told_news(self) -> bool:
        """Ring when the open order was cancelled or changed elsewhere; False if nobody can say."""
        try:
            news = await self._pulse.run(self._app.backend.news)
        except Exception:  # noqa: BLE001 - the status, asked next, says what is wrong
            await asyncio.sleep(NEWS_EVERY)
            return False
        if news is not None:
            self._app.post_message(Judged(news))
        return True
