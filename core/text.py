"""The one filter for text from outside: nothing in it may act on a terminal or a printer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_FORMAT_KEPT = {"\u200d"}  # the joiner inside emoji sequences is harmless and wanted
_BREAK = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")
_SPACE = re.compile(r"[ \u00a0]+")


def _drop(char: str) -> bool:
    """Whether a character is a control, bidi/format, surrogate, private or unassigned one."""
    category = unicodedata.category(char)
    return category in {"Cc", "Cs", "Co", "Cn"} or (category == "Cf" and char not in _FORMAT_KEPT)


def clean(value: str, limit: int | None = None) -> str:
    """One line of NFC text without anything that could act as a command.

    Tabs and line ends become spaces, runs of spaces one space; C0, DEL, C1, bidi and format
    controls and lone surrogates are dropped; at most `limit` characters are kept.
    """
    if value.isascii() and value.isprintable():  # most texts: nothing in them is dropped
        value = " ".join(value.split())
    else:
        value = _BREAK.sub(" ", value)
        value = "".join(char for char in unicodedata.normalize("NFC", value) if not _drop(char))
        value = unicodedata.normalize("NFC", _SPACE.sub(" ", value).strip())
    return value[:limit].rstrip() if limit is not None else value


def lines(value: str, limit: int | None = None) -> list[str]:
    """The lines of a text, each one cleaned; empty lines are left out."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return [line for raw in value.split("\n") if (line := clean(raw, limit))]


def inert(value: Any) -> Any:
    """A value of JSON as it came from outside, each text and each name in it cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(name)): inert(one) for name, one in value.items()}
    if isinstance(value, list):
        return [inert(one) for one in value]
    return value


def visible(value: str) -> str:
    """A scanned code for display: what would be dropped is shown as ``?`` in its place."""
    if value.isascii() and value.isprintable():
        return value
    value = unicodedata.normalize("NFC", value)
    return "".join("?" if _drop(char) or char in "\t\r\n" else char for char in value)


def cell_width(char: str) -> int:
    """How many cells a character takes on a terminal or in a printer's column grid."""
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def cells(value: str) -> int:
    """How many cells a text takes."""
    return sum(map(cell_width, value))


def fit(value: str, width: int, mark: str = "…") -> str:
    """Cut a text to `width` cells; what was cut ends in `mark`."""
    if cells(value) <= width:
        return value
    room = width - cells(mark)
    if room < 0:
        return ""
    kept: list[str] = []
    for char in value:
        room -= cell_width(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept).rstrip() + mark


def fold(value: str) -> str:
    """The form for searching: lower case, without diacritics (``Đỗ`` becomes ``do``)."""
    value = unicodedata.normalize("NFD", value.casefold().replace("đ", "d"))
    return "".join(char for char in value if not unicodedata.combining(char))
