"""The text side of the configuration: TOML with the line of each key, and errors that name them."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from core.errors import ConfigRefusal

Key = tuple[str | int, ...]
"""Where a value stands: ``("printers", 0, "port")``."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_ASSIGN = re.compile(
    r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_SYNTAX = re.compile(r"(.*?) \(at line (\d+), column \d+\)$")
_TOKEN = re.compile(r"""#.*|"(?:[^"\\]|\\.)*"|'[^']*'|[\[\]{},]|\s+|[^\s\[\]{},"'#]+""")
_LIMIT = 1024 * 1024


class Source:
    """One configuration file as text, as data and as a map from keys to lines."""

    def __init__(self, text: str, path: Path) -> None:
        self.path = path
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self._syntax(error, text) from error
        except RecursionError:
            raise ConfigRefusal("config_too_deep", path=str(path), line=1) from None
        self._lines = _locate(text)

    @classmethod
    def read(cls, path: Path) -> Source:
        """Read a file; ConfigRefusal ``config_missing`` or ``config_unreadable``."""
        try:
            with path.open("rb") as file:
                raw = file.read(_LIMIT + 1)
            if len(raw) > _LIMIT:
                raise ConfigRefusal("config_too_big", path=str(path), limit_kb=_LIMIT // 1024)
            text = raw.decode("utf-8-sig")
        except FileNotFoundError as error:
            raise ConfigRefusal("config_missing", path=str(path)) from error
        except OSError as error:
            raise ConfigRefusal(
                "config_unreadable", path=str(path), reason=error.strerror or ""
            ) from error
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise ConfigRefusal("config_encoding", path=str(path), line=line) from error
        return cls(text.replace("\r\n", "\n"), path)

    def line(self, key: Key) -> int:
        """The line (from 1) of a key, or of the nearest table around it, or 1."""
        for end in range(len(key), 0, -1):
            if key[:end] in self._lines:
                return self._lines[key[:end]]
        return 1

    def raw(self, key: Key) -> object:
        """What the file itself says at a key, before secrets are filled in; None: nothing."""
        value: Any = self.data
        for part in key:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def refusal(self, code: str, key: Key, **params: object) -> ConfigRefusal:
        """A refusal that names file, line and key."""
        return ConfigRefusal(
            code, path=str(self.path), line=self.line(key), key=dotted(key), **params
        )

    def _syntax(self, error: tomllib.TOMLDecodeError, text: str) -> ConfigRefusal:
        found = _SYNTAX.match(str(error))
        line = int(found[2]) if found else max(1, len(text.rstrip().split("\n")))
        reason = found[1] if found else str(error).partition(" (at")[0]
        return ConfigRefusal("config_syntax", path=str(self.path), line=line, reason=reason)


def dotted(key: Key) -> str:
    """A key as people write it: ``printers[2].port``, counted from 1."""
    text = ""
    for part in key:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def nearest(word: object, allowed: Iterable[str]) -> str:
    """The allowed word that was probably meant, or an empty text."""
    by_fold = {one.casefold(): one for one in allowed}
    found = difflib.get_close_matches(str(word).casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def _locate(text: str) -> dict[Key, int]:
    """Lines of the keys of a valid TOML text; keys inside inline tables share their key's line."""
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    inside = ""
    written = text.split("\n")
    for number, line in enumerate(written, start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        if header := _HEADER.match(line):
            table = _table(_parts(header[2]), header[1] == "[[", counts)
            lines.setdefault(table, number)
        elif assign := _ASSIGN.match(line):
            key = (*table, *_parts(assign[1]))
            lines.setdefault(key, number)
            if line[assign.end() :].lstrip().startswith("["):
                for index, where in enumerate(_entries(written, number, assign.end())):
                    lines.setdefault((*key, index), where)
            for quotes in ('"""', "'''"):
                if line[assign.end() :].count(quotes) % 2:
                    inside = quotes
    return lines


def _entries(written: list[str], number: int, column: int) -> Iterator[int]:
    """The line of each entry of a list that begins behind a column of a line (from 1)."""
    depth, awaited = 0, False
    for row in range(number, len(written) + 1):
        for found in _TOKEN.finditer(written[row - 1], column if row == number else 0):
            part = found[0]
            if part.startswith("#"):
                break
            if part in "[{" or not (part in ",]}" or part.isspace()):
                if awaited and depth == 1:
                    yield row
                awaited = False
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(part, 0)
            awaited = awaited or (depth == 1 and part in "[,")
            if part == "]" and depth <= 0:
                return


def _table(names: Key, is_list: bool, counts: dict[Key, int]) -> Key:
    """The key of a table header, with the index of each list of tables that it stands in."""
    key: Key = ()
    for position, name in enumerate(names):
        key = (*key, name)
        if is_list and position == len(names) - 1:
            counts[key] = counts.get(key, -1) + 1
        if key in counts:
            key = (*key, counts[key])
    return key


def _parts(name: str) -> Key:
    return tuple(part.strip().strip("\"'") for part in re.split(r"\s*\.\s*", name))
