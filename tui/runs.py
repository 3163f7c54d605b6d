"""Long work in a lane of its own: how far it is, how it is stopped, what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from tui.lanes import Lane

T = TypeVar("T")


class Run(Generic[T]):
    """One piece of work; the screen looks at it, the thread tells it how far it is."""

    def __init__(self, title: str, work: Callable[[Callable[[int, int], bool]], T]) -> None:
        self.title = title
        self.done = 0
        self.total = 0
        self.stopping = False
        self.result: T | None = None
        self.error: Exception | None = None
        self.over = False
        self._work = work

    async def go(self, lane: Lane) -> None:
        """Do it; never raises, what went wrong is in `error`."""
        try:
            self.result = await lane.run(self._work, self._hear)
        except asyncio.CancelledError:
            self.stopping = True  # the station is being left: the thread ends at its next step
            raise
        except Exception as error:  # noqa: BLE001 - shown where the run is looked at
            self.error = error
        finally:
            self.over = True

    def stop(self) -> None:
        """End after the step that is under way; what was done stays done."""
        self.stopping = True

    def _hear(self, done: int, total: int) -> bool:
        self.done, self.total = done, total
        return not self.stopping
