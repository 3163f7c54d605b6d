"""The table of what sales channels tell and nobody can read, as it was when it came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import Moment


def create() -> None:
    """Make it."""
    op.create_table(
        "channel_unread",
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("said", sa.String(length=120), nullable=False),
        sa.Column("heard_at", Moment(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("shop", "what", "ref", name=op.f("pk_channel_unread")),
    )


def drop() -> None:
    """Take it away."""
    op.drop_table("channel_unread")
