"""Finding orders by what people know of them: words with an index, and text anywhere.

A word is a whole order number, name, SKU, phone or waybill, folded; it is found exactly or by
its beginning. What lies inside a word is found by reading the text of the open orders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import BigInteger, Select, Text, bindparam, delete, func, insert, select

from core.bulk import as_rows, given_rows
from core.orders.models import LIVE, order_texts, order_words, orders
from core.tables import holds
from core.text import clean, fold
from core.transaction import Transaction
from core.upsert import Upsert

WORD = 80
"""Characters of a word; what is longer is found by its first ones."""
TEXT = 1200
"""Characters of an order's searchable text."""
RECENT = 200_000
"""Orders that a search by the beginning of a word shows before all others: more than are open."""
_AT_ONCE = 1_000
"""Orders that a search in the text looks at more closely in one go."""
_END = 2**62
_LOOK_AT = 20_000  # words that such a search reads at most; an index holds them in one place

_PHONE = re.compile(r"[+(]?[\d\s().+-]+", re.ASCII)
_NO_DIGIT = re.compile(r"\D", re.ASCII)
_COUNTRY_CODES = ("62", "84")


@dataclass(frozen=True, slots=True)
class SearchRow:
    """What is stored for finding an order: `words` for order_words, `text` for order_texts."""

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
    text = " ".join(part for raw in parts if (part := _folded(raw)))
    return SearchRow(words, text[:TEXT])


def goods_names(lines: Iterable[tuple[str, str]]) -> list[str]:
    """By which SKUs lines are found, given each with the bundle that it is part of, if any."""
    return list(dict.fromkeys(name for line in lines for name in line if name))


def words_for(
    order_no: str, customer: str, phone: str = "", skus: Iterable[str] = ()
) -> tuple[str, ...]:
    """The words of an order: its number, whole name, later names, phone and SKUs."""
    name = _folded(customer)
    # The first name needs no word of its own: the whole name begins with it.
    raw = [order_no, name, *(part for part in name.split()[1:] if len(part) > 1), *skus]
    words = [_folded(one)[:WORD].rstrip() for one in raw]
    return tuple(dict.fromkeys(word for word in (*words, bare_phone(phone)) if word))


def bare_phone(phone: str) -> str:
    """A phone number's digits without country code and leading zeros; empty when masked.

    ``0812-3456``, ``+62 812 3456`` and ``62 812 3456 …`` become the same; only the codes of
    Indonesia (62) and Viet Nam (84) are known.
    """
    phone = phone.strip()
    if not _PHONE.fullmatch(phone):
        return ""
    digits = _NO_DIGIT.sub("", phone)
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


def put_search(tx: Transaction, order_id: int, made: SearchRow) -> None:
    """Replace the words and the text of one order that is not over."""
    put_words(tx, order_id, made.words)
    put_text(tx, order_id, made.text)


def put_text(tx: Transaction, order_id: int, text: str) -> None:
    """Replace the text of one order that is not over; its words stay."""
    forget_text(tx, order_id)
    tx.execute(_add_text, {"order_id": order_id, "text": text})


def forget_text(tx: Transaction, order_id: int) -> None:
    """An order that is over is found by whole words and their beginnings only."""
    tx.execute(_drop_text, {"o": order_id})


def add_word(tx: Transaction, order_id: int, text: str) -> None:
    """Let an order be found by one more word, such as its waybill."""
    word = _folded(text)[:WORD].rstrip()
    if word:
        row = {"word": word, "order_id": order_id}
        tx.execute(_add(tx), row)


def asked_words(text: str) -> tuple[str, ...]:
    """The words that a question may mean: as it stands, and as a phone number without its zero."""
    word = _folded(text)[:WORD].rstrip()
    digits = bare_phone(text) if len(_NO_DIGIT.sub("", text)) >= 4 else ""
    return tuple(dict.fromkeys(one for one in (word, digits) if one))


