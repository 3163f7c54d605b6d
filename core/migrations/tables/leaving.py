"""What left when, found fast; and money that is not asked of a courier any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column


def create() -> None:
    """Add the column and the index."""
    add_column("shipments", "cod_forgone", sa.BigInteger(), default="0")
    op.create_index("ix_parcels_left", "parcels", ["warehouse_id", "handed_over_at"])


def drop() -> None:
    """Take them away."""
    op.drop_index("ix_parcels_left", table_name="parcels")
    op.drop_column("shipments", "cod_forgone")
