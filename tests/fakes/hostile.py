"""Texts that would act on a terminal, a printer or a spreadsheet, and servers that say them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import String, Text, select

from core.copies.digest import all_tables
from core.database import Database
from core.tables import Json
from core.transaction import reading
from tui.demo.server import Asked, Said, Simulated

PRINTER_WORDS = b"\x1b@\x1bp\x00\x19\xfa\x1dV\x00\x10\x14\x01\x00\x05"
ACTS = (
    "x\x1b]0;owned\x07\x1b[2J\x1b[6n\x9b6n\x90q\x9c"  # a terminal's title, screen, questions
    + PRINTER_WORDS.decode("latin-1")  # reset, drawer, cut, power
    + "\u202egnp\u202c\u2066\u200b\ufeff\x08\x7f[bold red][@click=app.bell]X[/] y"
)
NUL = "a\x00b\x0c\x85\u2028c"
FORMULA = '=HYPERLINK("http://evil.test";"x")'
HOSTILE = (ACTS + NUL, FORMULA)
HALF = "a\ud800b"
Evil = Callable[[str], str]
EVILS: Mapping[str, Evil] = {
    "acts": lambda text: text + ACTS + NUL + HALF,
    "acts first": lambda text: "\x1b[2J\x00\ud800" + text,
    "formula": lambda text: FORMULA + text,
}
"""What a text becomes."""
_DIRECTED = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def harmless(text: str, but: str = "\n") -> bool:
    """Whether nothing in a text acts: no control, no change of direction, no half character."""
    return acting(text, but) == []


def acting(text: str, but: str = "\n") -> list[str]:
    """The characters of a text that act on a terminal."""
    return [
        char
        for char in text
        if char not in but
        and (
            unicodedata.category(char) in {"Cc", "Cs", "Co"}
            or unicodedata.bidirectional(char) in _DIRECTED
            or char in "\u200b\ufeff\u2028\u2029"
        )
    ]


def strings(value: Any) -> Iterator[str]:
    """Every text in a value of JSON, names among them."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield str(name)
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def poisoned(told: Any, evil: Evil, wanted: Callable[[str], bool]) -> Any:
    """A value of JSON in which every text under a `wanted` name is an evil one."""

    def under(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: under(key, one) for key, one in value.items()}
        if isinstance(value, list):
            return [under(name, one) for one in value]
        return evil(value) if isinstance(value, str) and wanted(name) else value

    return under("", told)


class Mouth:
    """Stands before a simulated server: what it says in JSON is said with evil texts."""

    def __init__(self, server: Simulated) -> None:
        self._answer = server.answer
        self.evil: Evil | None = None
        self.wanted: Callable[[str], bool] = lambda _name: True
        self.names: set[str] = set()
        """Under which names there were texts."""
        vars(server)["answer"] = self._said

    def _said(self, asked: Asked) -> Said:
        said = self._answer(asked)
        try:
            told = json.loads(said.body)
        except ValueError:
            return said  # a paper
        evil = self.evil
        if evil is None:
            return said

        def wanted(name: str) -> bool:
            self.names.add(name)
            return self.wanted(name)

        return replace(said, body=json.dumps(poisoned(told, evil, wanted)).encode())


def kept_that_acts(database: Database, but: frozenset[str] = frozenset()) -> dict[str, str]:
    """Where in the database something acts, by table and column, with one of its texts."""
    found: dict[str, str] = {}
    for table in all_tables():
        columns = [
            one
            for one in table.columns
            if isinstance(one.type, String | Text | Json) or "JSON" in str(one.type).upper()
        ]
        if not columns:
            continue
        with reading(database) as tx:
            for row in tx.execute(select(*columns)):
                for column, value in zip(columns, row, strict=True):
                    where = f"{table.name}.{column.name}"
                    if where not in but and any(map(acting, strings(value))):
                        found[where] = repr(value)[:300]
    return found
