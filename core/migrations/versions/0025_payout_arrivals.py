"""What marketplaces pay out arrives at the bank, and the line that brought it says so."""

from __future__ import annotations

from core.migrations.tables import payout_arrivals

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    payout_arrivals.create()


def downgrade() -> None:
    """Take back."""
    payout_arrivals.drop()
