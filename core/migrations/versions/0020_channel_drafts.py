"""New products that are brought into shops at sales channels."""

from __future__ import annotations

from core.migrations.tables import channel_drafts

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    channel_drafts.create()


def downgrade() -> None:
    """Take back."""
    channel_drafts.drop()
