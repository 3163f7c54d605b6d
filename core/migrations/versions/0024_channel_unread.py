"""What sales channels tell and nobody can read."""

from __future__ import annotations

from core.migrations.tables import channel_unread

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    channel_unread.create()


def downgrade() -> None:
    """Take back."""
    channel_unread.drop()
