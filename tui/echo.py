"""Whether a terminal shows what is typed: a PIN is read without."""

from __future__ import annotations

import os
from contextlib import suppress
from types import ModuleType
from typing import Any

try:
    import termios

    _termios: ModuleType | None = termios
except ImportError:  # Windows: there the PIN is seen, as the code of a scanner is
    _termios = None

_MODES = 3
"""Where the local modes stand among the attributes of a terminal."""


class Echo:
    """The echo of the terminal behind a descriptor; where none is behind it, nothing happens."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._before: list[Any] | None = None

    def put(self, *, hidden: bool) -> None:
        """Hide what is typed from now on, or show it again; what is typed ahead is not lost."""
        if _termios is None or hidden == (self._before is not None):
            return
        with suppress(_termios.error):  # the line is gone, or is no terminal
            if self._before is not None:
                before, self._before = self._before, None
                _termios.tcsetattr(self._source, _termios.TCSANOW, before)
            elif os.isatty(self._source):
                before = _termios.tcgetattr(self._source)
                quiet = list(before)
                quiet[_MODES] = (quiet[_MODES] & ~_termios.ECHO) | _termios.ECHONL
                _termios.tcsetattr(self._source, _termios.TCSANOW, quiet)
                self._before = before
