"""Tables of orders, their lines, their search words, and the orders that were parked."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.orders.states import CONFIRMED, PACKABLE, Fulfilment, OrderStatus, Origin, Source
from core.tables import WHERE, BigId, Json, Moment, Word, metadata, one_of

LIVE = tuple(one for one in Fulfilment if one not in {Fulfilment.HANDED_OVER, Fulfilment.CANCELLED})
"""Fulfilment of orders that are not over."""
WORK = tuple(one for one in Fulfilment if one in PACKABLE)
"""Fulfilment of orders in the queue: goods are there, something is left to do."""


def _among(column: str, states: Iterable[StrEnum]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{one.value}'" for one in states))


# Literal, here and in the queries: a partial index is used only where the words are the same.
_WORK = text(f"{_among('fulfilment', WORK)} AND {_among('status', CONFIRMED)}")
WORK_SQL = f"{_among('orders.fulfilment', WORK)} AND {_among('orders.status', CONFIRMED)}"
"""What makes an order work for the packing tables, as a condition of a query."""

orders = Table(
    "orders",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("order_no", String(80), nullable=False),
    Column("status", String(20), nullable=False),
    Column("fulfilment", String(20), nullable=False),
    Column("version", Integer, nullable=False, default=1),  # grows when contents or address change
    Column("content_hash", String(64), nullable=False, default=""),
    Column("ordered_at", Moment, nullable=False),
    Column("ship_by", Moment),
    # ship_by for sorting, where none comes last, on both engines alike
    Column("ship_rank", Moment, Computed("coalesce(ship_by, '9999-12-31 00:00:00.000000')", True)),
    Column("due_at", Moment, nullable=False),  # the last courier cut-off in time; queue order
    Column("customer", String(200), nullable=False),
    Column("phone", String(40), nullable=False, default=""),
    Column("email", String(200), nullable=False, default=""),
    Column("address", String(500), nullable=False),
    Column("district", String(120), nullable=False, default=""),
    Column("city", String(120), nullable=False, default=""),
    Column("province", String(120), nullable=False, default=""),
    Column("postcode", String(20), nullable=False, default=""),
    Column("country", String(2), nullable=False, default=""),
    Column("currency", String(3), nullable=False),
    Column("goods", BigInteger, nullable=False, default=0),  # minor units, as are the next five
    Column("discount", BigInteger, nullable=False, default=0),  # with that of its lines
    Column("shipping_fee", BigInteger, nullable=False, default=0),
    Column("total", BigInteger, nullable=False, default=0),
    Column("paid", BigInteger, nullable=False, default=0),
    Column("cod", BigInteger, nullable=False, default=0),
    Column("courier", String(40), nullable=False),  # one that is configured
    Column("service", String(40), nullable=False, default=""),
    Column("courier_wish", String(40), nullable=False, default=""),  # as the buyer asked
    Column("service_wish", String(40), nullable=False, default=""),
    Column("note", String(1000), nullable=False, default=""),
    Column("must_read", Boolean, nullable=False, default=False),
    Column("gift", Boolean, nullable=False, default=False),
    Column("fragile", Boolean, nullable=False, default=False),
    Column("hold_reason", String(200), nullable=False, default=""),
    Column("units", BigInteger, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    # Defaults of the database itself: these columns came to tables that had rows already.
    Column("source", String(12), nullable=False, server_default=Source.PRIVATE.value),
    Column("raw_status", String(60), nullable=False, server_default=""),  # the channel's own word
    Column("customer_id", BigId, ForeignKey("customers.id")),
    Column("origin", String(12), nullable=False, server_default=Origin.NONE.value),
    Column("origin_id", BigId, ForeignKey("orders.id")),  # copied, split or exchanged from
    Column("merged_into", BigId, ForeignKey("orders.id")),
    Column("cancel_reason", String(200), nullable=False, server_default=""),
    Column("confirmed_at", Moment),  # since when it may be worked on
    Column("delivered_at", Moment),
    # Minor units that settled returns took off what is owed; the total stays as it was.
    Column("credited", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("channel", "order_no"),
    CheckConstraint(one_of("status", OrderStatus), name="status"),
    CheckConstraint(one_of("fulfilment", Fulfilment), name="fulfilment"),
    CheckConstraint(one_of("source", Source), name="source"),
    CheckConstraint(one_of("origin", Origin), name="origin"),
    Index("ix_orders_customer_id", "customer_id"),
    # All that the order book filters by, so that it never reads the rows it does not show.
    Index(
        "ix_orders_book",
        "status",
        "ordered_at",
        "id",
        "source",
        "courier",
        "warehouse_id",
        "customer_id",
        "total",
        "paid",
        "cod",
        "credited",
    ),
    Index(
        "ix_orders_queue", "warehouse_id", "fulfilment", "due_at", "ship_rank", "ordered_at", "id"
    ),
    Index(
        "ix_orders_work",
        "warehouse_id",
        "due_at",
        "ship_rank",
        "ordered_at",
        "id",
        "fulfilment",
        "channel",
        "courier",
        info={WHERE: _WORK},
    ),
    Index("ix_orders_order_no", "order_no"),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("unit_price", BigInteger, nullable=False, default=0),  # minor units
    Column("picked", BigInteger, nullable=False, default=0),  # taken to the tote, packed or not
    Column("packed", BigInteger, nullable=False, default=0),
    Column("boxed", BigInteger, nullable=False, default=0),  # in complete parcels: off the shelf
    Column("short", BigInteger, nullable=False, default=0),  # looked for and not found
    Column("excepted", BigInteger, nullable=False, default=0),  # sent without, on record
    # Minor units off all units of the line; what the order gives beside it stands in the order.
    Column("discount", BigInteger, nullable=False, server_default="0"),
    Column("bundle", String(80), nullable=False, server_default=""),  # whose part it is, by SKU
    UniqueConstraint("order_id", "line_no"),
    CheckConstraint("quantity > 0", name="positive"),
    CheckConstraint("boxed >= 0 AND boxed <= packed", name="boxed"),
    CheckConstraint("packed >= 0 AND picked >= 0 AND short >= 0 AND excepted >= 0", name="counts"),
    CheckConstraint("packed + short + excepted <= quantity", name="adds_up"),
    CheckConstraint("discount >= 0 AND discount <= quantity * unit_price", name="discount"),
    Index("ix_order_lines_product_id", "product_id"),
)

order_words = Table(
    "order_words",
    metadata,
    Column("word", Word, nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    PrimaryKeyConstraint("word", "order_id"),
    Index("ix_order_words_order_id", "order_id"),
    sqlite_with_rowid=False,
)

# Beside the orders, not in them, and only of those that are not over: a search reads all of it.
order_texts = Table(
    "order_texts",
    metadata,
    Column("order_id", BigId, ForeignKey("orders.id"), primary_key=True, autoincrement=False),
    Column("text", String(1200), nullable=False),  # folded, for anywhere-in-text
)

parked_orders = Table(
    "parked_orders",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("order_no", String(80), nullable=False, default=""),
    Column("customer", String(200), nullable=False, default=""),
    Column("source", String(255), nullable=False, default=""),  # the file it came in
    Column("content_hash", String(64), nullable=False),
    Column("rows", Json, nullable=False),  # all its rows, as read
    Column("reasons", Json, nullable=False),  # [{code, params}]
    Column("parked_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("resolution", String(20), nullable=False, default=""),
    UniqueConstraint("channel", "order_no", "content_hash"),
)
