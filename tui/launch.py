"""Starts the station: the ground first, then Textual, then the app; answers the exit status."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui import terminal

if TYPE_CHECKING:
    from tui.backend import Backend
    from tui.frames import ScannerSettings


def run(backend: Backend, scanner: ScannerSettings | None = None, language: str = "en") -> int:
    """Run the station until it is left, hung up or told to end."""
    terminal.prepare()
    terminal.tolerate_bad_bytes()
    terminal.tell_alt_from_escape()
    from tui.app import KemasApp

    app = KemasApp(backend, scanner, language)
    app.run(mouse=False)
    if app.stopped:
        sys.stderr.write(app.stopped + "\n")
    return app.return_code or 0
