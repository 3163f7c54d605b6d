"""Bare ``kemas``: opens the station on the configuration that is found."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

from core.errors import Refusal
from core.i18n import LANGUAGES, language
from tui.context import Context


def run(context: Context) -> int:
    """Open the station; what cannot be begun is said before or after the screen, never on it."""
    from tui import launch
    from tui.live.backend import LiveBackend

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refusal("no_terminal")
    path = context.config_path
    found = _must_be_there(path)
    station = context.args.station or os.environ.get("KEMAS_STATION") or ""
    asked = context.args.language or ""
    backend = LiveBackend(path, station, language=asked)
    return launch.run(backend, language=asked or _language(found))


def _must_be_there(path: Path | None) -> Path:
    """Where the configuration is, without loading what reads it; ConfigRefusal for none."""
    named = path or (Path(os.environ["KEMAS_CONFIG"]) if os.environ.get("KEMAS_CONFIG") else None)
    if named is None:
        import platformdirs

        named = Path(platformdirs.user_config_dir("kemas", appauthor=False)) / "config.toml"
    if not named.expanduser().exists():
        from core.config import find

        find(path)
    return named.expanduser()


def _language(path: Path) -> str:
    """The language of the shop: the first screen speaks it before all of the file is read."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")).get("shop", {})
    except (OSError, ValueError):
        return language()  # what is wrong with the file is said when it is read whole
    code = told.get("language") if isinstance(told, dict) else None
    return code if code in LANGUAGES else language()
