"""Tables of sales channels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment

_TABLES = (
    "channel_listings",
    "channel_shops",
    "channel_orders",
)
"""Those first that others do not need."""


def create() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "channel_orders",
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("order_no", sa.String(length=80), nullable=False),
        sa.Column("remote_id", sa.String(length=80), nullable=False),
        sa.Column("raw_status", sa.String(length=60), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("platform_ships", sa.Boolean(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("told", sa.String(length=80), nullable=False),
        sa.Column("lines", Json(), nullable=False),
        sa.Column("packages", Json(), nullable=False),
        sa.PrimaryKeyConstraint("shop", "order_no", name=op.f("pk_channel_orders")),
    )
    op.create_index("ix_channel_orders_again", "channel_orders", ["shop", "again"], unique=False)
    op.create_index("ix_channel_orders_told", "channel_orders", ["shop", "told"], unique=False)
    op.create_table(
        "channel_shops",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("access_until", Moment(), nullable=True),
        sa.Column("authorised_until", Moment(), nullable=True),
        sa.Column("shop_id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("connected_at", Moment(), nullable=True),
        sa.Column("link_state", sa.String(length=40), nullable=False),
        sa.Column("renewing_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("renewal_begun", sa.Boolean(), nullable=False),
        sa.Column("fault", sa.String(length=12), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("request_id", sa.String(length=80), nullable=False),
        sa.Column("skew_s", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("heard_at", Moment(), nullable=True),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.Column("paused_by", sa.String(length=80), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("calls_on", sa.Date(), nullable=True),
        sa.Column("sync_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("sync_fence", sa.BigInteger(), nullable=False),
        sa.Column("first_from", Moment(), nullable=True),
        sa.Column("cursor", Moment(), nullable=True),
        sa.Column("span_from", Moment(), nullable=True),
        sa.Column("span_until", Moment(), nullable=True),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("brake_changes", sa.Integer(), nullable=False),
        sa.Column("brake_of", sa.Integer(), nullable=False),
        sa.Column("push_allowed", sa.Boolean(), nullable=False),
        sa.Column("listed_at", Moment(), nullable=True),
        sa.Column("list_page", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_channel_shops")),
    )
    op.create_table(
        "channel_listings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("listing_id", sa.String(length=80), nullable=False),
        sa.Column("variant_id", sa.String(length=80), nullable=False),
        sa.Column("location", sa.String(length=80), nullable=False),
        sa.Column("seller_sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("variant", sa.String(length=200), nullable=False),
        sa.Column("product_id", BigId, nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=True),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("raw_state", sa.String(length=40), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("pushed_at", Moment(), nullable=True),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_channel_listings_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_listings")),
    )
    op.create_index(
        "ix_channel_listings_key",
        "channel_listings",
        ["shop", "listing_id", "variant_id", "location"],
        unique=True,
    )
    op.create_index(
        "ix_channel_listings_product_id", "channel_listings", ["product_id"], unique=False
    )


def drop() -> None:
    """Take them away."""
    for table in _TABLES:
        op.drop_table(table)
