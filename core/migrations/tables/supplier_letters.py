"""Messages may be about a purchase order: they go to its supplier."""

from __future__ import annotations

from alembic import op

from core.migrations.columns import add_column
from core.tables import BigId


def create() -> None:
    """Say which purchase order a message is about."""
    add_column("messages", "purchase_id", BigId, refers_to="purchase_orders")
    op.create_index("ix_messages_purchase_id", "messages", ["purchase_id"])


def drop() -> None:
    """Take it away."""
    op.drop_index("ix_messages_purchase_id", "messages")
    op.execute("ALTER TABLE messages DROP COLUMN purchase_id")
