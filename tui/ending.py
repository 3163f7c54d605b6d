"""That it is time to end, said by a signal handler as safely as by a thread."""

from __future__ import annotations

from queue import Empty, SimpleQueue


class Ending:
    """A flag that can be waited for, and raised from anywhere.

    A handler of signals runs inside whatever the main thread does just then. Were that the wait
    of a `threading.Event`, raising it there would wait for a lock that its own thread holds, for
    ever; a `SimpleQueue` may be filled from within itself (so the documentation of Python says).
    """

    def __init__(self) -> None:
        self._is_said = False
        self._told: SimpleQueue[None] = SimpleQueue()

    def say(self) -> None:
        """It is time to end."""
        self._is_said = True
        self._told.put(None)

    def is_said(self) -> bool:
        """Whether it is."""
        return self._is_said

    def wait(self, seconds: float) -> None:
        """Let so much time pass, unless it is time to end; one thread at a time waits."""
        if self._is_said:
            return
        try:
            self._told.get(timeout=seconds)
        except Empty:
            return
