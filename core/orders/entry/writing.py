"""Orders that people typed go into the tables: head, lines, search words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, update

from core.orders.due import due_at
from core.orders.entry.checking import Checked
from core.orders.entry.contents import BUYER, EntryLine
from core.orders.entry.rules import EntryRules
from core.orders.models import order_lines, orders
from core.orders.search import goods_names, put_search, search_row
from core.transaction import Transaction

TOLD = (
    *BUYER,
    "currency",
    "courier",
    "service",
    "ship_by",
    "note",
    "must_read",
    "gift",
    "fragile",
)
"""Columns of an order that say what was typed of it, its money left out."""
SUMS = ("goods", "discount", "shipping_fee", "total", "cod")
"""Columns with what it costs, which add up where two orders become one."""


def content_row(rules: EntryRules, checked: Checked, ordered_at: Any) -> dict[str, Any]:
    """The columns of an order that follow from what was typed."""
    intake = rules.intake
    cutoff = intake.cutoffs.get(checked.courier)
    return {
        **{name: getattr(checked, name) for name in (*TOLD, *SUMS)},
        "due_at": due_at(ordered_at, checked.ship_by, cutoff, rules.zone),
        "units": sum(line.quantity for line in checked.lines),
        "lines": len(checked.lines),
    }


def line_row(line: EntryLine) -> dict[str, Any]:
    """The columns of a line that follow from what was typed."""
    names = ("product_id", "quantity", "unit_price", "discount", "bundle")
    return {name: getattr(line, name) for name in names}


def insert_lines(
    tx: Transaction, order_id: int, lines: Iterable[EntryLine], first: int = 1
) -> None:
    """Lines of an order, numbered from `first` on."""
    rows = [
        {"order_id": order_id, "line_no": number, **line_row(line)}
        for number, line in enumerate(lines, first)
    ]
    if rows:
        tx.execute(insert(order_lines), rows)


def write_search(tx: Transaction, order_id: int, order_no: str, checked: Checked) -> None:
    """Let an order be found by what is in it now."""
    made = search_row(
        order_no=order_no,
        customer=checked.customer,
        phone=checked.phone,
        skus=goods_names((line.sku, line.bundle) for line in checked.lines),
        email=checked.email,
        address=checked.address,
        city=checked.city,
        note=checked.note,
    )
    put_search(tx, order_id, made)


def set_values(tx: Transaction, order_id: int, version: int, values: dict[str, Any]) -> bool:
    """Write columns of an order and count its version up; False where it has another one."""
    done = tx.execute(
        update(orders)
        .where(orders.c.id == order_id, orders.c.version == version)
        .values(**values, version=version + 1, updated_at=tx.now)
    )
    return done.rowcount == 1
