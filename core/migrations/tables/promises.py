"""In how many days a courier said that it brings a parcel whose offer was taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column


def create() -> None:
    """Add the column; of what was sent before nobody knows it."""
    add_column("shipments", "quoted_days", sa.Integer())


def drop() -> None:
    """Forget it."""
    op.execute("ALTER TABLE shipments DROP COLUMN quoted_days")
