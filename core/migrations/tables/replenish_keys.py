"""The table of keys by which goods for pick bins are brought once, though they are sent twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment


def create() -> None:
    """Make the table."""
    op.create_table(
        "replenish_keys",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("task_id", BigId, nullable=False),
        sa.Column("asked", Json, nullable=False),
        sa.Column("told", Json, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["replenish_tasks.id"], name=op.f("fk_replenish_keys_task_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_replenish_keys")),
    )


def drop() -> None:
    """Take it away."""
    op.drop_table("replenish_keys")
