"""Lots with their days of expiry, and which products are tracked by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.tables import BigId, Moment


def create() -> None:
    """Make the columns and the table; lots that came in before are known from their receipts."""
    add_column(
        "products",
        "tracking",
        sa.String(8),
        default="none",
        check="tracking IN ('none', 'lot', 'expiry', 'serial')",
    )
    add_column("products", "min_life_days", sa.Integer(), default="0", check="min_life_days >= 0")
    op.create_table(
        "lots",
        sa.Column("id", BigId, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("promised_until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_lots_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("product_id", "lot", name=op.f("uq_lots_product_id_lot")),
    )
    op.create_index("ix_lots_expires_on", "lots", ["expires_on"], unique=False)
    op.execute(
        "INSERT INTO lots (product_id, lot, expires_on, promised_until, note, first_seen) "
        "SELECT product_id, lot, max(expires_on), max(expires_on), '', min(at) "
        "FROM receipt_lines WHERE lot <> '' GROUP BY product_id, lot"
    )


def drop() -> None:
    """Take them away."""
    op.drop_table("lots")
    for name in ("min_life_days", "tracking"):
        op.execute(f"ALTER TABLE products DROP COLUMN {name}")
