"""Couriers that do not answer are left alone for a while, so that they hold up no other."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable

from core.couriers.bookings import Later, Outcome, Unknown

logger = logging.getLogger(__name__)
LONGEST = 300.0
"""Seconds that a courier is left alone at most."""
_TOLD = 5.0
"""A longer rest is worth a line in the log."""
_AT_ONCE = 2
"""Questions to one courier at the same time; a worker has a thread more than that."""
THREADS = _AT_ONCE + 1


class Resting:
    """Until when each courier is left alone; in the memory of one worker, for all its threads."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, longest: float = LONGEST
    ) -> None:
        self._clock = clock
        self._longest = longest
        self._until: dict[str, float] = {}
        self._silences: Counter[str] = Counter()
        self._asking: Counter[str] = Counter()
        self._lock = threading.Lock()

    def left(self, courier: str) -> float:
        """For how many seconds more a courier is left alone; 0: it may be asked."""
        return max(0.0, self._until.get(courier, 0.0) - self._clock())

    def enter(self, courier: str) -> bool:
        """Begin to ask a courier; False where enough others do."""
        with self._lock:
            if self._asking[courier] >= _AT_ONCE:
                return False
            self._asking[courier] += 1
            return True

    def leave(self, courier: str) -> None:
        """It answered, or not."""
        with self._lock:
            self._asking[courier] -= 1

    def heard(self, courier: str, outcome: Outcome | None) -> None:
        """What came of asking; None where nobody was asked.

        One silence may be an accident; after that, or where it wants so, it rests ever longer. A
        parcel that has to wait by itself is an answer like any other.
        """
        with self._lock:
            if isinstance(outcome, Unknown | Later) and not _is_of_one(outcome):
                self._silences[courier] += 1
                times = self._silences[courier] - isinstance(outcome, Unknown)
                wait = outcome.seconds if isinstance(outcome, Later) else 0.0
                rest = float(2 ** min(times - 1, 9)) if times else 0.0
                rest = min(self._longest, max(wait, rest))
                self._until[courier] = self._clock() + rest
                if rest > _TOLD:
                    reason = outcome.reason
                    logger.info("%s is left alone for %.0f s: %s", courier, rest, reason)
            elif outcome is not None:
                self._silences[courier] = 0


def _is_of_one(outcome: Unknown | Later) -> bool:
    return isinstance(outcome, Later) and outcome.alone
