"""Lines of orders have a discount of their own; what stands in orders of before stays with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    add_column(
        "order_lines",
        "discount",
        sa.BigInteger(),
        default="0",
        check="discount >= 0 AND discount <= quantity * unit_price",
    )


def downgrade() -> None:
    """Take back; the order's own column has all that its lines give off."""
    op.execute("ALTER TABLE order_lines DROP COLUMN discount")
