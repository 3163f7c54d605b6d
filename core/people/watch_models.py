"""Tables of what stations tell of themselves, what leads say to them, and who looks at which."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from core.tables import BigId, Json, Moment, metadata

station_states = Table(
    "station_states",
    metadata,
    # Beside the station's own row: that one is locked by every scan.
    Column("station_id", BigId, ForeignKey("stations.id"), primary_key=True, autoincrement=False),
    Column("place", String(30), nullable=False),  # the pane in front; "scan" is the line mode
    Column("printers", Json, nullable=False),  # the printers that it prints on
    Column("told_at", Moment, nullable=False),
)

station_lines = Table(
    "station_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("station_id", BigId, ForeignKey("stations.id"), nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id")),  # who said it; empty: the program
    Column("text", String(200), nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("shown_at", Moment),
    Column("shown_seq", BigInteger),  # the last scan there when it came on the screen
    Column("read_at", Moment),
    Column("read_by", BigId, ForeignKey("operators.id")),
    Column("read_how", String(10), nullable=False, default=""),  # key, scans, or replaced
    Index("ix_station_lines_station_id_read_at", "station_id", "read_at"),
)

screen_wishes = Table(
    "screen_wishes",
    metadata,
    Column("station_id", BigId, ForeignKey("stations.id"), nullable=False),
    Column("looker", String(60), nullable=False),  # the terminal that looks
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("since", Moment, nullable=False),
    Column("until_ms", BigInteger, nullable=False),  # the database's clock
    PrimaryKeyConstraint("station_id", "looker"),
)

screens = Table(
    "screens",
    metadata,
    # There only while somebody looks.
    Column("station_id", BigId, ForeignKey("stations.id"), primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),  # the database's clock
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("lines", Json, nullable=False),
)
