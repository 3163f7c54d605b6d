"""The warehouse: what its places, goods, stock, counts and walks are."""

from __future__ import annotations

from core.migrations.parts import Part
from core.migrations.tables import (
    bundles,
    counts,
    credits,
    goods,
    lots,
    places,
    recalls,
    stock_tasks,
    supplier_letters,
    walks,
)

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PARTS: tuple[Part, ...] = (
    places,
    goods,
    stock_tasks,
    lots,
    recalls,
    walks,
    counts,
    supplier_letters,
    bundles,
    credits,
)
"""In the order in which they need one another."""


def upgrade() -> None:
    """Bring forward."""
    for part in PARTS:
        part.create()


def downgrade() -> None:
    """Take back."""
    for part in reversed(PARTS):
        part.drop()
