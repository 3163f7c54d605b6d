"""What stations tell of themselves, lines said to them, wishes to look, and their screens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.tables import BigId, Json, Moment


def create() -> None:
    """Make the tables; no station said its version yet."""
    add_column("stations", "version", sa.String(20), default="")
    op.create_table(
        "station_states",
        sa.Column("station_id", BigId, autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=30), nullable=False),
        sa.Column("printers", Json(), nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        _of_station("station_states"),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_station_states")),
    )
    op.create_table(
        "station_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.Column("shown_at", Moment(), nullable=True),
        sa.Column("shown_seq", sa.BigInteger(), nullable=True),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("read_by", BigId, nullable=True),
        sa.Column("read_how", sa.String(length=10), nullable=False),
        _of_station("station_lines"),
        _of_operator("station_lines", "operator_id"),
        _of_operator("station_lines", "read_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_lines")),
    )
    op.create_index(
        "ix_station_lines_station_id_read_at", "station_lines", ["station_id", "read_at"]
    )
    op.create_table(
        "screen_wishes",
        sa.Column("station_id", BigId, nullable=False),
        sa.Column("looker", sa.String(length=60), nullable=False),
        sa.Column("operator_id", BigId, nullable=True),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        _of_station("screen_wishes"),
        _of_operator("screen_wishes", "operator_id"),
        sa.PrimaryKeyConstraint("station_id", "looker", name=op.f("pk_screen_wishes")),
    )
    op.create_table(
        "screens",
        sa.Column("station_id", BigId, autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("lines", Json(), nullable=False),
        _of_station("screens"),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_screens")),
    )


def drop() -> None:
    """Take them away."""
    for table in ("screens", "screen_wishes", "station_lines", "station_states"):
        op.drop_table(table)
    op.drop_column("stations", "version")


def _of_station(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_station_id")
    return sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=name)


def _of_operator(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["operators.id"], name=op.f(f"fk_{table}_{column}"))
