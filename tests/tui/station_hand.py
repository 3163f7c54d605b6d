"""A hand at a station: scans and keys the way the driver sends them, and what is on the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sized
from contextlib import asynccontextmanager, contextmanager

import pytest
from textual import events
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen

from tui.app import KemasApp
from tui.backend import Backend
from tui.frames import GS
from tui.screens.listing import ListPane
from tui.state import Verdict

NAMES = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", GS: "ctrl+right_square_bracket", " ": "space"}

LASTING = {"serve", "status", "prepare"}
"""Workers of the app that run as long as it does, or that nobody waits for."""

PERSON = 0.11
"""Seconds between two keys of a person: more than between those of a scanner and after a scan."""

TYPING = 0.05
"""Seconds between two letters of a person who types: more than between those of a scanner."""

ROUNDS = 2
"""How often nothing is left to do: what one widget does with a key, others see after it."""

BREATH = 0.005
"""Seconds that threads get to go on before everything is looked at again."""


class Clock:
    """The time at which keys arrive: it is put forward where a person would let some pass."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    get_time = monotonic

    def reach(self, moment: float) -> None:
        """Let it be that late, unless it is later."""
        self._ahead += max(0.0, moment - self.monotonic())


CLOCK = Clock()


class Handled:
    """How many messages are being handled by those who hold others.

    Who handles one may wait for something else meanwhile.
    """

    def __init__(self) -> None:
        self.now = 0
        self._dispatch = MessagePump._dispatch_message
        self._flush = MessagePump._flush_next_callbacks

    async def dispatch(self, pump: MessagePump, message: Message) -> None:
        with self._counted(pump):
            await self._dispatch(pump, message)

    async def flush(self, pump: MessagePump) -> None:
        with self._counted(pump):
            await self._flush(pump)

    @contextmanager
    def _counted(self, pump: MessagePump) -> Iterator[None]:
        holds = bool(getattr(pump, "children", ()))
        self.now += holds
        try:
            yield
        finally:
            self.now -= holds


HANDLED = Handled()


class Hand:
    """Scans and presses keys the way the driver does, without waiting in between."""

    def __init__(self, app: KemasApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot
        self._sent = 0.0

    def send(self, text: str) -> None:
        for char in text:
            self.app.post_message(events.Key(NAMES.get(char, char), char))
        self._sent = CLOCK.monotonic()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.app.post_message(events.Key(key, None))

    async def settle(self) -> None:
        """Wait until every key was handled and every verdict is on the screen, with its rows.

        Keys that may be the beginning of a scan are kept for a moment, which is over then; so is
        the one after a scan in which an Enter counts as its second half.
        """
        await self._still(lambda: not self.app._pending and self._let_go() and self._listed)
        CLOCK.reach(self._sent + PERSON)

    @property
    def _listed(self) -> bool:
        """Whether the pane in front has all its rows, if it is a list."""
        pane = self.app.frame.pane
        return not isinstance(pane, ListPane) or pane.settled

    def _let_go(self) -> bool:
        """Whether the router keeps no key; if it does, so much time passes that it lets go."""
        deadline = self.app.router.deadline
        if deadline is None:
            return True
        CLOCK.reach(deadline)
        self.app.call_later(self.app._time_is_up)
        return False

    async def _still(self, true: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait until something is so and stays so when all that came of it is done and painted."""
        end, rounds = time.monotonic() + seconds, 0
        while rounds < ROUNDS:
            await self._turn()
            if not self._at_work and true():
                rounds += 1
                continue
            rounds = 0
            assert time.monotonic() < end, f"it does not come to rest:\n{painted(self.app)}"

    async def _turn(self) -> None:
        """Let everybody do what can be done at once, and paint what changed."""
        ready: Sized = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        await asyncio.sleep(BREATH)
        while ready:
            await asyncio.sleep(0)
        self.app.screen._on_timer_update()

    async def _breathe(self) -> None:
        """Let everything go on for a moment, and paint what changed."""
        await asyncio.sleep(BREATH)
        self.app.screen._on_timer_update()

    @property
    def _at_work(self) -> bool:
        """Whether a message is being handled, or waits somewhere."""
        if HANDLED.now:
            return True
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
            CLOCK.reach(self._sent + PERSON)
            self.press(key)
            self._sent = CLOCK.monotonic()
            await self._still(lambda: not self.app._pending and self.busy <= LASTING)
        return await self.complete()

    @property
    def busy(self) -> set[str]:
        """What runs in the background."""
        return {each.name for each in self.app.workers if each.is_running}

    async def complete(self) -> str:
        """Wait until the pane in front has all its rows and every question is painted: as text."""
        await self._still(lambda: self.app.ready and self.busy <= LASTING)
        while not (page := painted(self.app)).strip():
            await self._breathe()
        return page

    async def type(self, text: str) -> None:
        """Type as a person does, slower than any scanner."""
        for char in text:
            CLOCK.reach(self._sent + TYPING)
            self.send(char)
        CLOCK.reach(self._sent + TYPING)
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


def _method(function: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """What Python binds to whom it is asked of."""

    def bound(pump: MessagePump, *given: object) -> Awaitable[None]:
        return function(pump, *given)

    return bound


@contextmanager
def _hurried() -> Iterator[None]:
    """Keys arrive by a clock that can be put forward, and what is being handled is counted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.app.time", CLOCK)
        patch.setattr("textual.message._time", CLOCK)
        patch.setattr(MessagePump, "_dispatch_message", _method(HANDLED.dispatch))
        patch.setattr(MessagePump, "_flush_next_callbacks", _method(HANDLED.flush))
        yield


@asynccontextmanager
async def station(backend: Backend, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Hand]:
    app = KemasApp(backend)
    with _unpainted(), _hurried():
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
