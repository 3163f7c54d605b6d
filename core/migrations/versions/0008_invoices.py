"""Invoices: made of orders, numbered without a gap, fixed once they are issued."""

from __future__ import annotations

from core.migrations.tables import invoices

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    invoices.create()


def downgrade() -> None:
    """Take back."""
    invoices.drop()
