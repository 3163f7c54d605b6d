"""Couriers that do not answer are left alone for a while, so that they hold up no other."""

from __future__ import annotations

import time
from collections.abc import Callable

_LONGEST = 300.0


class Resting:
    """Until when each courier is left alone; in the memory of one worker."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._silences: dict[str, int] = {}

    def left(self, courier: str) -> float:
        """For how many seconds more a courier is left alone; 0: it may be asked."""
        return max(0.0, self._until.get(courier, 0.0) - self._clock())

    def heard(self, courier: str, *, silent: bool, wait: float) -> None:
        """What came of asking: it did not answer, or wants to be left alone so many seconds.

        The first silence may be an accident; after that it rests ever longer.
        """
        if not silent and not wait:
            self._silences.pop(courier, None)
            return
        times = self._silences[courier] = self._silences.get(courier, 0) + 1
        rest = float(2 ** min(times - 1, 9)) if times > 1 else 0.0
        self._until[courier] = self._clock() + min(_LONGEST, max(wait, rest))
