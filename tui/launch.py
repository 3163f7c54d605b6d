"""Starts the station: the ground first, then Textual, then the app; answers the exit status."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tui import terminal

if TYPE_CHECKING:
    from tui.app import KemasApp
    from tui.backend import Backend
    from tui.frames import ScannerSettings


def _station(*given: Any) -> KemasApp:
    from tui.app import KemasApp

    return KemasApp(*given)


def run(
    backend: Backend,
    scanner: ScannerSettings | None = None,
    language: str = "en",
    build: Callable[..., KemasApp] = _station,
) -> int:
    """Run the station until it is left, hung up or told to end; `build` makes another app."""
    terminal.prepare()
    terminal.tolerate_bad_bytes()
    terminal.tell_alt_from_escape()
    app = build(backend, scanner, language)
    # What is loaded by then is there to stay: the garbage collector would look through all of it
    # every few minutes, and a scan would wait for that.
    app.when_open = gc.freeze
    app.run(mouse=False)
    if app.stopped:
        sys.stderr.write(app.stopped + "\n")
    return app.return_code or 0
