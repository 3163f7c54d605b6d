"""How far an import is and came: shown while it runs, said when something cuts it off."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import KemasError
from core.i18n import _
from tui.output import Output

_EVERY_S = 0.2


class Taken:
    """Counts what an import has saved; handed to it as its progress."""

    def __init__(self, out: Output) -> None:
        self.done = 0
        self.all = 0
        self._out = out
        self._next = 0.0

    def __call__(self, done: int, of_all: int) -> bool:
        """Take note; an import at the command line is never asked to stop."""
        self.done, self.all = done, of_all
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY_S
            said = _("{done} of {all} taken in; Ctrl+C stops.")
            self._out.passing(said.format(done=f"{done:,}", all=f"{of_all:,}"))
        return True


@contextmanager
def taken(out: Output) -> Iterator[Taken]:
    """An import's progress; where it ends early, a line says what is in and how to go on."""
    count = Taken(out)
    out.passing(_("Reading the file …"))
    try:
        yield count
    except (KemasError, KeyboardInterrupt) as error:
        out.passing()
        if count.done:
            told = _("{done} of {all} were taken in before. Import the file again to go on.")
            out.note(told.format(done=count.done, all=count.all))
        elif isinstance(error, KeyboardInterrupt):
            out.note(_("Stopped before anything was taken in."))
        raise
    out.passing()
