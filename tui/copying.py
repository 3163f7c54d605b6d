"""How far a copy of the whole shop is, for who waits at a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.copies.carrying import Tell
from core.i18n import _
from tui.output import Output

_EVERY_S = 0.2


@contextmanager
def passing(out: Output) -> Iterator[Tell]:
    """Say table and rows now and then, in one line that is gone afterwards."""
    last = 0.0

    def tell(table: str, _rows: int, done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY_S:
            last = time.monotonic()
            out.passing(_("{count} rows ({table})").format(count=done, table=table))

    try:
        yield tell
    finally:
        out.passing()
