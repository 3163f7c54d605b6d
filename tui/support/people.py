"""Takes out of text whom a shop knows: the names, addresses and words of people in its database.

What is written of a person may be cut or stand within other words, so runs of words are looked
for: two that follow each other in a name or an address, four in a free text. A word of a name goes
by itself too, where it is written with a capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Column, select

from core.channels.models import channel_shops
from core.channels.registry import shops_of
from core.config import Config
from core.copies.digest import all_tables
from core.database import Database
from core.errors import KemasError
from core.people.models import operators
from core.transaction import reading
from tui.support.hiding import HIDDEN, secrets_of, written

_WORD = re.compile(r"\w+")
_AT_ONCE = 2_000
_PERSONS = frozenset(
    {"customers", "customer_addresses", "customer_billing", "operators", "suppliers"}
)
"""Tables in which a name is that of a person."""
_NAMES = frozenset(
    {"buyer_name", "contact", "customer", "driver", "keeper", "payer", "signed_by"} | {"billed_to"}
)
_SHORT = frozenset({"address", "email", "payer_account", "phone", "recipient", "tax_number"})
_FREE = frozenset({"body", "buyer", "note", "subject", "text", "rows", "contents"})
"""Columns by their names, so that those of tables to come are among them."""
_INSIDE = _NAMES | _SHORT | {"name", "note"}
"""What is of a person within a value of JSON."""


class Unsaid:
    """What must not be said of people, as far as a text has any of it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: set[str] = set()
        self._runs: dict[int, set[tuple[str, ...]]] = {2: set(), 4: set()}
        self._found: dict[int, set[tuple[str, ...]]] = {1: set(), 2: set(), 3: set(), 4: set()}
        self._names: set[str] = set()
        for text in texts:
            words = _folded(text)
            self._words.update(words)
            for length, runs in self._runs.items():
                runs.update(_runs(words, length))

    def learn(self, value: str, run: int, *, is_name: bool = False) -> None:
        """Something that is written of a person: its runs of so many words are not said."""
        words = _folded(value)
        if is_name:
            self._names.update(one for one in words if one in self._words and not one.isdecimal())
        if len(words) >= run:
            self._found[run] |= self._runs[run].intersection(_runs(words, run))
        elif words and set(words) <= self._words and not all(map(str.isdecimal, words)):
            self._found[len(words)].add(tuple(words))

    def hide(self, text: str) -> str:
        """A text without them."""
        found = list(_WORD.finditer(text))
        words = [one[0].casefold() for one in found]
        gone = {
            at for at, word in enumerate(words) if word in self._names and found[at][0][0].isupper()
        }
        for length, known in self._found.items():
            for at in range(len(words) - length + 1 if known else 0):
                if tuple(words[at : at + length]) in known:
                    gone.update(range(at, at + length))
        if not gone:
            return text
        told, end = [], 0
        for at, one in enumerate(found):
            if at in gone:
                told += [text[end : one.start()], HIDDEN]
                end = one.end()
        return "".join([*told, text[end:]])


def unsaid(database: Database, texts: Iterable[str]) -> Unsaid:
    """What the database knows of people that any of these texts may have."""
    found = Unsaid(texts)
    for table in all_tables():
        columns = [one for one in table.columns if _is_private(one)]
        if not columns:
            continue
        with reading(database) as tx:
            rows = tx.execute(select(*columns).execution_options(yield_per=_AT_ONCE))
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    for name, text in _texts(value, column.name):
                        is_name = _is_name(column) or name in _NAMES
                        found.learn(text, 4 if name in _FREE else 2, is_name=is_name)
    return found


def kept_secrets(database: Database, config: Config) -> tuple[str, ...]:
    """What proves who somebody is and is in the database: badges, PINs, what shops allow."""
    found = set(secrets_of(config))
    with reading(database) as tx:
        for row in tx.execute(select(operators.c.badge, operators.c.pin_hash)):
            found |= written(row.badge) | written(row.pin_hash)
        rows = tx.execute(select(channel_shops.c.name, channel_shops.c.sealed)).all()
    sealed: dict[str, bytes | None] = {row.name: row.sealed for row in rows}
    for shop in shops_of(config):
        if not (box := sealed.get(shop.name)):
            continue
        try:
            access = shop.vault.open(shop.name, box)
        except KemasError:
            continue  # under another key: nobody can have written it down
        for one in (*access.secrets, *access.extra.values()):
            found |= written(one)
    return tuple(sorted(found, key=len, reverse=True))


def _is_name(column: Column[Any]) -> bool:
    return column.name in _NAMES or (column.name == "name" and column.table.name in _PERSONS)


def _is_private(column: Column[Any]) -> bool:
    return _is_name(column) or column.name in _SHORT | _FREE


def _texts(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """The texts of a value, each with the name that it stands under."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, dict | list) or key in _INSIDE:
                yield from _texts(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, name)


def _folded(text: str) -> list[str]:
    return [one.casefold() for one in _WORD.findall(text)]


def _runs(words: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    if length == 2:
        return pairwise(words)
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1))
