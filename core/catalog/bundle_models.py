"""The table of what bundles are made of."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
)

from core.tables import BigId, metadata

bundle_parts = Table(
    "bundle_parts",
    metadata,
    Column("bundle_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("part_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("quantity", Integer, nullable=False),  # units in one bundle
    PrimaryKeyConstraint("bundle_id", "part_id"),
    Index("ix_bundle_parts_part_id", "part_id"),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("bundle_id <> part_id", name="not_itself"),
)
