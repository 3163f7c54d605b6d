"""A stored order as it would be typed in: what copies, edits and splits begin with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from core.catalog.models import products
from core.clock import local
from core.errors import NotFound
from core.orders.entry.contents import BUYER, REST, Contents, EntryLine, plain_amount
from core.orders.models import order_lines, orders
from core.orders.states import Origin
from core.transaction import Transaction


def stored_row(tx: Transaction, order_id: int, *, lock: bool = False) -> Any:
    """The row of an order with all its columns; NotFound ``order_not_found``."""
    row = tx.execute(_locked if lock else _order, {"o": order_id}).first()
    if row is None:
        raise NotFound("order_not_found", order=order_id)
    return row


def stored_lines(tx: Transaction, order_id: int) -> list[Any]:
    """The lines of an order with what was done of them, in their order."""
    return tx.execute(_lines, {"o": order_id}).all()


def contents_of(tx: Transaction, order_id: int, zone: str, *, lock: bool = False) -> Contents:
    """An order as a person would type it now; payments are not part of it."""
    row = stored_row(tx, order_id, lock=lock)
    return contents_from(row, stored_lines(tx, order_id), zone)


def contents_from(row: Any, lines: list[Any], zone: str) -> Contents:
    """The same from rows that were read already."""
    currency = row.currency
    return Contents(
        **{name: getattr(row, name) for name in BUYER},
        courier=row.courier,
        service=row.service,
        shipping_fee=plain_amount(row.shipping_fee, currency),
        discount=plain_amount(own_discount(row, lines), currency),
        cod=plain_amount(row.cod, currency),
        ship_by=_moment(row.ship_by, zone),
        note=row.note,
        must_read=row.must_read,
        gift=row.gift,
        fragile=row.fragile,
        customer_id=row.customer_id,
        currency=currency,
        lines=tuple(line_of(one) for one in lines),
    )


def line_of(row: Any, units: int | None = None) -> EntryLine:
    """A stored line as it would be typed; for some of its units with their part of the discount.

    A part is rounded down to the minor unit: the rest of the line has what is left.
    """
    units = row.quantity if units is None else units
    off = row.discount * units // row.quantity
    return EntryLine(row.product_id, row.sku, row.name, units, row.unit_price, off, row.bundle)


def own_discount(row: Any, lines: Iterable[Any]) -> int:
    """What the whole order gives off beside its lines, in minor units."""
    of_lines = sum(int(one.discount) for one in lines)
    return max(0, int(row.discount) - of_lines)


def copy_of(tx: Transaction, order_id: int, zone: str) -> Contents:
    """The contents of a new order like an earlier one: same buyer, goods, prices and courier.

    What belongs to the earlier order alone is left out: its date, its money, what it gave off as a
    whole. What a line gives off belongs to its price.
    """
    row = stored_row(tx, order_id)
    found = contents_from(row, stored_lines(tx, order_id), zone)
    return replace(
        found,
        ship_by="",
        discount="",
        cod=REST if row.cod else "",
        origin=Origin.COPY.value,
        origin_id=order_id,
    )


def _moment(moment: datetime | None, zone: str) -> str:
    return "" if moment is None else local(moment, zone).strftime("%Y-%m-%d %H:%M:%S")


_order = select(orders).where(orders.c.id == bindparam("o"))
_locked = _order.with_for_update()
_lines = (
    select(order_lines, products.c.sku, products.c.name)
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id == bindparam("o"))
    .order_by(order_lines.c.line_no)
)
