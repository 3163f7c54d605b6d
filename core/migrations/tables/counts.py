"""Tables of counting: plans, counts, their bins, what lies there, and every scan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment

TABLES = ("count_scans", "count_lines", "count_tasks", "counts", "count_plans")
"""Those first that others do not need."""


def create() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "count_plans",
        sa.Column("id", BigId, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("within_days", sa.Integer(), nullable=False),
        sa.Column("a_days", sa.Integer(), nullable=False),
        sa.Column("b_days", sa.Integer(), nullable=False),
        sa.Column("c_days", sa.Integer(), nullable=False),
        sa.Column("ranked_by", sa.String(length=12), nullable=False),
        sa.Column("per_day", sa.Integer(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("rule IN ('full', 'bins', 'abc')", name=op.f("ck_count_plans_rule")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_count_plans_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_plans")),
        sa.UniqueConstraint("warehouse_id", "name", name=op.f("uq_count_plans_warehouse_id_name")),
    )
    op.create_table(
        "counts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("plan_id", BigId, nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", BigId, nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", BigId, nullable=True),
        sa.Column("ended_station_id", BigId, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint(
            "kind IN ('full', 'cycle', 'some', 'task')", name=op.f("ck_counts_kind")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'counting', 'recount', 'posted', 'cancelled')",
            name=op.f("ck_counts_state"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["operators.id"], name=op.f("fk_counts_created_by")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["operators.id"], name=op.f("fk_counts_ended_by")),
        sa.ForeignKeyConstraint(
            ["ended_station_id"], ["stations.id"], name=op.f("fk_counts_ended_station_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["count_plans.id"], name=op.f("fk_counts_plan_id")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_counts_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counts")),
        sa.UniqueConstraint("number", name=op.f("uq_counts_number")),
        sa.UniqueConstraint("plan_id", "due_on", name=op.f("uq_counts_plan_id_due_on")),
    )
    op.create_index(
        "ix_counts_warehouse_id_state", "counts", ["warehouse_id", "state"], unique=False
    )
    op.create_table(
        "count_tasks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("count_id", BigId, nullable=False),
        sa.Column("bin_id", BigId, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.Column("begun_at", Moment(), nullable=True),
        sa.Column("counted_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'counting', 'again', 'done', 'skipped')",
            name=op.f("ck_count_tasks_state"),
        ),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_count_tasks_bin_id")),
        sa.ForeignKeyConstraint(["count_id"], ["counts.id"], name=op.f("fk_count_tasks_count_id")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_count_tasks_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_count_tasks_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_tasks")),
        sa.UniqueConstraint("count_id", "bin_id", name=op.f("uq_count_tasks_count_id_bin_id")),
    )
    op.create_index("ix_count_tasks_bin_id", "count_tasks", ["bin_id"], unique=False)
    op.create_index("ix_count_tasks_holder", "count_tasks", ["holder"], unique=False)
    op.create_table(
        "count_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("task_id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("by_lot", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("tally", sa.BigInteger(), nullable=True),
        sa.Column("counted", sa.BigInteger(), nullable=True),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("away", sa.BigInteger(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("first_counted", sa.BigInteger(), nullable=True),
        sa.Column("first_expected", sa.BigInteger(), nullable=True),
        sa.Column("counted_at", Moment(), nullable=True),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_count_lines_counted")),
        sa.CheckConstraint("tally >= 0", name=op.f("ck_count_lines_tally")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_count_lines_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_count_lines_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["count_tasks.id"], name=op.f("fk_count_lines_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_lines")),
        sa.UniqueConstraint(
            "task_id", "product_id", "lot", name=op.f("uq_count_lines_task_id_product_id_lot")
        ),
    )
    op.create_index("ix_count_lines_product_id", "count_lines", ["product_id"], unique=False)
    op.create_table(
        "count_scans",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("task_id", BigId, nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=True),
        sa.Column("after", sa.BigInteger(), nullable=True),
        sa.Column("undoes", BigId, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=40), nullable=False),
        sa.Column("params", Json(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("station_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_count_scans_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_count_scans_station_id")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["count_tasks.id"], name=op.f("fk_count_scans_task_id")
        ),
        sa.ForeignKeyConstraint(["undoes"], ["count_scans.id"], name=op.f("fk_count_scans_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_scans")),
        sa.UniqueConstraint("key", name=op.f("uq_count_scans_key")),
        sa.UniqueConstraint("undoes", name=op.f("uq_count_scans_undoes")),
    )
    op.create_index("ix_count_scans_holder_id", "count_scans", ["holder", "id"], unique=False)
    op.create_index("ix_count_scans_task_id", "count_scans", ["task_id"], unique=False)


def drop() -> None:
    """Take them away."""
    for table in TABLES:
        op.drop_table(table)
