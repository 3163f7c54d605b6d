"""Tables of standing orders, their lines and the periods they were run for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Moment

_TABLES = ("standing_runs", "standing_lines", "standing_orders")


def create() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "standing_orders",
        sa.Column("id", BigId, nullable=False),
        sa.Column("customer_id", BigId, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("shift", sa.String(length=8), nullable=False),
        sa.Column("auto", sa.String(length=8), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("next_period", sa.Integer(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "auto IN ('draft', 'review', 'issue')", name=op.f("ck_standing_orders_auto")
        ),
        sa.CheckConstraint(
            "shift IN ('none', 'before', 'after')", name=op.f("ck_standing_orders_shift")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'active', 'paused', 'ended')", name=op.f("ck_standing_orders_state")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_standing_orders_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_orders")),
    )
    op.create_index("ix_standing_orders_customer_id", "standing_orders", ["customer_id"])
    op.create_index("ix_standing_orders_state", "standing_orders", ["state", "next_day"])
    op.create_table(
        "standing_lines",
        sa.Column("standing_id", BigId, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("tax_rate", sa.String(length=10), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_standing_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["standing_id"], ["standing_orders.id"], name=op.f("fk_standing_lines_standing_id")
        ),
        sa.PrimaryKeyConstraint("standing_id", "line_no", name=op.f("pk_standing_lines")),
    )
    op.create_table(
        "standing_runs",
        sa.Column("standing_id", BigId, nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("invoice_id", BigId, nullable=True),
        sa.Column("run_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "(state = 'made') = (invoice_id IS NOT NULL)", name=op.f("ck_standing_runs_made")
        ),
        sa.CheckConstraint("state IN ('made', 'skipped')", name=op.f("ck_standing_runs_state")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_standing_runs_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["standing_id"], ["standing_orders.id"], name=op.f("fk_standing_runs_standing_id")
        ),
        sa.PrimaryKeyConstraint("standing_id", "period", name=op.f("pk_standing_runs")),
    )
    op.create_index("ix_standing_runs_invoice_id", "standing_runs", ["invoice_id"])


def drop() -> None:
    """Take them away."""
    for table in _TABLES:
        op.drop_table(table)
