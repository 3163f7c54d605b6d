"""PINs of people."""

from __future__ import annotations

from core.migrations.parts import Part
from core.migrations.tables import pins

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PARTS: tuple[Part, ...] = (pins,)
"""In the order in which they need one another."""


def upgrade() -> None:
    """Bring forward."""
    for part in PARTS:
        part.create()


def downgrade() -> None:
    """Take back."""
    for part in reversed(PARTS):
        part.drop()