def find_by_word(tx: Transaction, text: str, limit: int = 200) -> list[int]:
    """Orders with a word that equals `text`, newest first, then those where one begins with it.

    Of many that begin with it, recent orders go before history.
    """
    found: dict[int, None] = {}
    words = asked_words(text)
    for word in words:
        found.update(dict.fromkeys(tx.execute(_exact, {"w": word, "n": limit}).scalars()))
    if len(found) >= limit or not words:
        return list(found)[:limit]
    newest = tx.execute(_newest).scalar() or 0
    for query in (_recent, _prefix):
        for word in words:
            row = {"w": word, "end": word + _LAST, "n": limit, "old": newest - RECENT}
            found.update(dict.fromkeys(tx.execute(query, row).scalars()))
        if len(found) >= limit or newest <= RECENT:
            break
    return list(found)[:limit]


def find_in_text(tx: Transaction, warehouse: int | None, text: str, limit: int = 200) -> list[int]:
    """Orders that are not over, newest first, and have every part of `text`.

    Of one warehouse, or of all where none is named.
    """
    # The rarest part first, as digits and long words are: without it no other is looked for.
    parts = sorted(dict.fromkeys(_folded(text).split()), key=_rarity)
    found: list[int] = []
    below: int | None = _END
    while parts and below is not None and len(found) < limit:
        row = {"below": below, "n": _AT_ONCE} | {f"p{at}": part for at, part in enumerate(parts)}
        read = tx.execute(_holding(len(parts)), row).scalars().all()
        below = read[-1] if len(read) == _AT_ONCE else None
        found += _here(tx, read, warehouse)
    return found[:limit]


def _rarity(part: str) -> tuple[bool, int]:
    return not any(char.isdecimal() for char in part), -len(part)


def _here(tx: Transaction, order_ids: list[int], warehouse: int | None) -> list[int]:
    rows = tx.execute(_live, {"wanted": as_rows((one,) for one in order_ids)}).all()
    live = {row.id for row in rows if warehouse in {None, row.warehouse_id}}
    return [order_id for order_id in order_ids if order_id in live]


@cache
def _holding(parts: int) -> Select[tuple[int]]:
    """The newest orders whose text holds so many parts."""
    each = [holds(order_texts.c.text, bindparam(f"p{at}", type_=Text)) for at in range(parts)]
    return (
        select(order_texts.c.order_id)
        .where(*each, order_texts.c.order_id < bindparam("below"))
        .order_by(order_texts.c.order_id.desc())
        .limit(bindparam("n"))
    )


@lru_cache(4096)  # names and SKUs come again, in an order and in a file
def _folded(value: str) -> str:
    if value.isascii() and value.isprintable():  # most numbers and names; a big import has many
        return " ".join(value.lower().split())
    return fold(clean(value))


_LAST = "\U0010ffff"
_exact = (
    select(order_words.c.order_id)
    .where(order_words.c.word == bindparam("w"))
    .order_by(order_words.c.order_id.desc())
    .limit(bindparam("n"))
)
# From the last word back: numbers grow, so the newest orders come first.
_range = (
    select(order_words.c.order_id)
    .where(order_words.c.word > bindparam("w"), order_words.c.word < bindparam("end"))
    .order_by(order_words.c.word.desc(), order_words.c.order_id.desc())
)
_looked_at = _range.limit(_LOOK_AT).subquery()
_recent = (
    select(_looked_at.c.order_id)
    .where(_looked_at.c.order_id > bindparam("old"))
    .limit(bindparam("n"))
)
_prefix = _range.limit(bindparam("n"))
_newest = select(func.max(orders.c.id))
_wanted = given_rows("wanted", id=BigInteger())
_live = (
    select(orders.c.id, orders.c.warehouse_id)
    .join(_wanted, _wanted.c.id == orders.c.id)
    .where(orders.c.fulfilment.in_([one.value for one in LIVE]))
)
_drop_text = delete(order_texts).where(order_texts.c.order_id == bindparam("o"))
_add_text = insert(order_texts)
_add = Upsert(lambda insert: insert(order_words).on_conflict_do_nothing())
