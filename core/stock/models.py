"""Tables of warehouses, zones, bins, the ledger of moves, its cached levels, and reservations."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from core.appendonly import append_only
from core.tables import BigId, Moment, metadata, one_of


class BinKind(StrEnum):
    """What a bin is for; goods in `SHELF` can be promised."""

    SHELF = "shelf"
    TOTE = "tote"
    PACKED = "packed"
    DAMAGED = "damaged"
    SUPPLIER = "supplier"
    ADJUST = "adjust"
    OUT = "out"
    TRANSIT = "transit"
    """On the way from here to another warehouse."""


class Purpose(StrEnum):
    """What a shelf is used for: to pick from, or to keep what the others are filled from."""

    PICK = "pick"
    BULK = "bulk"


class WarehouseKind(StrEnum):
    """What a warehouse is to the shop."""

    MAIN = "main"
    BRANCH = "branch"
    OUTLET = "outlet"


KEPT = frozenset({BinKind.SHELF, BinKind.TOTE, BinKind.PACKED, BinKind.DAMAGED, BinKind.TRANSIT})
"""Kinds whose level is cached and never below zero; the others are where goods come from or go."""

warehouses = Table(
    "warehouses",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    # Defaults of the database itself: these columns came to tables that had rows already.
    Column("address", String(400), nullable=False, server_default=""),
    Column("district", String(120), nullable=False, server_default=""),
    Column("city", String(120), nullable=False, server_default=""),
    Column("province", String(120), nullable=False, server_default=""),
    Column("postcode", String(20), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("keeper", String(120), nullable=False, server_default=""),  # the person in charge
    Column("kind", String(12), nullable=False, server_default=WarehouseKind.MAIN.value),
    Column("active", Boolean, nullable=False, server_default="1"),
    Column("rank", Integer, nullable=False, server_default="0"),  # the lowest is asked first
    CheckConstraint(one_of("kind", WarehouseKind), name="kind"),
)

zones = Table(
    "zones",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", String(120), nullable=False, default=""),
    Column("walk", Integer, nullable=False, default=0),
    UniqueConstraint("warehouse_id", "code"),
)

bins = Table(
    "bins",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("kind", String(12), nullable=False),
    # The walking order is (walk, code).
    Column("walk", Integer, nullable=False, server_default="0"),
    Column("purpose", String(8), nullable=False, server_default=Purpose.PICK.value),
    Column("zone_id", BigId, ForeignKey("zones.id")),
    Column("active", Boolean, nullable=False, server_default="1"),
    UniqueConstraint("warehouse_id", "code"),
    CheckConstraint(one_of("kind", BinKind), name="kind"),
    CheckConstraint(one_of("purpose", Purpose), name="purpose"),
)

moves = Table(
    "stock_moves",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("from_bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("to_bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("quantity", BigInteger, nullable=False),
    Column("reason", String(20), nullable=False),
    Column("reference", String(80), nullable=False, default=""),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("station_id", BigId, ForeignKey("stations.id")),
    Column("at", Moment, nullable=False),
    CheckConstraint("quantity > 0", name="positive"),
    CheckConstraint("from_bin_id <> to_bin_id", name="moves_somewhere"),
    Index("ix_stock_moves_product_id", "product_id"),
)
append_only(moves)

levels = Table(
    "stock_levels",
    metadata,
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("on_hand", BigInteger, nullable=False, default=0),
    Column("reserved", BigInteger, nullable=False, default=0),
    PrimaryKeyConstraint("product_id", "bin_id", "lot"),
    CheckConstraint("reserved >= 0", name="reserved_positive"),
    CheckConstraint("reserved <= on_hand", name="reserved_on_hand"),
)

reservations = Table(
    "reservations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    Column("order_line_id", BigId, ForeignKey("order_lines.id"), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("quantity", BigInteger, nullable=False),
    UniqueConstraint("order_line_id", "bin_id", "lot"),
    CheckConstraint("quantity > 0", name="positive"),
    Index("ix_reservations_order_id", "order_id"),
    Index("ix_reservations_product_id_bin_id", "product_id", "bin_id"),
)

stock_holds = Table(
    "stock_holds",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("holder", String(40), nullable=False),  # the key of what is being typed in
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("quantity", BigInteger, nullable=False),  # part of the level's `reserved`
    Column("lease_until_ms", BigInteger, nullable=False),  # the database's clock
    UniqueConstraint("holder", "product_id", "bin_id", "lot"),
    CheckConstraint("quantity > 0", name="positive"),
    Index("ix_stock_holds_lease_until_ms", "lease_until_ms"),
)

put_away_tasks = Table(
    "put_away_tasks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("quantity", BigInteger, nullable=False),
    Column("from_bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("to_bin_id", BigId, ForeignKey("bins.id")),  # where it came from, as a suggestion
    Column("reason", String(20), nullable=False),
    Column("reference", String(80), nullable=False, default=""),
    Column("order_id", BigId, ForeignKey("orders.id")),
    Column("asked_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("done_by", BigId, ForeignKey("operators.id")),
    CheckConstraint("quantity > 0", name="positive"),
    Index("ix_put_away_tasks_warehouse_id_done_at", "warehouse_id", "done_at"),
    Index("ix_put_away_tasks_order_id", "order_id"),
)

count_requests = Table(
    "count_requests",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("done_at", Moment),
)
