"""Tables of returns that sales channels tell, and what is decided about wishes to cancel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.tables import BigId, Json, Moment


def create() -> None:
    """Make the tables, their indexes and the column; nothing was decided yet."""
    op.create_table(
        "channel_reads",
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("cursor", Moment(), nullable=True),
        sa.Column("span_from", Moment(), nullable=True),
        sa.Column("span_until", Moment(), nullable=True),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("fault", sa.String(length=12), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("shop", "what", name=op.f("pk_channel_reads")),
    )
    op.create_table(
        "channel_returns",
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("return_no", sa.String(length=80), nullable=False),
        sa.Column("order_no", sa.String(length=80), nullable=False),
        sa.Column("remote_id", sa.String(length=80), nullable=False),
        sa.Column("raw_status", sa.String(length=60), nullable=False),
        sa.Column("goods_come", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("tracking", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("refund", sa.BigInteger(), nullable=True),
        sa.Column("lines", Json(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("return_id", BigId, nullable=True),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_channel_returns_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["returns.id"], name=op.f("fk_channel_returns_return_id")
        ),
        sa.PrimaryKeyConstraint("shop", "return_no", name=op.f("pk_channel_returns")),
    )
    for columns in (["order_id"], ["return_id"], ["shop", "why"]):
        name = "_".join(["ix_channel_returns", *columns])
        op.create_index(name, "channel_returns", columns, unique=False)
    add_column("channel_orders", "wish_no", sa.Integer(), default="0")


def drop() -> None:
    """Take them away."""
    op.drop_column("channel_orders", "wish_no")
    op.drop_table("channel_returns")
    op.drop_table("channel_reads")
