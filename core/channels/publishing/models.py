"""Tables of new products for shops at sales channels, and of the categories they go into."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    String,
    Table,
    UniqueConstraint,
)

from core.channels.publishing.states import Stand
from core.tables import BigId, Json, Moment, metadata, one_of

channel_categories = Table(
    "channel_categories",
    metadata,
    Column("shop", String(40), primary_key=True),
    Column("category_id", String(80), primary_key=True),
    Column("path", String(400), nullable=False),  # names from the root on
    Column("search", String(400), nullable=False),  # the same, folded
    Column("leaf", Boolean, nullable=False),
    Column("attributes", Json),  # what is asked of its products; null: not read yet
    Column("seen_at", Moment, nullable=False),
)

channel_drafts = Table(
    "channel_drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("shop", String(40), nullable=False),
    Column("sku", String(80), nullable=False),  # of the product, or of the family
    Column("own_key", String(80), nullable=False, unique=True),
    Column("category_id", String(80), nullable=False),
    Column("told", Json, nullable=False),  # the attributes, by their number
    Column("uploaded", Json, nullable=False),  # pictures that are there, by their link
    Column("stand", String(10), nullable=False),
    Column("tries", BigId, nullable=False, default=0),  # how often it was sent off
    Column("asked_at", Moment),  # the platform may have it since then
    Column("listing_id", String(80), nullable=False, default=""),
    Column("wrong", Json, nullable=False),  # what the platform says, field by field
    Column("looked_at", Moment),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(80), nullable=False, default=""),
    UniqueConstraint("shop", "sku"),
    CheckConstraint(one_of("stand", Stand), name="stand"),
    Index("ix_channel_drafts_shop_stand", "shop", "stand"),
)
