"""New orders go into the tables many at once: heads, lines, search words and events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from core.audit import event_row, record_many
from core.customers.linking import link
from core.orders.due import due_at
from core.orders.intake.drafts import Draft, content_hash
from core.orders.intake.rules import Desk
from core.orders.intake.worth import Worth, worth
from core.orders.models import order_lines, order_texts, order_words, orders
from core.orders.search import SearchRow, search_row, word_rows
from core.orders.states import Fulfilment

# Columns that a file decides; a changed order gets them anew.
_COPIED = (
    "customer",
    "phone",
    "email",
    "address",
    "district",
    "city",
    "province",
    "postcode",
    "country",
    "currency",
    "shipping_fee",
    "cod",
    "note",
    "ship_by",
)


def create(desk: Desk, drafts: Sequence[Draft]) -> list[int]:
    """Store new orders, nothing promised yet; gives their ids in the order of the drafts."""
    if not drafts:
        return []
    tx = desk.tx
    heads, lines, words, texts = [], [], [], []
    found: list[SearchRow] = []
    sums: list[Worth] = []
    for draft, customer in zip(drafts, link(tx, drafts), strict=True):
        sums.append(worth(draft, desk.products))
        found.append(search_of(draft))
        heads.append(_head_row(desk, draft, sums[-1]) | {"customer_id": customer})
    ids = list(tx.execute(_insert_head, heads).scalars())
    for order_id, draft, value, search in zip(ids, drafts, sums, found, strict=True):
        for number, (line, price) in enumerate(zip(draft.lines, value.prices, strict=True), 1):
            lines.append(
                {
                    "order_id": order_id,
                    "line_no": number,
                    "product_id": desk.products[line.sku].id,
                    "quantity": line.quantity,
                    "unit_price": price,
                }
            )
        words += word_rows(order_id, search.words)
        texts.append({"order_id": order_id, "text": search.text})
    tx.execute(_insert_line, lines)
    tx.execute(_insert_word, words)
    tx.execute(_insert_text, texts)
    record_many(tx, [event_row(tx, "imported", one, None, {"source": desk.source}) for one in ids])
    return ids


def search_of(draft: Draft) -> SearchRow:
    """The words and text by which a draft will be found."""
    return search_row(
        order_no=draft.order_no,
        customer=draft.customer,
        phone=draft.phone,
        skus=[line.sku for line in draft.lines],
        email=draft.email,
        address=draft.address,
        city=draft.city,
        note=draft.note,
    )


def _head_row(desk: Desk, draft: Draft, value: Worth) -> dict[str, Any]:
    return {
        "warehouse_id": desk.rules.warehouse,
        "channel": draft.channel,
        "order_no": draft.order_no,
        "status": value.status.value,
        "fulfilment": Fulfilment.SHORT.value,
        "version": 1,
        "created_at": desk.tx.now,
        **content_row(desk, draft, value, draft.ordered_at or desk.tx.now),
    }


def content_row(desk: Desk, draft: Draft, value: Worth, ordered_at: datetime) -> dict[str, Any]:
    """The columns that follow from what a file says."""
    rules = desk.rules
    courier, service = rules.courier_for(draft.courier, draft.service)
    due = due_at(ordered_at, draft.ship_by, rules.cutoffs.get(courier), rules.setting.zone)
    return {
        **{name: getattr(draft, name) for name in _COPIED},
        "content_hash": content_hash(draft),
        "ordered_at": ordered_at,
        "due_at": due,
        "goods": value.goods,
        "discount": value.discount,
        "total": value.total,
        "paid": draft.paid or 0,
        "courier": courier,
        "service": service,
        "courier_wish": draft.courier,
        "service_wish": draft.service,
        "units": sum(line.quantity for line in draft.lines),
        "lines": len(draft.lines),
        "updated_at": desk.tx.now,
    }


_insert_head = insert(orders).returning(orders.c.id, sort_by_parameter_order=True)
_insert_line = insert(order_lines)
_insert_word = insert(order_words)
_insert_text = insert(order_texts)
