"""The columns of the order book: their names, which are shown at first, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.orders.book.rows import BookRow, Goods
from core.orders.entry.contents import plain_amount

USUAL = ("order", "products", "customer", "date", "total", "status")
"""What is shown until somebody chooses otherwise."""
MORE = (
    "payment",
    "paid",
    "balance",
    "courier",
    "source",
    "phone",
    "city",
    "tracking",
    "warehouse",
    "ship_by",
    "note",
    "fulfilment",
    "raw_status",
)
COLUMNS = (*USUAL, *MORE)
"""All columns, in the order in which they are shown."""

Value = str | Decimal | datetime | None
Words = Callable[[str, str], str]
"""The words of a code such as a status: given the column and the code."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with what the book itself does not know of it."""

    row: BookRow
    tracking: tuple[str, ...] = ()


def chosen_columns(names: Iterable[str]) -> tuple[str, ...]:
    """The columns of these names that exist, in the order in which they are shown."""
    wanted = set(names)
    return tuple(one for one in COLUMNS if one in wanted) or USUAL


def value_of(shown: Shown, column: str, words: Words) -> Value:
    """What stands in a column: a text, an amount, or a moment in UTC."""
    row = shown.row
    match column:
        case "products":
            return goods_text(row.goods)
        case "date":
            return row.ordered_at
        case "ship_by":
            return row.ship_by
        case "total":
            return row.total.decimal
        case "paid":
            return row.paid.decimal
        case "balance":
            return row.balance.decimal
        case "tracking":
            return ", ".join(shown.tracking)
    return _TEXTS[column](row, words)


def goods_text(goods: tuple[Goods, ...], *, short: bool = False) -> str:
    """The goods of an order in a line; in short the first, and how many more there are.

    In full each line says what it gives off.
    """
    each = [f"{one.quantity} × {one.name}" for one in goods]
    if short:
        return f"{each[0]} +{len(each) - 1}" if len(each) > 1 else "".join(each)
    return ", ".join(
        f"{text} −{plain_amount(one.discount.minor, one.discount.currency)}"
        if one.discount
        else text
        for text, one in zip(each, goods, strict=True)
    )


_TEXTS: Mapping[str, Callable[[BookRow, Words], str]] = {
    "order": lambda row, words: row.order_no,
    "customer": lambda row, words: row.customer,
    "status": lambda row, words: words("status", row.status),
    "payment": lambda row, words: words("payment", row.money),
    "courier": lambda row, words: words("courier", row.courier),
    "source": lambda row, words: words("source", row.source),
    "phone": lambda row, words: row.phone,
    "city": lambda row, words: row.city,
    "warehouse": lambda row, words: row.warehouse,
    "note": lambda row, words: row.note,
    "fulfilment": lambda row, words: words("fulfilment", row.fulfilment),
    "raw_status": lambda row, words: row.raw_status,
}
