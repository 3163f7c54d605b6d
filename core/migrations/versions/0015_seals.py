"""Seals of the audit trail."""

from __future__ import annotations

from core.migrations.parts import Part
from core.migrations.tables import seals

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PARTS: tuple[Part, ...] = (seals,)
"""In the order in which they need one another."""


def upgrade() -> None:
    """Bring forward."""
    for part in PARTS:
        part.create()


def downgrade() -> None:
    """Take back."""
    for part in reversed(PARTS):
        part.drop()
