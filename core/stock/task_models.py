"""Tables of goods that are blocked, of pick bins with their bounds, and of filling them up."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.tables import WHERE, BigId, Json, Moment, metadata

stock_blocks = Table(
    "stock_blocks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("quantity", BigInteger, nullable=False),  # part of the level's `reserved` while open
    Column("reason", String(200), nullable=False),
    Column("until", Moment),
    Column("at", Moment, nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("ended_at", Moment),
    Column("ended_by", BigId, ForeignKey("operators.id")),
    CheckConstraint("quantity > 0", name="positive"),
    Index("ix_stock_blocks_product_id_ended_at", "product_id", "ended_at"),
    Index("ix_stock_blocks_ended_at_until", "ended_at", "until"),
)

pick_homes = Table(
    "pick_homes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("least", BigInteger, nullable=False),  # below so many free units it is filled up
    Column("most", BigInteger, nullable=False),  # up to so many
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("warehouse_id", "product_id"),
    CheckConstraint("least >= 0 AND most > 0 AND least <= most", name="bounds"),
    Index("ix_pick_homes_bin_id", "bin_id"),
)

replenish_tasks = Table(
    "replenish_tasks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("quantity", BigInteger, nullable=False),  # units that are still to be moved
    Column("moved", BigInteger, nullable=False, default=0),
    Column("from_bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("to_bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("done_by", BigId, ForeignKey("operators.id")),
    Column("result", String(20), nullable=False, default=""),  # moved, short, not_needed
    CheckConstraint("quantity > 0", name="positive"),
    CheckConstraint("moved >= 0", name="moved"),
    # Whoever plans at the same moment makes it once.
    Index(
        "uq_replenish_tasks_open",
        "product_id",
        "from_bin_id",
        "to_bin_id",
        "lot",
        unique=True,
        info={WHERE: text("done_at IS NULL")},
    ),
    Index("ix_replenish_tasks_warehouse_id_done_at", "warehouse_id", "done_at"),
)

replenish_keys = Table(
    "replenish_keys",
    metadata,
    Column("key", String(60), primary_key=True),  # of whoever sends: sent twice, it is done once
    Column("task_id", BigId, ForeignKey("replenish_tasks.id"), nullable=False),
    Column("asked", Json, nullable=False),
    Column("told", Json, nullable=False),  # what became of it
    Column("at", Moment, nullable=False),
)
