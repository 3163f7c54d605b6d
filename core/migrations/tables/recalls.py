"""A box may be sent anew while its courier is still asked to forget an earlier shipment of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

_INDEX = "uq_shipments_live_parcel"
_BEFORE = "state IN ('booked', 'cancelling', 'draft', 'in_transit', 'requested', 'unknown')"
_NOW = "state IN ('booked', 'draft', 'in_transit', 'requested', 'unknown')"


def create() -> None:
    """A shipment that is being cancelled is live no more."""
    _index(_NOW)


def drop() -> None:
    """It is live again: what is being cancelled counts as cancelled, so that none is live twice."""
    op.execute("UPDATE shipments SET state = 'cancelled' WHERE state = 'cancelling'")
    _index(_BEFORE)


def _index(where: str) -> None:
    op.drop_index(_INDEX, table_name="shipments")
    op.create_index(
        _INDEX,
        "shipments",
        ["parcel_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
