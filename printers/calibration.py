"""What a calibration page asks, and the profile that its answers make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from core.errors import Refusal
from core.text import clean
from printers.profiles import PICTURE_COMMANDS, Profile

WIDTHS = (384, 432, 512, 576, 640, 832)
"""The widths that are tried, in dots."""
SQUARE = 64
"""The side of a framed number, in dots."""
PAGES = (("cp437", 0), ("cp850", 2), ("cp1252", 16), ("cp858", 19))
"""Code pages that are tried, and their numbers for ``ESC t`` on most printers."""
LETTERS = "é ü ñ"
MODULES = (2, 3, 4)
"""Narrow bars that are tried, in dots."""
QR_MODULE = 5
CODE = "KEMAS-{number}"
"""What the codes of the page say: their module, or Q."""

QUESTIONS = ("width", "pictures", "page", "codes", "cut")
"""The names of the questions, in their order on the page."""
_YES, _NO = {"yes", "y", "1", "ya", "có", "co"}, {"no", "n", "0", "tidak", "không", "khong"}


def profile_from(answers: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a profile that answers give; what was not answered is left as it is.

    Raises Refusal ``calibration_answer``, which names the question and what is allowed.
    """
    found: dict[str, Any] = {}
    for name, text in answers.items():
        if name not in QUESTIONS:
            raise _wrong(name, text, ", ".join(QUESTIONS))
        if text.strip():
            found |= _READ[name](text.strip().casefold())
    return found


def _width(text: str) -> dict[str, Any]:
    allowed = [str(width) for width in WIDTHS]
    if text not in allowed:
        raise _wrong("width", text, ", ".join(allowed))
    return {"width_dots": int(text)}


def _pictures(text: str) -> dict[str, Any]:
    clean_ones = _numbers("pictures", text, [str(at) for at in range(1, len(PICTURE_COMMANDS) + 1)])
    if not clean_ones:
        raise _wrong("pictures", text, "1, 2, 3")
    return {"picture": PICTURE_COMMANDS[int(clean_ones[0]) - 1]}


def _page(text: str) -> dict[str, Any]:
    if text in _NO:
        return {"code_page": 0, "codec": "ascii"}
    allowed = [str(at) for at in range(1, len(PAGES) + 1)]
    if text not in allowed:
        raise _wrong("page", text, ", ".join((*allowed, "no")))
    codec, slot = PAGES[int(text) - 1]
    return {"code_page": slot, "codec": codec}


def _codes(text: str) -> dict[str, Any]:
    """Scanned codes or their numbers; ``no`` where none came out."""
    if text in _NO:
        return {"native_barcodes": False, "native_qr": False}
    marks = [str(module) for module in MODULES]
    head = CODE.format(number="").casefold()
    named = [
        one.removeprefix("]c0").removeprefix("]c1").removeprefix("]q1") for one in _split(text)
    ]
    known = _numbers("codes", " ".join(one.removeprefix(head) for one in named), [*marks, "q"])
    bars = [int(one) for one in known if one != "q"]
    found: dict[str, Any] = {"native_barcodes": bool(bars), "native_qr": "q" in known}
    return found | ({"max_module": max(bars)} if bars else {})


def _cut(text: str) -> dict[str, Any]:
    if text not in _YES | _NO:
        raise _wrong("cut", text, "yes/no")
    return {"cutter": text in _YES}


def _split(text: str) -> list[str]:
    return [one for one in re.split(r"[\s,;+]+", text) if one]


def _numbers(name: str, text: str, allowed: list[str]) -> list[str]:
    named = _split(text)
    if any(one not in allowed for one in named):
        raise _wrong(name, text, ", ".join((*allowed, "no") if name == "codes" else allowed))
    return [one for one in allowed if one in named]


def _wrong(name: str, text: str, allowed: str) -> Refusal:
    return Refusal("calibration_answer", question=name, value=clean(text, 60), allowed=allowed)


_READ = {"width": _width, "pictures": _pictures, "page": _page, "codes": _codes, "cut": _cut}
_FIELDS = {field.name for field in fields(Profile)} - {"name"}


def calibrated(profile: Profile, known: Mapping[str, Any]) -> Profile:
    """A profile with what the printer itself showed; that counts more than what was configured."""
    return replace(profile, **{name: value for name, value in known.items() if name in _FIELDS})
