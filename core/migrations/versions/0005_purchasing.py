"""Suppliers, purchase orders and receipts; what products cost, and when to order them again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.migrations.tables import purchasing

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COSTS = ("average_cost", "last_cost")


def upgrade() -> None:
    """Bring forward."""
    add_column(
        "products", "reorder_point", sa.BigInteger(), default="0", check="reorder_point >= 0"
    )
    for name in _COSTS:
        add_column("products", name, sa.String(32), default="")
    purchasing.create()


def downgrade() -> None:
    """Take back."""
    for table in purchasing.TABLES:
        op.drop_table(table)
    for name in ("reorder_point", *_COSTS):
        op.execute(f"ALTER TABLE products DROP COLUMN {name}")
