"""Tables of waves, walks, the orders in them, pick tasks, and goods that stand in for others."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from core.fulfilment.walks.states import Mode, Place, TaskState, WalkState
from core.tables import BigId, Json, Moment, metadata, one_of

waves = Table(
    "waves",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("wanted", Json, nullable=False),  # by what its orders were chosen
    Column("made_at", Moment, nullable=False),
    Column("made_by", BigId, ForeignKey("operators.id")),
)

walks = Table(
    "walks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("wave_id", BigId, ForeignKey("waves.id")),
    Column("mode", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("zone", String(40), nullable=False, default=""),
    Column("due_at", Moment, nullable=False),  # the cut-off of its most urgent order
    Column("length", Integer, nullable=False, default=0),  # of the route, in bays
    Column("cart_id", BigId, ForeignKey("bins.id")),  # where a batch's goods go
    Column("station_id", BigId, ForeignKey("stations.id")),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("lease_until_ms", BigInteger, nullable=False, default=0),  # the database's clock
    Column("reason", String(200), nullable=False, default=""),
    Column("made_at", Moment, nullable=False),
    Column("made_by", BigId, ForeignKey("operators.id")),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    CheckConstraint(one_of("mode", Mode), name="mode"),
    CheckConstraint(one_of("state", WalkState), name="state"),
    Index("ix_walks_warehouse_id_state_due_at", "warehouse_id", "state", "due_at", "id"),
    Index("ix_walks_station_id", "station_id"),
)

walk_orders = Table(
    "walk_orders",
    metadata,
    Column("walk_id", BigId, ForeignKey("walks.id"), nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    Column("slot", Integer, nullable=False),  # 1, 2, … on the cart
    Column("tote_id", BigId, ForeignKey("bins.id")),  # tied by the first scan
    Column("version", Integer, nullable=False),  # of the order, when its tasks were made
    Column("state", String(8), nullable=False),
    Column("why", String(20), nullable=False, default=""),  # it is part of the walk no more
    PrimaryKeyConstraint("walk_id", "order_id"),
    CheckConstraint(one_of("state", Place), name="state"),
    Index("ix_walk_orders_order_id_state", "order_id", "state"),
    Index("ix_walk_orders_tote_id", "tote_id"),
)

pick_tasks = Table(
    "pick_tasks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("walk_id", BigId, ForeignKey("walks.id"), nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    # An edited order may lose the line; what was fetched for it stays on record.
    Column("order_line_id", BigId, nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("place", Integer, nullable=False),  # its number in the walk
    Column("quantity", BigInteger, nullable=False),
    Column("picked", BigInteger, nullable=False, default=0),
    Column("state", String(12), nullable=False),
    Column("tote_id", BigId, ForeignKey("bins.id")),  # where the picked units went
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("picked >= 0 AND picked <= quantity", name="picked"),
    CheckConstraint(one_of("state", TaskState), name="state"),
    Index("ix_pick_tasks_walk_id_place", "walk_id", "place"),
    Index("ix_pick_tasks_order_id", "order_id"),
)

substitutions = Table(
    "substitutions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    Column("order_line_id", BigId, nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),  # as it was ordered
    Column("by_product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("station_id", BigId, ForeignKey("stations.id")),
    CheckConstraint("quantity > 0", name="quantity"),
    Index("ix_substitutions_order_id", "order_id"),
)
