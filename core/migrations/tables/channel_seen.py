"""What people looked at of shops at sales channels: a difference of stock, what nobody can read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.tables import Moment

_UNREAD: tuple[tuple[str, sa.types.TypeEngine[Any], str | None], ...] = (
    ("mark", sa.String(40), ""),
    ("alone", sa.Boolean(), "0"),
    ("seen_at", Moment(), None),
    ("seen_by", sa.String(80), ""),
    ("seen_why", sa.String(200), ""),
)


def create() -> None:
    """Make the table and the columns."""
    op.create_table(
        "channel_stock_seen",
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("shop", name=op.f("pk_channel_stock_seen")),
    )
    for name, kind, default in _UNREAD:
        add_column("channel_unread", name, kind, default=default)
    add_column("payouts", "fails", sa.Integer(), default="0")


def drop() -> None:
    """Take them away."""
    op.drop_column("payouts", "fails")
    for name, _kind, _default in reversed(_UNREAD):
        op.drop_column("channel_unread", name)
    op.drop_table("channel_stock_seen")
