"""Tables of how parcels leave at a marketplace, and of labels that are fetched ahead of packing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.shipping.ahead.states import AheadState, RunState
from core.tables import BigId, Json, Moment, one_of


def create() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "parcel_ways",
        sa.Column("parcel_id", BigId, autoincrement=False, nullable=False),
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("since", Moment(), nullable=True),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("data", Json(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_ways_parcel_id")
        ),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_parcel_ways")),
    )
    op.create_table(
        "label_runs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("turned_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.CheckConstraint(one_of("state", RunState), name=op.f("ck_label_runs_state")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_label_runs_warehouse_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_label_runs_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_label_runs_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_runs")),
    )
    op.create_table(
        "ahead_labels",
        sa.Column("id", BigId, nullable=False),
        sa.Column("run_id", BigId, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("package", sa.String(length=64), nullable=False),
        sa.Column("tracking", sa.String(length=80), nullable=False),
        sa.Column("carrier", sa.String(length=80), nullable=False),
        sa.Column("line_ids", Json(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=250), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("job_id", BigId, nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint(one_of("state", AheadState), name=op.f("ck_ahead_labels_state")),
        sa.ForeignKeyConstraint(["run_id"], ["label_runs.id"], name=op.f("fk_ahead_labels_run_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_ahead_labels_order_id")),
        sa.ForeignKeyConstraint(["job_id"], ["print_jobs.id"], name=op.f("fk_ahead_labels_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ahead_labels")),
        sa.UniqueConstraint("order_id", "package", name=op.f("uq_ahead_labels_order_id_package")),
    )
    for columns in (["run_id", "place"], ["tracking"]):
        name = "_".join(["ix_ahead_labels", *columns])
        op.create_index(name, "ahead_labels", columns, unique=False)


def drop() -> None:
    """Take them away."""
    for table in ("ahead_labels", "label_runs", "parcel_ways"):
        op.drop_table(table)
