"""What an order is found by, made anew from what is stored of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from core.catalog.models import products
from core.orders.models import order_lines, order_texts, orders
from core.orders.search import SearchRow, goods_names, put_search, put_text, search_row
from core.transaction import Transaction


def stored_search(tx: Transaction, order_id: int) -> SearchRow | None:
    """The words and the text of an order as its contents are now; None where there is no order."""
    row: Any = tx.execute(_order, {"o": order_id}).first()
    if row is None:
        return None
    lines = tx.execute(_skus, {"o": order_id}).all()
    return search_row(**row._mapping, skus=goods_names((sku, bundle) for sku, bundle in lines))


def refresh_text(tx: Transaction, order_id: int) -> None:
    """Let an order that is not over be found by what its note says now; its words stay."""
    made = stored_search(tx, order_id)
    if made is not None:
        tx.execute(_set_text, {"o": order_id, "made": made.text})


def find_anew(tx: Transaction, order_id: int) -> None:
    """Let an order that is not over be found by what it consists of now, words and text."""
    made = stored_search(tx, order_id)
    if made is not None:
        put_search(tx, order_id, made)


def refind(tx: Transaction, order_id: int) -> None:
    """Let an order that is not over after all be found by anything in its text again."""
    made = stored_search(tx, order_id)
    if made is not None:
        put_text(tx, order_id, made.text)


_NAMES = ("order_no", "customer", "phone", "email", "address", "city", "note")
_order = select(*(orders.c[name] for name in _NAMES)).where(orders.c.id == bindparam("o"))
_skus = (
    select(products.c.sku, order_lines.c.bundle)
    .join(order_lines, order_lines.c.product_id == products.c.id)
    .where(order_lines.c.order_id == bindparam("o"))
    .order_by(order_lines.c.line_no)
)
_set_text = (
    update(order_texts)
    .where(order_texts.c.order_id == bindparam("o"))
    .values(text=bindparam("made"))
)
