"""Tables of what couriers told of parcels, and of what is known of each by now."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.shipping.tracking.states import Source
from core.tables import WHERE, BigId, Moment, metadata, one_of

sightings = Table(
    "sightings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("shipment_id", BigId, ForeignKey("shipments.id"), nullable=False),
    Column("key", String(64), nullable=False),  # the same event has the same, however it came
    Column("source", String(8), nullable=False),
    Column("raw", String(80), nullable=False),
    Column("stage", String(20), nullable=False, default=""),  # empty: never seen before
    Column("said_at", Moment),  # when it happened, where the courier says so
    Column("heard_at", Moment, nullable=False),
    Column("note", String(300), nullable=False, default=""),
    Column("reason", String(80), nullable=False, default=""),
    Column("fee", BigInteger),  # minor units
    Column("weight_g", Integer),
    Column("cod", BigInteger),  # minor units
    Column("operator_id", BigId, ForeignKey("operators.id")),
    CheckConstraint(one_of("source", Source), name="source"),
    UniqueConstraint("shipment_id", "key"),
)

tracks = Table(
    "tracks",
    metadata,
    Column("shipment_id", BigId, ForeignKey("shipments.id"), primary_key=True),
    Column("stage", String(20), nullable=False, default=""),
    Column("raw", String(80), nullable=False, default=""),
    Column("stage_at", Moment),
    Column("problem", String(20), nullable=False, default=""),
    Column("why", String(300), nullable=False, default=""),  # in words of the courier, or a code
    Column("attempts", Integer, nullable=False, default=0),  # deliveries that failed
    Column("rests_until", Moment),  # somebody did something about it
    Column("promised_on", Date),
    Column("ask_at", Moment),
    Column("asked_at", Moment),
    Column("failures", Integer, nullable=False, default=0),  # questions without an answer
    Index(
        "ix_tracks_problem",
        "shipment_id",
        info={WHERE: text("problem <> ''")},
    ),
)

courier_paces = Table(
    "courier_paces",
    metadata,
    Column("courier", String(40), primary_key=True),
    Column("next_at", Moment, nullable=False),  # no question before that, from any machine
    Column("failures", Integer, nullable=False, default=0),  # refusals one after the other
)
