"""What stations did without the database and could not book afterwards."""

from __future__ import annotations

from core.migrations.tables import offline

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    offline.create()


def downgrade() -> None:
    """Take back."""
    offline.drop()
