"""How far long work is: a bar in characters, and a stop that waits for what is in hand."""

from __future__ import annotations

import signal
from types import FrameType

_WIDE = 20


def bar(done: int, of_all: int, seconds: float = 0.0) -> str:
    """How far something is, and how fast it goes where its seconds are said."""
    full = min(_WIDE, _WIDE * done // of_all) if of_all else _WIDE
    said = "█" * full + "░" * (_WIDE - full) + f" {done:,} / {of_all:,}"
    return f"{said}  {done / seconds:,.0f}/s" if seconds > 0 else said


class Stop:
    """Whether somebody pressed Ctrl+C: what is in hand is finished first."""

    def __init__(self) -> None:
        self._asked = False
        self._before: object = None

    def asked(self) -> bool:
        """Whether it is to stop."""
        return self._asked

    def __enter__(self) -> Stop:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self._asked = True

        self._before = signal.signal(signal.SIGINT, stop)
        return self

    def __exit__(self, *_error: object) -> None:
        signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]
