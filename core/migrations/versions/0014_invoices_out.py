"""Invoices going out: by which way each went, what waits to be looked at, batches of paper."""

from __future__ import annotations

from core.migrations.tables import sending

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    sending.create()


def downgrade() -> None:
    """Take back."""
    sending.drop()
