"""The ground under the app: environment, byte decoding, hang-ups; importable without Textual."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import importlib
import os
import signal
import string
import sys
import threading
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from functools import partial

PATIENCE = 5.0
"""Seconds that an orderly end may take before the process is ended the hard way."""

_DEFAULTS = {
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    # Without the kitty protocol fewer sequences are sent and F13 to F20 of scanners arrive right.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    # A scan right after Escape must not be taken for an Alt key.
    "ESCDELAY": "50",
}
_DRIVERS = ("linux_driver", "linux_inline_driver", "web_driver")
_FEW_COLOURS = ("linux", "vt", "xterm", "screen", "dumb", "ansi", "cons25")


def prepare(environ: MutableMapping[str, str] | None = None) -> None:
    """Set what Textual reads when it is imported; call this before the first such import."""
    environ = os.environ if environ is None else environ
    for name, value in _DEFAULTS.items():
        environ.setdefault(name, value)
    if environ.get("TERM") in {"dumb", "", None} or few_colours(environ):
        environ.setdefault("TEXTUAL_COLOR_SYSTEM", "standard")


def few_colours(environ: Mapping[str, str] | None = None) -> bool:
    """Whether the terminal has 16 colours or wants none: then its own palette is used."""
    environ = os.environ if environ is None else environ
    if "NO_COLOR" in environ:
        return True
    if environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return False
    term = environ.get("TERM", "")
    if "256" in term or "direct" in term:
        return False
    return term == "" or term.startswith(_FEW_COLOURS)


def tolerate_bad_bytes() -> None:
    """Let invalid UTF-8 become U+FFFD instead of ending the app.

    Textual reads its terminal with a strict decoder; one Latin-1 byte of a scanner or of a bad
    line ends the input thread (github.com/Textualize/textual/issues/6456).
    """
    tolerant = partial(_decoder, codecs.getincrementaldecoder("utf-8"))
    for name in _DRIVERS:
        with contextlib.suppress(ImportError):
            driver = importlib.import_module(f"textual.drivers.{name}")
            driver.__dict__["getincrementaldecoder"] = tolerant


def _decoder(
    utf8: Callable[..., codecs.IncrementalDecoder], _encoding: str
) -> Callable[[], codecs.IncrementalDecoder]:
    return partial(utf8, errors="replace")


def tell_alt_from_escape() -> None:
    """Let Alt keys act at once, and let Escape cost the scan behind it no character.

    Textual reads Alt+F as Ctrl+Right, and waits after Escape for more: a scan that comes in the
    same packet as an Alt key eats the key, one that comes with Escape loses its first character.
    Alt sends small letters; codes begin with capitals or digits (an O begins function keys).
    """
    sequences = importlib.import_module("textual._ansi_sequences").__dict__["ANSI_SEQUENCES_KEYS"]
    for letter in string.ascii_lowercase:
        sequences[f"\x1b{letter}"] = (_KeyName(f"alt+{letter}"),)
    for first in (string.ascii_uppercase + string.digits).replace("O", ""):
        sequences[f"\x1b{first}"] = (_KeyName("escape"), _KeyName(first))


@dataclass(frozen=True, slots=True)
class _KeyName:
    """What Textual asks of the members of its own table of keys."""

    value: str


def catch_signals(
    loop: asyncio.AbstractEventLoop, leave: Callable[[int], None], ask: Callable[[], None]
) -> None:
    """End in order on SIGHUP and SIGTERM, only ask on SIGINT; a watchdog ends what hangs.

    `leave` gets the exit status, 128 + the signal's number as shells count.
    """
    if sys.platform == "win32":
        return

    def end(number: int) -> None:
        watchdog(128 + number)
        leave(128 + number)

    for number in (signal.SIGHUP, signal.SIGTERM):
        loop.add_signal_handler(number, end, int(number))
    loop.add_signal_handler(signal.SIGINT, ask)


def watchdog(code: int, patience: float = PATIENCE) -> threading.Timer:
    """End the process with `code` unless it has ended by itself within `patience` seconds."""
    timer = threading.Timer(patience, os._exit, (code,))
    timer.daemon = True
    timer.start()
    return timer
