"""Returns as sales channels tell them, how far they were read, and decided wishes to cancel."""

from __future__ import annotations

from core.migrations.tables import channel_returns

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    channel_returns.create()


def downgrade() -> None:
    """Take back."""
    channel_returns.drop()
