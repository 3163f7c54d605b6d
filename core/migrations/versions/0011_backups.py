"""Backups: what was kept where, and whether it could be read back."""

from __future__ import annotations

from core.migrations.parts import Part
from core.migrations.tables import backups

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PARTS: tuple[Part, ...] = (backups,)
"""In the order in which they need one another."""


def upgrade() -> None:
    """Bring forward."""
    for part in PARTS:
        part.create()


def downgrade() -> None:
    """Take back."""
    for part in reversed(PARTS):
        part.drop()
