"""What bundles are made of, and of which bundle the goods of an order are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.tables import BigId


def create() -> None:
    """Make the table, and the column of order lines."""
    op.create_table(
        "bundle_parts",
        sa.Column("bundle_id", BigId, nullable=False),
        sa.Column("part_id", BigId, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_bundle_parts_quantity")),
        sa.CheckConstraint("bundle_id <> part_id", name=op.f("ck_bundle_parts_not_itself")),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["products.id"], name=op.f("fk_bundle_parts_bundle_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["products.id"], name=op.f("fk_bundle_parts_part_id")),
        sa.PrimaryKeyConstraint("bundle_id", "part_id", name=op.f("pk_bundle_parts")),
    )
    op.create_index("ix_bundle_parts_part_id", "bundle_parts", ["part_id"])
    add_column("order_lines", "bundle", sa.String(80), default="")


def drop() -> None:
    """Take them away."""
    op.drop_table("bundle_parts")
    op.execute("ALTER TABLE order_lines DROP COLUMN bundle")
