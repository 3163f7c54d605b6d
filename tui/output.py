"""What the command line prints: sentences and tables for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, TextIO, TypeVar

from core.text import cells, clean, fit

T = TypeVar("T")
Columns = Sequence[tuple[str, Callable[[T], object]]]
"""Headings, each with what stands below it for a thing of a list."""
_NARROWEST = 6  # cells below which a column of text says nothing any more


class Output:
    """Standard output and error of one call; nothing from outside acts on the terminal."""

    def __init__(
        self, *, as_json: bool = False, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._kept: list[tuple[str, TextIO]] | None = None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """What is said meanwhile goes out at the end, and not at all where that is not reached.

        So nobody is told what was not saved, and a reader who went away takes nothing back.
        """
        if self._kept is not None:
            yield
            return
        self._kept = []
        try:
            yield
            said = self._kept
        finally:
            self._kept = None
        for text, stream in said:
            self._say(text, stream)

    def line(self, text: str = "") -> None:
        """One line for people; left out where JSON is asked for."""
        if not self.as_json:
            self._say(_inert(text), self._out)

    def note(self, text: str) -> None:
        """One line on standard error: refusals, warnings, progress."""
        self._say(_inert(text), self._err)

    def passing(self, text: str = "") -> None:
        """A line that the next one takes the place of: only on a terminal, on standard error."""
        if self._err.isatty():
            self._err.write(f"\r{_inert(text)}\x1b[K")
            self._err.flush()

    @property
    def room(self) -> int | None:
        """The width of the terminal in cells; None where the output goes to a file or program."""
        return shutil.get_terminal_size().columns if self._out.isatty() else None

    def data(self, value: object) -> None:
        """One JSON document."""
        text = json.dumps(_plain(value), ensure_ascii=False, indent=2)
        self._say(_escaped(text), self._out)

    def json_line(self, value: object) -> None:
        """One JSON object on a line of its own, at once."""
        self._say(_escaped(json.dumps(_plain(value), ensure_ascii=False)), self._out)

    def _say(self, text: str, stream: TextIO) -> None:
        if self._kept is not None:
            self._kept.append((text, stream))
        else:
            print(text, file=stream, flush=True)

    def items(self, items: Iterable[object], columns: Mapping[str, str], empty: str = "") -> None:
        """A list: a JSON array of whole items, or a table.

        `columns` maps the name of a field (of a dataclass or mapping) to its heading; `empty` is
        said instead of a table without rows.
        """
        listed = [_plain(item) for item in items]
        if self.as_json:
            self.data(listed)
        elif not listed:
            self.line(empty)
        else:
            rows = [[_shown(item.get(name)) for name in columns] for item in listed]
            for line in table(list(columns.values()), rows, room=self.room):
                self.line(line)

    def listed(self, found: Sequence[T], columns: Columns[T], empty: str = "") -> None:
        """A table for people: below each heading, what it says of each thing that was found."""
        if not found:
            return self.line(empty)
        rows = [[_shown(_plain(said(one))) for _heading, said in columns] for one in found]
        for line in table([heading for heading, _said in columns], rows, room=self.room):
            self.line(line)
        return None


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widest: int = 48,
    room: int | None = None,
) -> list[str]:
    """Lines of an aligned table of at most `room` cells; columns of numbers stand to the right."""
    right = [all(_is_number(row[at]) for row in rows) for at in range(len(headings))]
    clean_rows = [[clean(text) for text in row] for row in (headings, *rows)]
    widths = [min(widest, max(cells(row[at]) for row in clean_rows)) for at in range(len(headings))]
    if room is not None:
        widths = _narrowed(widths, right, room)
    lines = []
    for row in clean_rows:
        padded = []
        for raw, width, to_right in zip(row, widths, right, strict=True):
            text = fit(raw, width)
            space = " " * (width - cells(text))
            padded.append(space + text if to_right else text + space)
        lines.append("  ".join(padded).rstrip())
    return lines


def _narrowed(widths: Sequence[int], right: Sequence[bool], room: int) -> list[int]:
    """Take what is too much off the widest columns of text; numbers are never cut."""
    widths = list(widths)
    texts = [at for at, to_right in enumerate(right) if not to_right]
    while sum(widths) + 2 * (len(widths) - 1) > room and texts:
        longest = max(texts, key=lambda at: widths[at])
        if widths[longest] <= _NARROWEST:
            break
        widths[longest] -= 1
    return widths


def _is_number(text: str) -> bool:
    return not text or text.lstrip("-").isdecimal()


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value)
    return str(value)


def _inert(text: str) -> str:
    """Lines without control characters; line ends and inner spacing stay."""
    kept = (char for char in text if char == "\n" or not _acts(char))
    return "".join(kept)


def _escaped(text: str) -> str:
    """JSON in which characters that could act on a terminal are escaped."""
    return "".join(
        char if char == "\n" or not _acts(char) else json.dumps(char)[1:-1] for char in text
    )


_ACTING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def _acts(char: str) -> bool:
    return unicodedata.category(char) in _ACTING and char != "\u200d"


def _plain(value: Any) -> Any:
    """A value as JSON knows it: dataclasses become objects, moments ISO 8601 texts."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in dataclasses.fields(value))
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value
