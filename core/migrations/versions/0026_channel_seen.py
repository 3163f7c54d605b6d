"""What people looked at of shops at sales channels, and payouts whose lines do not come."""

from __future__ import annotations

from core.migrations.tables import channel_seen

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    channel_seen.create()


def downgrade() -> None:
    """Take back."""
    channel_seen.drop()
