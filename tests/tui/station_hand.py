"""A hand at a station: scans and keys the way the driver sends them, and what is on the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from textual import events
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.pilot import Pilot
from textual.screen import Screen

from tui.app import KemasApp
from tui.backend import Backend
from tui.frames import GS
from tui.state import Verdict

NAMES = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", GS: "ctrl+right_square_bracket", " ": "space"}

LASTING = {"serve", "status", "prepare"}
"""Workers of the app that run as long as it does, or that nobody waits for."""

PERSON = 0.11
"""Seconds between two keys of a person: more than between those of a scanner and after a scan."""

ROUNDS = 2
"""How often all messages are waited for: what one widget does with a key, others see after it."""

BREATH = 0.005
"""Seconds that everything gets to go on before it is looked at again."""


class Hand:
    """Scans and presses keys the way the driver does, without waiting in between."""

    def __init__(self, app: KemasApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot
        self._sent = 0.0

    def send(self, text: str) -> None:
        for char in text:
            self.app.post_message(events.Key(NAMES.get(char, char), char))
        self._sent = time.monotonic()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.app.post_message(events.Key(key, None))

    async def settle(self) -> None:
        """Wait until every key was handled and every verdict is on the screen.

        Keys that may be the beginning of a scan are kept for a moment: they are handled then.
        """
        await self._still(lambda: not self.app._pending and self.app.router.deadline is None)

    async def _still(self, true: Callable[[], object]) -> None:
        """Wait until something is so and stays so while all that was sent is handled."""
        for _ in range(ROUNDS):
            await self._heard()
            await self._breathe()
            await self.until(lambda: not self._unread and true())

    async def _heard(self) -> None:
        """Wait until whoever holds others has come to the end of what it was doing."""
        holders = [each for each in self.app.screen.walk_children(with_self=True) if each.children]
        async with asyncio.timeout(30):
            for pump in (self.app, *holders):
                heard = asyncio.Event()
                if pump.call_later(heard.set):
                    await heard.wait()

    async def _breathe(self) -> None:
        """Let everything go on for a moment, and paint what changed."""
        await asyncio.sleep(BREATH)
        self.app.screen._on_timer_update()

    @property
    def _unread(self) -> bool:
        """Whether a message waits somewhere; to ask every widget for it would take far longer."""
        pumps = (self.app, *self.app.screen.walk_children(with_self=True))
        return any(each.message_queue_size or each._next_callbacks for each in pumps)

    async def until(
        self, true: Callable[[], object], seconds: float = 30.0, what: str = "it is not so"
    ) -> None:
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"{what}:\n{painted(self.app)}"
            await self._breathe()

    async def shows(self, *words: str, seconds: float = 30.0) -> None:
        """Wait until all these words are on the screen at once, wherever its lines end."""
        what = f"not all of it shows: {words}"
        await self.until(lambda: self._seen(words) == set(words), seconds, what)

    async def hides(self, *words: str) -> None:
        """Wait until none of these words is on the screen."""
        await self.until(lambda: not self._seen(words), what=f"some of it shows: {words}")

    def _seen(self, words: tuple[str, ...]) -> set[str]:
        """Those of the words that are on the screen."""
        page = painted(self.app)
        folded = " ".join(page.split())
        return {word for word in words if word in page or word in folded}

    async def looked(self, asks: str, times: int = 2) -> None:
        """Wait until the station has asked for `status` or `news` so often, and shown it."""
        backend, begun = self.app.backend, 0
        ask = getattr(backend, asks)

        def counting() -> object:
            nonlocal begun
            begun += 1
            return ask()

        setattr(backend, asks, counting)
        await self.until(lambda: begun > times)  # what was asked before has been told by then
        setattr(backend, asks, ask)
        await self.settle()

    async def do(self, *keys: str) -> str:
        """Press keys one after the other and give what is on the screen then."""
        for key in keys:
            await asyncio.sleep(max(0.0, self._sent + PERSON - time.monotonic()))
            self.press(key)
            self._sent = time.monotonic()
            await self._still(lambda: not self.app._pending and self.busy <= LASTING)
        await self.complete()
        return painted(self.app)

    @property
    def busy(self) -> set[str]:
        """What runs in the background."""
        return {each.name for each in self.app.workers if each.is_running}

    async def complete(self) -> None:
        """Wait until the pane in front has all its rows and every question is painted."""
        await self._still(lambda: self.app.ready and self.busy <= LASTING)
        await self.until(lambda: painted(self.app).strip())

    async def type(self, text: str) -> None:
        """Type as a person does, slower than any scanner."""
        for char in text:
            self.send(char)
            await asyncio.sleep(0.05)
        await self.settle()

    @property
    def verdict(self) -> Verdict:
        return self.app.frame.banner.verdict


@contextmanager
def _unpainted() -> Iterator[None]:
    """Nothing is drawn for a terminal that is not there; what is looked at is drawn then."""
    drawn = Compositor.render_update

    def update(
        self: Compositor,
        full: bool = False,
        screen_stack: list[Screen[object]] | None = None,
        simplify: bool = False,
    ) -> object:
        if full:
            return drawn(self, full, screen_stack, simplify)
        visible_screen_stack.set(screen_stack or [])
        self._dirty_regions.clear()
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", update)
        yield


@asynccontextmanager
async def station(backend: Backend, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Hand]:
    app = KemasApp(backend)
    with _unpainted():
        async with _run(app, size) as hand:
            yield hand


@asynccontextmanager
async def _run(app: KemasApp, size: tuple[int, int]) -> AsyncIterator[Hand]:
    async with app.run_test(size=size) as pilot:
        hand = Hand(app, pilot)
        await hand.until(lambda: app.frame.pane is not None)
        await hand.settle()
        await hand.until(lambda: app.ready)
        yield hand


def painted(app: KemasApp) -> str:
    """What is on the screen, as text."""
    visible_screen_stack.set(app._background_screens)
    return "\n".join(
        "".join(segment.text for segment in strip).rstrip()
        for strip in app.screen._compositor.render_strips()
    )
