"""The table of orders that are being typed in."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from core.tables import BigId, Json, Moment, metadata

order_drafts = Table(
    "order_drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", String(40), nullable=False, unique=True),  # also names its holds of stock
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("station_id", BigId, ForeignKey("stations.id")),
    Column("contents", Json, nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id")),  # what it became
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_order_drafts_operator_id", "operator_id"),
)
