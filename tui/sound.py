"""Bells: one pattern a tone, written in order, what goes wrong louder than what goes right."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from tui.tones import Tone

PATTERNS: dict[Tone, tuple[float, ...]] = {
    Tone.IDLE: (),
    Tone.GOOD: (0.0,),
    Tone.INFO: (0.0,),
    Tone.DONE: (0.0, 0.12),
    Tone.WARN: (0.0, 0.12, 0.12),
    Tone.BAD: (0.0, 0.09, 0.09, 0.09, 0.09),
}
"""Seconds to wait before each BEL; terminals run bells together that come without a pause."""

_BACKLOG = 3


class Bells:
    """Writes the patterns one after the other, so that no sound is cut or comes out of turn."""

    def __init__(self, write: Callable[[], object]) -> None:
        self._write = write
        self._waiting: deque[Tone] = deque()
        self._task: asyncio.Task[None] | None = None

    def ring(self, tone: Tone) -> None:
        """Queue the pattern of a tone; good ones are left out when the ear could not keep up."""
        if not PATTERNS[tone]:
            return
        if tone in {Tone.GOOD, Tone.INFO} and len(self._waiting) >= _BACKLOG:
            return
        self._waiting.append(tone)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._play())

    async def _play(self) -> None:
        while self._waiting:
            for pause in PATTERNS[self._waiting.popleft()]:
                if pause:
                    await asyncio.sleep(pause)
                self._write()
            if self._waiting:
                await asyncio.sleep(0.15)
