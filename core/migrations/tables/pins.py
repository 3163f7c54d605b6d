"""What PINs of people are proved by, and how often they were wrong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.tables import Moment


def create() -> None:
    """Add the columns; nobody has a PIN yet."""
    add_column("operators", "pin_hash", sa.String(200), default="")
    add_column("operators", "pin_failures", sa.Integer(), default="0")
    add_column("operators", "pin_locked_until", Moment())


def drop() -> None:
    """Take them away."""
    for column in ("pin_locked_until", "pin_failures", "pin_hash"):
        op.drop_column("operators", column)
