"""Threads for work that must not hold the screen: each lane does one thing at a time, in order."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from core.i18n import speaking
from tui import speech

T = TypeVar("T")
_Job = tuple[Callable[[], Any], "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Lane:
    """One daemon thread with a queue: first come, first run; the exit never waits for it."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=f"kemas-{name}", daemon=True)
        self._thread.start()

    async def run(self, function: Callable[..., T], *args: object) -> T:
        """Run the function in this lane, in the terminal's language, and wait for its answer."""
        result: T = await self.begin(function, *args)
        return result

    def begin(self, function: Callable[..., T], *args: object) -> asyncio.Future[T]:
        """Queue the function now, before anything that is queued later; gives what awaits it."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        # The thread sees what the caller sees: a clock that stands still stands still there too.
        context = contextvars.copy_context()
        self._jobs.put((lambda: context.run(_speak, function, args), answer, loop))
        return answer

    def close(self, patience: float) -> bool:
        """Take no more work and wait up to `patience` seconds for the running one."""
        self._jobs.put(None)
        self._thread.join(patience)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, answer, loop = job
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 - it is raised where it is awaited
                _tell(loop, answer, None, error)
            else:
                _tell(loop, answer, result, None)


def _speak(function: Callable[..., T], args: tuple[object, ...]) -> T:
    with speaking(speech.current()):
        return function(*args)


def _tell(
    loop: asyncio.AbstractEventLoop,
    answer: asyncio.Future[Any],
    result: object,
    error: BaseException | None,
) -> None:
    def settle() -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)

    # A loop that closed meanwhile has nobody left to tell.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(settle)
