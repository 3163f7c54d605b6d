"""What marketplaces pay out: statements, their lines, and what became of each order's part."""

from __future__ import annotations

from core.migrations.tables import payouts

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    payouts.create()


def downgrade() -> None:
    """Take back."""
    payouts.drop()
