"""Tables of the books, and when the money of a payment was seen and called back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.migrations.triggers import append_only
from core.tables import BigId, Moment

_TABLES = ("book_closings", "book_exports", "stock_values")


def create() -> None:
    """Make the tables and their triggers, and add the columns."""
    op.create_table(
        "stock_values",
        sa.Column("move_id", BigId, autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["move_id"], ["stock_moves.id"], name=op.f("fk_stock_values_move_id")
        ),
        sa.PrimaryKeyConstraint("move_id", name=op.f("pk_stock_values")),
    )
    op.create_table(
        "book_exports",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("since", "until", name=op.f("pk_book_exports")),
    )
    op.create_table(
        "book_closings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=False),
        sa.Column("closed_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("since <= until", name=op.f("ck_book_closings_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_closings")),
        sa.UniqueConstraint("since", name=op.f("uq_book_closings_since")),
        sa.UniqueConstraint("until", name=op.f("uq_book_closings_until")),
    )
    for table in ("stock_values", "book_closings"):
        append_only(table)
    add_column("payments", "cleared_at", Moment())
    add_column("payments", "reversed_at", Moment())
    op.execute("UPDATE payments SET cleared_at = decided_at WHERE state = 'cleared'")
    # Whether one that was reversed had been seen before, nobody wrote down.
    op.execute(
        "UPDATE payments SET cleared_at = recorded_at, reversed_at = decided_at "
        "WHERE state = 'reversed'"
    )


def drop() -> None:
    """Take them away."""
    op.drop_column("payments", "reversed_at")
    op.drop_column("payments", "cleared_at")
    for table in _TABLES:
        op.drop_table(table)
