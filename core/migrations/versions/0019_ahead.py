"""How parcels leave at a marketplace, and labels that are fetched ahead of packing."""

from __future__ import annotations

from core.migrations.tables import ahead

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    ahead.create()


def downgrade() -> None:
    """Take back."""
    ahead.drop()
