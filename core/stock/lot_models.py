"""The table of lots: what is known of goods that were made together."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, UniqueConstraint

from core.tables import BigId, Moment, metadata

lots = Table(
    "lots",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("lot", String(40), nullable=False),
    Column("expires_on", Date),  # the last day on which it can be used
    Column("promised_until", Date),  # the last day on which it is promised to anybody
    Column("note", String(200), nullable=False, default=""),
    Column("first_seen", Moment, nullable=False),
    UniqueConstraint("product_id", "lot"),
    Index("ix_lots_expires_on", "expires_on"),
)
