"""Table of shipments: one attempt to send one parcel with one courier."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.shipping.states import LIVE, ShipmentState
from core.tables import WHERE, BigId, Json, Moment, metadata, one_of

_LIVE = "state IN (" + ", ".join(f"'{state}'" for state in sorted(LIVE)) + ")"

shipments = Table(
    "shipments",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id"), nullable=False),
    Column("parcel_id", BigId, ForeignKey("parcels.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("own_code", String(60), nullable=False, unique=True),  # ours, made before the first try
    Column("state", String(12), nullable=False),
    Column("raw_state", String(80), nullable=False, default=""),
    Column("courier", String(40), nullable=False),
    Column("service", String(40), nullable=False, default=""),
    Column("waybill", String(60), nullable=False, default=""),
    Column("currency", String(3), nullable=False),
    Column("cod", BigInteger, nullable=False, default=0),  # minor units
    Column("cod_fixed", Boolean, nullable=False, default=False),  # said by a person
    Column("insurance", BigInteger, nullable=False, default=0),  # minor units
    Column("fee_payer", String(10), nullable=False, default="sender"),
    Column("weight_g", Integer, nullable=False, default=0),
    Column("length_mm", Integer, nullable=False, default=0),
    Column("width_mm", Integer, nullable=False, default=0),
    Column("height_mm", Integer, nullable=False, default=0),
    Column("note", String(500), nullable=False, default=""),
    Column("answer", Json),  # the courier's raw answer
    Column("created_at", Moment, nullable=False),
    Column("booked_at", Moment),
    Column("inspection", String(8), nullable=False, server_default="none"),
    Column("asked_at", Moment),  # since when its courier may have it; empty: certainly not
    Column("reference", String(80), nullable=False, server_default=""),  # the courier's own
    Column("sort_code", String(80), nullable=False, server_default=""),
    Column("tracking_url", String(500), nullable=False, server_default=""),
    Column("quoted_fee", BigInteger),  # minor units, as is the next
    Column("fee", BigInteger),  # what the courier said that it charges
    Column("charged_g", Integer, nullable=False, server_default="0"),  # that is paid for
    Column("quoted_days", Integer),  # from the booking on, by the offer that was taken
    Column("cod_forgone", BigInteger, nullable=False, server_default="0"),  # asked for no more
    UniqueConstraint("parcel_id", "attempt"),
    CheckConstraint(one_of("state", ShipmentState), name="state"),
    Index("ix_shipments_order_id", "order_id"),
    Index("ix_shipments_waybill", "waybill"),
    Index(
        "uq_shipments_live_parcel",
        "parcel_id",
        unique=True,
        info={WHERE: text(_LIVE)},
    ),
    Index(
        "ix_shipments_under_way",
        "courier",
        "booked_at",
        info={WHERE: text("state IN ('booked', 'failed', 'in_transit', 'returning')")},
    ),
)
