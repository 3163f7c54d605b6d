"""Tables of operators, stations, the sessions in which they meet, and lists that people keep."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from core.tables import BigId, Json, Moment, metadata

operators = Table(
    "operators",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("badge", String(40), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("language", String(5), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", Moment, nullable=False),
    # What a PIN is proved by; empty: there is none.
    Column("pin_hash", String(200), nullable=False, server_default=""),
    Column("pin_failures", Integer, nullable=False, server_default="0"),
    Column("pin_locked_until", Moment),
)

stations = Table(
    "stations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    # The process that works here now; it holds the station by a lease.
    Column("host", String(255), nullable=False, default=""),
    Column("pid", Integer, nullable=False, default=0),
    Column("pid_started", String(40), nullable=False, default=""),
    Column("lease_until_ms", BigInteger, nullable=False, default=0),
    Column("fence", BigInteger, nullable=False, default=0),
    # Where the work stands; survives the process.
    Column("session_id", BigId),
    Column("last_seq", BigInteger, nullable=False, default=0),
    Column("lane", Boolean, nullable=False, default=False),
    Column("printers", Json, nullable=False, default=dict),
    Column("work", Json, nullable=False, default=dict),
    # The version of the program that works here now.
    Column("version", String(20), nullable=False, server_default=""),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("station_id", BigId, ForeignKey("stations.id"), nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id"), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_sessions_station_id", "station_id"),
)

saved_lists = Table(
    "saved_lists",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("place", String(20), nullable=False),  # the list that it is of
    Column("name", String(60), nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id"), nullable=False),
    Column("shared", Boolean, nullable=False, default=False),
    Column("wanted", Json, nullable=False),  # filters and columns
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("place", "operator_id", "name"),
)
