"""The books: exports for the accountant, closed periods, and what goods were worth."""

from __future__ import annotations

from core.migrations.tables import books

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring forward."""
    books.create()


def downgrade() -> None:
    """Take back."""
    books.drop()
