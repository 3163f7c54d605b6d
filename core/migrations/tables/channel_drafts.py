"""Tables of new products for shops at sales channels, and of the categories they go into."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment

_STANDS = "stand IN ('draft', 'waiting', 'review', 'live', 'refused')"


def create() -> None:
    """Make the tables and their index."""
    op.create_table(
        "channel_categories",
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("category_id", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("search", sa.String(length=400), nullable=False),
        sa.Column("leaf", sa.Boolean(), nullable=False),
        sa.Column("attributes", Json(), nullable=True),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("shop", "category_id", name=op.f("pk_channel_categories")),
    )
    op.create_table(
        "channel_drafts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("own_key", sa.String(length=80), nullable=False),
        sa.Column("category_id", sa.String(length=80), nullable=False),
        sa.Column("told", Json(), nullable=False),
        sa.Column("uploaded", Json(), nullable=False),
        sa.Column("stand", sa.String(length=10), nullable=False),
        sa.Column("tries", BigId, nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("listing_id", sa.String(length=80), nullable=False),
        sa.Column("wrong", Json(), nullable=False),
        sa.Column("looked_at", Moment(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(_STANDS, name=op.f("ck_channel_drafts_stand")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_drafts")),
        sa.UniqueConstraint("own_key", name=op.f("uq_channel_drafts_own_key")),
        sa.UniqueConstraint("shop", "sku", name=op.f("uq_channel_drafts_shop_sku")),
    )
    columns = ["shop", "stand"]
    op.create_index("ix_channel_drafts_shop_stand", "channel_drafts", columns, unique=False)


def drop() -> None:
    """Take them away."""
    op.drop_table("channel_drafts")
    op.drop_table("channel_categories")
