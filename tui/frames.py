"""What goes into the scan router and what comes out of it: strokes, frames and its settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

How = Literal["aim", "prefix", "burst", "typed", "paste"]
"""How a code was told from other keys: marked by the scanner, fast, typed by hand, or pasted."""

Why = Literal["timeout", "too_long", "garbled", "interrupted", "empty"]
"""Why a code is not one."""

GS = "\x1d"
CONTROLS = {
    "ctrl+right_square_bracket": GS,
    "ctrl+circumflex_accent": "\x1e",
    "ctrl+backslash": "\x1c",
    "ctrl+underscore": "\x1f",
    "ctrl+d": "\x04",
}
"""Separators of GS1 and ISO/IEC 15434 messages, by the key names that terminals give them."""

ENTER = frozenset({"enter", "ctrl+j"})
"""A carriage return that is sent before raw mode arrives as a line feed."""

TERMINATORS = ENTER | {"tab"}
"""Keys that may end a scan."""

QUANTITY = re.compile(r"\d{1,5}[*xX]")


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key as the terminal reported it; `time` is its arrival in seconds, monotonic."""

    key: str
    character: str | None
    time: float

    @property
    def text(self) -> str | None:
        """The character that this key adds to a code, or None for any other key."""
        if self.key in CONTROLS:
            return CONTROLS[self.key]
        if "+" in self.key or not self.character or not self.character.isprintable():
            return None
        return self.character


@dataclass(frozen=True, slots=True)
class Scan:
    """A whole code, ready to be judged."""

    code: str
    how: How
    time: float


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A code that came broken: to be said aloud, never to be judged."""

    code: str
    why: Why
    time: float


@dataclass(frozen=True, slots=True)
class Release:
    """A key that belongs to no code: it goes on to bindings and widgets."""

    stroke: Stroke


Result = Scan | Incomplete | Release


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """How the scanners of a station mark their codes; times in seconds."""

    prefix: str = ""
    """Characters before each code, or the name of one key such as ``f12``."""
    suffix: str = ""
    """Characters after each code and before its Enter, or the name of one key such as ``f9``."""
    ends: Literal["any", "enter", "tab"] = "any"
    """Which key ends each code; what is typed by hand always ends with Enter."""
    aim: bool = True
    """Whether ``]``, a letter and a digit begin a code."""
    timing: bool = True
    """Whether a fast burst that ends in Enter counts as a scan while a text field has the focus."""
    gap: float = 0.035
    """The longest pause between two characters of a burst."""
    mark_gap: float = 0.1
    """The longest pause within an AIM identifier or a prefix."""
    burst: int = 6
    """The fewest characters that a burst has."""
    timeout: float = 0.5
    """The longest pause within a marked code."""
    bounce: float = 0.1
    """A second terminator within this time belongs to the same scan (CR LF)."""
    late: float = 2.0
    """A lone terminator this soon after a broken code belongs to that code."""
    stale: float = 1.0
    """Typed characters this old are not glued to a burst that follows."""
    limit: int = 512
    """The longest code, in characters."""

    @property
    def prefix_key(self) -> str | None:
        """The prefix as a key name, if it is one."""
        return self.prefix if _KEY_NAME.fullmatch(self.prefix) else None

    @property
    def terminators(self) -> frozenset[str]:
        """The keys that end a code."""
        return ENTER if self.ends == "enter" else TERMINATORS

    @property
    def suffix_key(self) -> str | None:
        """The suffix as a key name, if it is one."""
        return self.suffix if _KEY_NAME.fullmatch(self.suffix) else None


_KEY_NAME = re.compile(r"f([1-9]|1\d|20)|ctrl\+[a-z]")
