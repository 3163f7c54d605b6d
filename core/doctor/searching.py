"""Check of what orders are found by: words of all of them, the text of those that are not over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, exists, func, select

from core.catalog.models import products
from core.doctor.findings import Finding
from core.doctor.looking import Look, Means, Span, by, named, within
from core.doctor.paper import NOT_BOOKED
from core.doctor.promises import ORDERS
from core.orders.found_by import stored_search
from core.orders.models import LIVE, order_lines, order_texts, order_words, orders
from core.orders.search import (
    SearchRow,
    add_word,
    forget_text,
    goods_names,
    put_search,
    search_row,
    words_for,
)
from core.shipping.models import shipments
from core.transaction import Transaction

_o = orders.c
_LIVE = [one.value for one in LIVE]
_COLUMNS = ("id", "order_no", "customer", "phone", "email", "address", "city", "note")
_heads = select(*(_o[name] for name in _COLUMNS)).where(within(_o.id), _o.fulfilment.in_(_LIVE))
_skus = (
    select(order_lines.c.order_id, products.c.sku, order_lines.c.bundle)
    .join(products, products.c.id == order_lines.c.product_id)
    .where(within(order_lines.c.order_id))
    .order_by(order_lines.c.order_id, order_lines.c.line_no)
)
_texts = select(order_texts.c.order_id, order_texts.c.text).where(within(order_texts.c.order_id))
_BETWEEN = "\n"  # no word has it
_words = (
    select(order_words.c.order_id, func.aggregate_strings(order_words.c.word, _BETWEEN))
    .where(within(order_words.c.order_id))
    .group_by(order_words.c.order_id)
)
_waybills = select(shipments.c.order_id, shipments.c.waybill).where(
    within(shipments.c.order_id), shipments.c.waybill != "", shipments.c.state.not_in(NOT_BOOKED)
)
_text_left = select(_o.id.label("order"), _o.order_no).where(
    within(_o.id),
    _o.fulfilment.not_in(_LIVE),
    exists().where(order_texts.c.order_id == _o.id),
)
_wordless = select(_o.id.label("order"), _o.order_no).where(
    within(_o.id),
    _o.fulfilment.not_in(_LIVE),
    ~exists().where(order_words.c.order_id == _o.id),
)


def _lists(tx: Transaction, query: Any, span: dict[str, int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for order_id, value in tx.execute(query, span):
        found.setdefault(order_id, []).append(value)
    return found


def _made(row: Any, skus: Iterable[str]) -> SearchRow:
    return search_row(
        order_no=row.order_no,
        customer=row.customer,
        phone=row.phone,
        skus=skus,
        email=row.email,
        address=row.address,
        city=row.city,
        note=row.note,
    )


def _contents(tx: Transaction, span: Span, _means: Means) -> list[Finding]:
    """Orders that are not over, and what is stored of each against what would be stored now."""
    given = {"low": span.low, "high": span.high}
    heads = tx.execute(_heads, given).all()
    if not heads:
        return []
    waybills = _lists(tx, _waybills, given)
    goods: dict[int, list[tuple[str, str]]] = {}
    for order_id, sku, bundle in tx.execute(_skus, given):
        goods.setdefault(order_id, []).append((sku, bundle))
    texts: dict[int, str] = dict(tx.execute(_texts, given).all())
    words: dict[int, str] = dict(tx.execute(_words, given).all())
    found = []
    for row in heads:
        made = _made(row, goods_names(goods.get(row.id, ())))
        missing = set(made.words).difference(words.get(row.id, "").split(_BETWEEN))
        if row.id in waybills:
            missing |= words_of(waybills[row.id]).difference(words.get(row.id, "").split(_BETWEEN))
        if texts.get(row.id) != made.text:
            code = "search_text" if row.id in texts else "search_no_text"
        elif missing:
            code = "search_words"
        else:
            continue
        told = {"order": row.id, "order_no": row.order_no, "words": ", ".join(sorted(missing))}
        found.append(Finding(code, (row.id,), told))
    return found


def words_of(names: Iterable[str]) -> set[str]:
    """Names such as waybills, as `add_word` stores them."""
    return {word for name in names for word in words_for(name, "")}


def put_right(tx: Transaction, order_ids: Iterable[int]) -> int:
    """Store anew what orders are found by; gives how many there were."""
    done = 0
    for order_id in order_ids:
        row: Any = tx.execute(_one, {"o": order_id}).first()
        made = stored_search(tx, order_id)
        if row is None or made is None:
            continue
        put_search(tx, order_id, made)
        span = {"low": order_id - 1, "high": order_id}
        for waybill in _lists(tx, _waybills, span).get(order_id, ()):
            add_word(tx, order_id, waybill)
        if row.fulfilment not in _LIVE:
            forget_text(tx, order_id)
        done += 1
    return done


_one = select(_o.fulfilment).where(_o.id == bindparam("o"))

LOOKS = (
    Look("search", ORDERS, _contents),
    Look("search", ORDERS, by(_text_left, named("search_text_left", "order"))),
    Look("search", ORDERS, by(_wordless, named("search_wordless", "order"))),
)
"""Contents of open orders word by word; of those that are over, that they can be found at all."""
