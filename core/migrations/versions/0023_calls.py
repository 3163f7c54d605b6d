"""Calls for a lead."""

from __future__ import annotations

from core.migrations.tables import calls

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    calls.create()


def downgrade() -> None:
    """Take back."""
    calls.drop()
