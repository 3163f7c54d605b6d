"""Tables of labels that are fetched ahead of packing."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from core.shipping.ahead.states import AheadState, RunState
from core.tables import BigId, Json, Moment, metadata, one_of

label_runs = Table(
    "label_runs",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("title", String(120), nullable=False, default=""),
    Column("reason", String(200), nullable=False, default=""),  # why ahead of packing
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("station_id", BigId, ForeignKey("stations.id")),
    Column("state", String(8), nullable=False),
    Column("turn", Integer, nullable=False, default=1),  # one more each time it is tried again
    Column("begun_at", Moment, nullable=False),
    Column("turned_at", Moment, nullable=False),  # since when this turn is being worked at
    Column("done_at", Moment),
    CheckConstraint(one_of("state", RunState), name="state"),
)

ahead_labels = Table(
    "ahead_labels",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("run_id", BigId, ForeignKey("label_runs.id"), nullable=False),
    Column("place", Integer, nullable=False),  # in walking order
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    Column("shop", String(40), nullable=False),
    Column("package", String(64), nullable=False, default=""),  # empty until the shop names it
    Column("tracking", String(80), nullable=False, default=""),
    Column("carrier", String(80), nullable=False, default=""),
    Column("line_ids", Json, nullable=False),
    Column("state", String(10), nullable=False),
    Column("why", String(250), nullable=False, default=""),
    Column("document", LargeBinary),  # as the platform drew it
    Column("job_id", BigId, ForeignKey("print_jobs.id")),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint(one_of("state", AheadState), name="state"),
    UniqueConstraint("order_id", "package"),
    Index("ix_ahead_labels_run_id_place", "run_id", "place"),
    Index("ix_ahead_labels_tracking", "tracking"),
)
