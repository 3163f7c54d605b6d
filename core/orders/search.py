"""Finding orders by what people know of them: words with an index, and text anywhere.

A word is a whole order number, name, SKU, phone or waybill, folded; it is found exactly or by
its beginning. What lies inside a word is found by reading the text of the open orders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.orders.models import order_words
from core.text import clean, fold
from core.transaction import Transaction

WORD = 80
"""Characters of a word; what is longer is found by its first ones."""
TEXT = 1200
"""Characters of an order's searchable text."""

_PHONE = re.compile(r"[+(]?[\d\s().+-]+")
_COUNTRY_CODES = ("62", "84")


@dataclass(frozen=True, slots=True)
class SearchRow:
    """What is stored for finding an order: `words` for order_words, `text` for orders.search."""

    words: tuple[str, ...]
    text: str


def search_row(
    *,
    order_no: str,
    customer: str,
    phone: str = "",
    skus: Iterable[str] = (),
    email: str = "",
    address: str = "",
    city: str = "",
    note: str = "",
) -> SearchRow:
    """The words and the text of an order, made whenever its contents are written."""
    skus = list(dict.fromkeys(skus))
    digits = bare_phone(phone)
    words = words_for(order_no, customer, phone, skus)
    parts = (order_no, customer, phone, digits, email, city, *skus, address, note)
    text = " ".join(part for raw in parts if (part := fold(clean(raw))))
    return SearchRow(words, text[:TEXT])


def words_for(
    order_no: str, customer: str, phone: str = "", skus: Iterable[str] = ()
) -> tuple[str, ...]:
    """The words of an order: its number, whole name, later names, phone and SKUs."""
    name = fold(clean(customer))
    # The first name needs no word of its own: the whole name begins with it.
    raw = [order_no, name, *(part for part in name.split()[1:] if len(part) > 1), *skus]
    words = [fold(clean(one))[:WORD].rstrip() for one in raw]
    return tuple(dict.fromkeys(word for word in (*words, bare_phone(phone)) if word))


def bare_phone(phone: str) -> str:
    """A phone number's digits without country code and leading zeros; empty when masked.

    ``0812-3456``, ``+62 812 3456`` and ``62 812 3456 …`` become the same; only the codes of
    Indonesia (62) and Viet Nam (84) are known.
    """
    phone = clean(phone)
    if not _PHONE.fullmatch(phone):
        return ""
    digits = re.sub(r"\D", "", phone)
    international = "+" in phone or digits.startswith("00")
    digits = digits.lstrip("0") if international or digits.startswith("0") else digits
    if digits.startswith(_COUNTRY_CODES) and (international or len(digits) > 10):
        digits = digits[2:].lstrip("0")
    return digits[:WORD]


def word_rows(order_id: int, words: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of order_words; for commands that write many orders at once."""
    return [{"word": word, "order_id": order_id} for word in words]


def put_words(tx: Transaction, order_id: int, words: Iterable[str]) -> None:
    """Replace the words of one order."""
    tx.execute(delete(order_words).where(order_words.c.order_id == order_id))
    rows = word_rows(order_id, words)
    if rows:
        tx.execute(insert(order_words), rows)


def add_word(tx: Transaction, order_id: int, text: str) -> None:
    """Let an order be found by one more word, such as its waybill."""
    word = fold(clean(text))[:WORD].rstrip()
    if word:
        row = {"word": word, "order_id": order_id}
        tx.execute(_add_sqlite if tx.is_sqlite else _add_postgres, row)


def asked_words(text: str) -> tuple[str, ...]:
    """The words that a question may mean: as it stands, and as a phone number without its zero."""
    word = fold(clean(text))[:WORD].rstrip()
    digits = bare_phone(text) if len(re.sub(r"\D", "", text)) >= 4 else ""
    return tuple(dict.fromkeys(one for one in (word, digits) if one))


def find_by_word(tx: Transaction, text: str, limit: int = 200) -> list[int]:
    """Orders with a word that equals `text` (newest first), then those where one begins with it."""
    found: dict[int, None] = {}
    words = asked_words(text)
    for word in words:
        rows = tx.execute(_exact, {"w": word, "n": limit}).scalars()
        found.update(dict.fromkeys(rows))
    for word in words:
        if len(found) < limit:
            # Several words of one order may begin alike; each takes a row of the answer.
            row = {"w": word, "end": word + _LAST, "n": limit}
            found.update(dict.fromkeys(tx.execute(_prefix, row).scalars()))
    return list(found)[:limit]


_LAST = "\U0010ffff"
_exact = (
    select(order_words.c.order_id)
    .where(order_words.c.word == bindparam("w"))
    .order_by(order_words.c.order_id.desc())
    .limit(bindparam("n"))
)
_prefix = (
    select(order_words.c.order_id)
    .where(order_words.c.word > bindparam("w"), order_words.c.word < bindparam("end"))
    .order_by(order_words.c.word, order_words.c.order_id)
    .limit(bindparam("n"))
)
_add_sqlite = sqlite_insert(order_words).on_conflict_do_nothing()
_add_postgres = postgres_insert(order_words).on_conflict_do_nothing()
