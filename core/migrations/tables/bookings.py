"""What a courier said when it took a parcel, and since when it may have it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.tables import Moment

_NEW: tuple[tuple[str, sa.types.TypeEngine[Any], str | None], ...] = (
    ("inspection", sa.String(8), "none"),
    ("asked_at", Moment(), None),
    ("reference", sa.String(80), ""),
    ("sort_code", sa.String(80), ""),
    ("tracking_url", sa.String(500), ""),
    ("quoted_fee", sa.BigInteger(), None),
    ("fee", sa.BigInteger(), None),
    ("charged_g", sa.Integer(), "0"),
)


def create() -> None:
    """Add the columns; what was booked before says nothing of it."""
    for name, kind, default in _NEW:
        add_column("shipments", name, kind, default=default)


def drop() -> None:
    """Forget it."""
    for name, _kind, _default in _NEW:
        op.execute(f"ALTER TABLE shipments DROP COLUMN {name}")
