"""The columns of an order file: which there are, which must be there, how long a text may be."""

from __future__ import annotations

ORDER_COLUMNS = (
    "order_no",
    "channel",
    "ordered_at",
    "customer",
    "phone",
    "email",
    "address",
    "district",
    "city",
    "province",
    "postcode",
    "country",
    "sku",
    "quantity",
    "unit_price",
    "discount",
    "shipping_fee",
    "paid",
    "cod",
    "currency",
    "courier",
    "service",
    "ship_by",
    "note",
    "status",
)
"""One row is one line of an order; the header may name the columns in any order."""

REQUIRED_COLUMNS = ("order_no", "customer", "address", "sku", "quantity")

LINE_COLUMNS = frozenset({"sku", "quantity", "unit_price", "discount"})
"""Columns that speak of one line; all others speak of the order."""

ORDER_LEVEL = tuple(name for name in ORDER_COLUMNS if name not in LINE_COLUMNS | {"order_no"})
"""Columns that may be left empty on the later rows of an order: as on its first row."""

TEXT_LIMITS = {
    "order_no": 80,
    "channel": 40,
    "customer": 200,
    "phone": 40,
    "email": 200,
    "address": 500,
    "district": 120,
    "city": 120,
    "province": 120,
    "postcode": 20,
    "sku": 80,
    "courier": 40,
    "service": 40,
    "note": 1000,
    "status": 60,
}
"""Characters that a cleaned text may have; a longer one is never cut in silence."""

IDENTIFIERS = frozenset({"order_no", "sku", "phone", "postcode"})
"""Columns in which a number that a spreadsheet rounded or turned into a date is lost."""

DEFAULT_CHANNEL = "manual"


def template() -> str:
    """An empty order file: the header line alone, ready to be filled in."""
    return ",".join(ORDER_COLUMNS) + "\r\n"
