"""Tables of claims, parcels and their contents, and of every scan with its verdict."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.fulfilment.states import ParcelState
from core.tables import WHERE, BigId, Json, Moment, metadata, one_of

IN_HOUSE_SQL = "state IN ('closed', 'complete', 'labelled')"
"""Packed boxes that no courier has: few of all, in an index of their own."""

claims = Table(
    "claims",
    metadata,
    Column("order_id", BigId, ForeignKey("orders.id"), primary_key=True, autoincrement=False),
    Column("station_id", BigId, ForeignKey("stations.id"), nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id"), nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("lease_until_ms", BigInteger, nullable=False),  # the database's clock
    Index("ix_claims_station_id", "station_id"),
)

parcels = Table(
    "parcels",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, … within its order
    Column("code", String(40), nullable=False, unique=True),
    Column("state", String(12), nullable=False),
    Column("box", String(40), nullable=False, default=""),
    Column("weight_g", Integer, nullable=False, default=0),
    Column("length_mm", Integer, nullable=False, default=0),
    Column("width_mm", Integer, nullable=False, default=0),
    Column("height_mm", Integer, nullable=False, default=0),
    Column("station_id", BigId, ForeignKey("stations.id"), nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("completed_at", Moment),
    Column("handed_over_at", Moment),
    UniqueConstraint("order_id", "number"),
    CheckConstraint(one_of("state", ParcelState), name="state"),
    Index("ix_parcels_left", "warehouse_id", "handed_over_at"),
    Index("ix_parcels_in_house", "warehouse_id", info={WHERE: text(IN_HOUSE_SQL)}),
)

parcel_lines = Table(
    "parcel_lines",
    metadata,
    Column("parcel_id", BigId, ForeignKey("parcels.id"), nullable=False),
    Column("order_line_id", BigId, ForeignKey("order_lines.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("quantity", BigInteger, nullable=False),
    PrimaryKeyConstraint("parcel_id", "order_line_id", "lot"),
    CheckConstraint("quantity >= 0", name="counts"),
    Index("ix_parcel_lines_order_line_id", "order_line_id"),
)

scans = Table(
    "scans",
    metadata,
    Column("station_id", BigId, ForeignKey("stations.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("session_id", BigId, nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("code", String(200), nullable=False),
    Column("verdict", String(24), nullable=False),
    Column("result", Json, nullable=False),  # the whole verdict, for a replay
    Column("order_id", BigId, ForeignKey("orders.id")),
    Column("parcel_id", BigId, ForeignKey("parcels.id")),
    Column("effect", Json),  # what it packed or picked, for undo: {line, lot, quantity, …}
    Column("undone", Boolean, nullable=False, default=False),
    PrimaryKeyConstraint("station_id", "seq"),
    Index("ix_scans_order_id", "order_id"),
)
