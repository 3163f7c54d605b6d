"""A hand at a station: scans and keys the way the driver sends them, and what is on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.pilot import Pilot

from tui.app import KemasApp
from tui.backend import Backend
from tui.frames import GS
from tui.state import Verdict

NAMES = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", GS: "ctrl+right_square_bracket", " ": "space"}

LASTING = {"serve", "status"}
"""Workers of the app that run as long as it does."""


class Hand:
    """Scans and presses keys the way the driver does, without waiting in between."""

    def __init__(self, app: KemasApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    def send(self, text: str) -> None:
        for char in text:
            self.app.post_message(events.Key(NAMES.get(char, char), char))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.app.post_message(events.Key(key, None))

    async def settle(self) -> None:
        """Wait until every key was handled and every verdict is on the screen."""
        for _ in range(1000):
            await self.handled()
            if not self.app._pending:
                break
            await asyncio.sleep(0.02)
        await self.handled()
        await self.pilot.pause(0.05)

    async def handled(self) -> None:
        """Wait until the app has seen everything that was sent to it so far."""
        seen = asyncio.Event()
        self.app.call_later(seen.set)
        await seen.wait()

    async def do(self, *keys: str) -> str:
        """Press keys one after the other and give what is on the screen then."""
        for key in keys:
            self.press(key)
            await self.settle()
            await self.idle()
        await self.complete()
        return painted(self.app)

    async def idle(self) -> None:
        """Wait until what a key began in the background, such as a question, is done."""
        for _ in range(200):
            await self.pilot.pause(0.02)
            if {each.name for each in self.app.workers if each.is_running} <= LASTING:
                break

    async def complete(self) -> None:
        """Wait until the pane in front has all its rows and every question is painted."""
        for _ in range(200):
            await self.pilot.pause(0.02)
            busy = {each.name for each in self.app.workers if each.is_running}
            if self.app.ready and busy <= LASTING and painted(self.app).strip():
                break
        await self.pilot.pause(0.1)

    async def type(self, text: str) -> None:
        """Type as a person does, slower than any scanner."""
        for char in text:
            self.send(char)
            await asyncio.sleep(0.05)
        await self.settle()

    @property
    def verdict(self) -> Verdict:
        return self.app.frame.banner.verdict


@asynccontextmanager
async def station(backend: Backend, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Hand]:
    app = KemasApp(backend)
    async with app.run_test(size=size) as pilot:
        hand = Hand(app, pilot)
        for _ in range(500):
            await pilot.pause(0.02)
            if app.frame.pane is not None:
                break
        await hand.settle()
        yield hand


def painted(app: KemasApp) -> str:
    """What is on the screen, as text."""
    return "\n".join(
        "".join(segment.text for segment in strip).rstrip()
        for strip in app.screen._compositor.render_strips()
    )
