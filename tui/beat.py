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
OFFLINE_EVERY = 1.0
"""The same while the database is away."""
TELL_EVERY = 10.0
"""Seconds between two tries to tell the database what was done without it."""
NEWS_EVERY = 0.25  # seconds between looks at what happened elsewhere to the open order
LISTS_EVERY = 0.5  # seconds at least between two looks at a list that others write to
_SHARE = 8
"""A list that takes long to read is read anew at most every so many times as long."""
PREPARE_AFTER = 1.0
"""Seconds that the first screen is left alone: who opens something at once is not slowed down."""


SHOW_EVERY = 0.5  # seconds at least between two pictures for somebody who looks on


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
        self._stale = False
        """Whether somebody wrote something since the list in front was read."""
        self._listed = 0.0
        self._painted: tuple[str, ...] | None = None
        """What those who look were told last; None while nobody does."""
        self._shown = 0.0
        self._told_at = float("-inf")

    def begin(self) -> None:
        """Begin, now that the backend can be asked."""
        app = self._app
        app.alerts.on_read = self._line_read
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
        online = app.frame.status_bar.status.connection != "offline"
        if patience and app.operator and app.ready and online and idle >= patience:
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
                self._tell_what_waits(status)
                if status.trouble and status.trouble != trouble:
                    said = Verdict(app.seq, "refused", message=status.trouble, held=True)
                    app.post_message(Judged(said))
                trouble = status.trouble
            except Exception as error:  # noqa: BLE001 - shown; the station waits for the line
                away = replace(app.frame.status_bar.status, connection="offline")
                app.post_message(Reported(away))
                problem = problem_of(error, known=trouble)
                if problem != trouble:
                    trouble = problem
                    app.post_message(Judged(refused(app.seq, error, problem)))
            offline = app.frame.status_bar.status.connection == "offline"
            end = time.monotonic() + (OFFLINE_EVERY if offline else STATUS_EVERY)
            while await self._told_news() and time.monotonic() < end:
                await asyncio.sleep(min(NEWS_EVERY, STATUS_EVERY))

    def _tell_what_waits(self, status: Status) -> None:
        """Once the database is back it is told what was done without it, after all before it."""
        now = time.monotonic()
        if status.back and now - self._told_at >= TELL_EVERY:
            self._told_at = now
            self._app.command("line_back", {})

    async def _told_news(self) -> bool:
        """Ring when the open order was cancelled or changed elsewhere; False if nobody can say."""
        app = self._app
        try:
            news = await self._pulse.run(app.backend.news)
            heard = await self._pulse.run(app.backend.heard, app.where.value)
            await self._shown_to(heard.lookers)
        except Exception:  # noqa: BLE001 - the status, asked next, says what is wrong
            await asyncio.sleep(NEWS_EVERY)
            return False
        if news is not None:
            app.post_message(Judged(news))
        app.alerts.hear(heard.lines)
        self._keep_up(moved=heard.moved)
        return True

    def _keep_up(self, *, moved: bool) -> None:
        """Read the list in front anew soon after others wrote, but never without a pause."""
        self._stale = self._stale or moved
        pane, now = self._app.frame.pane, time.monotonic()
        if pane is None or not self._stale or not pane.settled:
            return
        if now - self._listed >= max(LISTS_EVERY, pane.took * _SHARE):
            self._stale, self._listed = False, now
            pane.tick()

    async def _shown_to(self, lookers: tuple[str, ...]) -> None:
        """Tell those who look over this shoulder what they would see, where that has changed."""
        app = self._app
        app.frame.status_bar.lookers = lookers
        if not lookers:
            self._painted = None
            return
        if time.monotonic() - self._shown < SHOW_EVERY:
            return
        from tui.snapshot import screen_lines

        lines, size = screen_lines(app), app.size
        if lines != self._painted:
            self._shown = time.monotonic()
            await self._pulse.run(app.backend.show_screen, lines, size.width, size.height)
            self._painted = lines

    def _line_read(self, line: int) -> None:
        """Somebody here has seen what a lead said."""
        with contextlib.suppress(RuntimeError):  # the app ends
            self._pulse.begin(self._app.backend.read_line, line).add_done_callback(_heard)


def _heard(told: asyncio.Future[None]) -> None:
    """What could not be told now counts as read after some scans."""
    if not told.cancelled():
        told.exception()
