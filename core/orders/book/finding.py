"""Finding orders of any status and warehouse by what people know of them."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core.catalog.models import products
from core.catalog.queries import by_barcode
from core.orders.models import order_words
from core.orders.search import find_by_word, find_in_text
from core.tables import holds
from core.text import clean, fold
from core.transaction import Transaction

_PRODUCTS = 30
"""Products whose name holds what is looked for; of more than these the first by SKU count."""
_SHORTEST = 3
"""Letters from which on a text is looked for in the names of products."""
_PARTS = 4


def find_orders(tx: Transaction, asked: str, limit: int) -> list[int]:
    """Orders by number, customer, phone, SKU, barcode, waybill or product name, at most `limit`.

    Where nothing goes by these, by text inside those that are not over.
    """
    found = dict.fromkeys(find_by_word(tx, asked, limit))
    skus = [one.sku for one in by_barcode(tx, asked)] or _named(tx, asked)
    if skus and len(found) < limit:
        words = list(dict.fromkeys(fold(sku) for sku in skus))
        found |= dict.fromkeys(tx.execute(_of_words, {"words": words, "n": limit}).scalars())
    if not found:
        found |= dict.fromkeys(find_in_text(tx, None, asked, limit))
    return list(found)[:limit]


def _named(tx: Transaction, asked: str) -> list[str]:
    """SKUs of products in whose name every part of the text is."""
    parts = fold(clean(asked)).split()
    if not parts or max(map(len, parts)) < _SHORTEST or len(parts) > _PARTS:
        return []
    row = {f"p{at}": parts[min(at, len(parts) - 1)] for at in range(_PARTS)}
    return tx.execute(_by_name, row | {"n": _PRODUCTS}).scalars().all()


_of_words = (
    select(order_words.c.order_id)
    .where(order_words.c.word.in_(bindparam("words", expanding=True)))
    .order_by(order_words.c.order_id.desc())
    .limit(bindparam("n"))
)
_by_name = (
    select(products.c.sku)
    .where(*(holds(products.c.search, bindparam(f"p{at}")) for at in range(_PARTS)))
    .order_by(products.c.sku)
    .limit(bindparam("n"))
)
