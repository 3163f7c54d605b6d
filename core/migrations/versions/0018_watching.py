"""What stations tell of themselves, and what leads say to them."""

from __future__ import annotations

from core.migrations.tables import watching

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    watching.create()


def downgrade() -> None:
    """Take back."""
    watching.drop()
