"""The table of what was done without the database and could not be booked afterwards."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.tables import WHERE, BigId, Json, Moment, metadata

conflicts = Table(
    "offline_conflicts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("station_id", BigId, ForeignKey("stations.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),  # of the first scan that was not booked
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("order_id", BigId, ForeignKey("orders.id")),
    Column("parcel", String(40), nullable=False),  # what may be written on the box
    Column("scans", Integer, nullable=False),
    Column("goods", Json, nullable=False),  # in the box and in no book: [[SKU, units], …]
    Column("why", Json, nullable=False),  # the verdict on the first of them
    Column("began_at", Moment, nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("settled_by", BigId, ForeignKey("operators.id")),
    Column("note", String(200), nullable=False),
    UniqueConstraint("station_id", "seq", "began_at"),
    Index(
        "ix_offline_conflicts_open",
        "station_id",
        info={WHERE: text("settled_at IS NULL")},
    ),
)
