"""Tables of orders, their lines, their search words, and the orders that were parked."""

from __future__ import annotations

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

from core.orders.states import PACKABLE, Fulfilment, OrderStatus
from core.tables import WHERE, BigId, Json, Moment, metadata, one_of

Word = String(80).with_variant(String(80, collation="C"), "postgresql")
"""A folded word compared byte by byte on both engines, so that a prefix is a range of the index."""
LIVE = tuple(one for one in Fulfilment if one not in {Fulfilment.HANDED_OVER, Fulfilment.CANCELLED})
"""Fulfilment of orders that are not over."""
WORK = tuple(one for one in Fulfilment if one in PACKABLE)
"""Fulfilment of orders in the queue: goods are there, something is left to do."""
# Literal, here and in the queries: a partial index is used only where the words are the same.
WORK_SQL = "fulfilment IN ({})".format(", ".join(f"'{one.value}'" for one in WORK))
_WORK = text(WORK_SQL)

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
    Column("discount", BigInteger, nullable=False, default=0),
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
    Column("search", String(1200), nullable=False, default=""),  # folded, for anywhere-in-text
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("channel", "order_no"),
    CheckConstraint(one_of("status", OrderStatus), name="status"),
    CheckConstraint(one_of("fulfilment", Fulfilment), name="fulfilment"),
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
    UniqueConstraint("order_id", "line_no"),
    CheckConstraint("quantity > 0", name="positive"),
    CheckConstraint("boxed >= 0 AND boxed <= packed", name="boxed"),
    CheckConstraint("packed >= 0 AND picked >= 0 AND short >= 0 AND excepted >= 0", name="counts"),
    CheckConstraint("packed + short + excepted <= quantity", name="adds_up"),
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
