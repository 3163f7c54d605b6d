"""A language whose words have no Latin letters, and a shop in which it is spoken."""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from core.database import Database
from core.orders.models import orders
from core.people.models import operators
from core.transaction import reading
from tui.demo.build import Demo

LETTERS = str.maketrans(
    string.ascii_letters,
    "".join(chr(0x561 + at) for at in range(26)) + "".join(chr(0x531 + at) for at in range(26)),
)
GAP = re.compile(r"(\{[^}]*\}|%\(\w+\)[sr]|%[sr])")
WORD = re.compile(r"[^\W_]+")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỹ]{2,}")

NAMES = {
    "kemas": "the program",
    "KEMAS": "the program, and its codes",
    "OP": "a code of an operator's badge",
    "IDR": "a currency",
    "Rp": "a currency",
    "VND": "a currency",
    "SKU": "no word of any language",
    "COD": "no word of any language",
    "kg": "a unit",
    "Enter": "printed on the key",
    "Esc": "printed on the key",
    "Ctrl": "printed on the key",
    "Alt": "printed on the key",
    "CODE": "the kind of a barcode",
    "QR": "the kind of a barcode",
    "generic": "a profile of printers",
    "TEST": "what the codes on the test page hold",
    "Tiếng": "a language in its own words, and letters that a printer is tested with",
    "Việt": "a language in its own words, and letters that a printer is tested with",
    "English": "a language in its own words",
    "Bahasa": "a language in its own words",
    "Indonesia": "a language in its own words",
}


def strange(text: str) -> str:
    """A text in the language that nobody speaks; gaps stay."""
    return "".join(
        part if GAP.fullmatch(part) else part.translate(LETTERS) for part in GAP.split(text)
    )


class Strange(gettext.NullTranslations):
    """The catalogue of that language."""

    def gettext(self, message: str) -> str:
        return strange(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return strange(msgid1 if n == 1 else msgid2)


def words(*texts: object) -> set[str]:
    return {word for text in texts for word in WORD.findall(str(text))}


def loose(text: str, data: Iterable[str]) -> list[str]:
    """Words in Latin letters that are neither data, whole or cut off, nor names."""
    known = tuple(data)
    return sorted(
        word
        for word in words(text)
        if LATIN.fullmatch(word)
        and word not in NAMES
        and not any(one.startswith(word) or one.casefold() == word.casefold() for one in known)
    )


@dataclass(frozen=True)
class Shop:
    """A demonstration, and every word of its data."""

    demo: Demo
    db: Database
    data: frozenset[str]

    def orders(self, stand: str) -> list[str]:
        with reading(self.db) as tx:
            found = select(orders.c.order_no).where(orders.c.fulfilment == stand)
            return list(tx.execute(found.order_by(orders.c.id)).scalars())

    def badge(self) -> str:
        """Of somebody who may do everything."""
        admin = select(operators.c.badge).where(operators.c.role == "admin")
        with reading(self.db) as tx:
            return str(tx.execute(admin.order_by(operators.c.id)).scalar())
