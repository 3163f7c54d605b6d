"""Sales channels: shops, their orders as told, and what they offer."""

from __future__ import annotations

from core.migrations.tables import channels

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    channels.create()


def downgrade() -> None:
    """Take back."""
    channels.drop()
