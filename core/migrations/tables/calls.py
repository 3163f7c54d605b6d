"""Calls for a lead, and what came of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.triggers import append_only
from core.tables import BigId, Json, Moment

_STEPS = "step IN ('again', 'coming', 'done', 'back')"


def create() -> None:
    """Make the tables; their rows stay as they are."""
    op.create_table(
        "lead_calls",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("place", sa.String(length=30), nullable=False),
        sa.Column("said", Json(), nullable=False),
        sa.Column("screen", Json(), nullable=False),
        *(_of("lead_calls", column) for column in ("station", "operator", "order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_calls")),
    )
    op.create_index("ix_lead_calls_at", "lead_calls", ["at"])
    op.create_table(
        "lead_call_steps",
        sa.Column("id", BigId, nullable=False),
        sa.Column("call_id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.CheckConstraint(_STEPS, name=op.f("ck_lead_call_steps_step")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["lead_calls.id"], name=op.f("fk_lead_call_steps_call_id")
        ),
        _of("lead_call_steps", "operator"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_call_steps")),
    )
    op.create_index("ix_lead_call_steps_call_id", "lead_call_steps", ["call_id"])
    append_only("lead_calls")
    append_only("lead_call_steps")


def drop() -> None:
    """Take them away."""
    op.drop_table("lead_call_steps")
    op.drop_table("lead_calls")


def _of(table: str, what: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{what}_id")
    return sa.ForeignKeyConstraint([f"{what}_id"], [f"{what}s.id"], name=name)
