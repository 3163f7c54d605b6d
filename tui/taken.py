"""How far an import came: said when something cuts it off, so that nobody has to guess."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import KemasError
from core.i18n import _
from tui.output import Output


class Taken:
    """Counts what an import has saved; handed to it as its progress."""

    def __init__(self) -> None:
        self.done = 0
        self.all = 0

    def __call__(self, done: int, of_all: int) -> bool:
        """Take note; an import at the command line is never asked to stop."""
        self.done, self.all = done, of_all
        return True


@contextmanager
def taken(out: Output) -> Iterator[Taken]:
    """An import's progress; where it ends early, a line says what is in and how to go on."""
    count = Taken()
    try:
        yield count
    except (KemasError, KeyboardInterrupt):
        if count.done:
            told = _("{done} of {all} were taken in before. Import the file again to go on.")
            out.note(told.format(done=count.done, all=count.all))
        raise
