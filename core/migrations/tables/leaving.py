"""What left when, found fast; money that is not asked for any more, lines that are settled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.tables import Moment


def create() -> None:
    """Add the column and the index."""
    add_column("shipments", "cod_forgone", sa.BigInteger(), default="0")
    add_column("cod_lines", "settled_at", Moment())
    op.create_index("ix_parcels_left", "parcels", ["warehouse_id", "handed_over_at"])


def drop() -> None:
    """Take them away."""
    op.drop_index("ix_parcels_left", table_name="parcels")
    op.drop_column("cod_lines", "settled_at")
    op.drop_column("shipments", "cod_forgone")
