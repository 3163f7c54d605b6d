"""What stations did without the database and could not book afterwards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.tables import BigId, Json, Moment


def create() -> None:
    """Make the table."""
    op.create_table(
        "offline_conflicts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("parcel", sa.String(length=40), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("goods", Json(), nullable=False),
        sa.Column("why", Json(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("settled_by", BigId, nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        _points("station_id", "stations"),
        _points("operator_id", "operators"),
        _points("order_id", "orders"),
        _points("settled_by", "operators"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_conflicts")),
        sa.UniqueConstraint(
            "station_id",
            "seq",
            "began_at",
            name=op.f("uq_offline_conflicts_station_id_seq_began_at"),
        ),
    )
    op.create_index(
        "ix_offline_conflicts_open",
        "offline_conflicts",
        ["station_id"],
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def drop() -> None:
    """Take it away."""
    op.drop_table("offline_conflicts")


def _points(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_offline_conflicts_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)
